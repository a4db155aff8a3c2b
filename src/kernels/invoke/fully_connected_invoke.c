/* SPDX-License-Identifier: Apache-2.0
 *
 * FULLY_CONNECTED as the interpreter calls it. Places: output, input, filter, bias, multipliers,
 * shifts. */
#include "kernels/invoke/invoke.h"

MWI_SELECT(fully_connected_s8)

static mw_status invoke_s8(const void *parameters, uint32_t variant, void *const *at)
{
    select_fully_connected_s8(variant)(parameters, at[1], at[2], at[3], at[4], at[5], at[0]);
    return MW_OK;
}

const mw_kernel mw_kernel_fully_connected_s8 = {MWI_ID_fully_connected_s8, invoke_s8};
