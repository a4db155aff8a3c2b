/* SPDX-License-Identifier: Apache-2.0
 *
 * DEPTHWISE_CONV_2D as the interpreter calls it. Places: output, input, filter, bias, multipliers,
 * shifts, scratch. */
#include "kernels/invoke/invoke.h"

MWI_SELECT(depthwise_conv_2d_s8)

static mw_status invoke_s8(const void *parameters, uint32_t variant, void *const *at)
{
    select_depthwise_conv_2d_s8(variant)(parameters, at[1], at[2], at[3], at[4], at[5], at[0],
                                         at[6]);
    return MW_OK;
}

const mw_kernel mw_kernel_depthwise_conv_2d_s8 = {MWI_ID_depthwise_conv_2d_s8, invoke_s8};
