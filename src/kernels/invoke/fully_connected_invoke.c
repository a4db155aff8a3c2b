/* SPDX-License-Identifier: Apache-2.0
 *
 * FULLY_CONNECTED as the interpreter calls it. Places: output, input, filter, bias, multipliers
 * with the shifts behind them (or none: the parameters have one). */
#include "kernels/invoke/invoke.h"

MWI_SELECT(fully_connected_s8)

static mw_status invoke_s8(const void *parameters, uint32_t variant, void *const *at)
{
    const mw_fully_connected_parameters *p = parameters;
    const int32_t *multipliers = at[4];
    const int8_t *shifts = multipliers ? (const int8_t *)(multipliers + p->units) : NULL;
    select_fully_connected_s8(variant)(p, at[1], at[2], at[3], multipliers, shifts, at[0]);
    return MW_OK;
}

const mw_kernel mw_kernel_fully_connected_s8 = {MWI_ID_fully_connected_s8, invoke_s8};
