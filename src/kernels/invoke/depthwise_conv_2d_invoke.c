/* SPDX-License-Identifier: Apache-2.0
 *
 * DEPTHWISE_CONV_2D as the interpreter calls it. Places: output, input, filter, bias, multipliers
 * with the shifts behind them, scratch. */
#include "kernels/invoke/invoke.h"

MWI_SELECT(depthwise_conv_2d_s8)

static mw_status invoke_s8(const void *parameters, uint32_t variant, void *const *at)
{
    const mw_depthwise_conv_2d_parameters *p = parameters;
    const int32_t *multipliers = at[4];
    const int8_t *shifts = (const int8_t *)(multipliers + p->output_channels);
    select_depthwise_conv_2d_s8(variant)(p, at[1], at[2], at[3], multipliers, shifts, at[0], at[5]);
    return MW_OK;
}

const mw_kernel mw_kernel_depthwise_conv_2d_s8 = {MWI_ID_depthwise_conv_2d_s8, invoke_s8};
