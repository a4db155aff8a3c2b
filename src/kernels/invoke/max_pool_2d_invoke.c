/* SPDX-License-Identifier: Apache-2.0
 *
 * MAX_POOL_2D as the interpreter calls it. Places: output, input. */
#include "kernels/invoke/invoke.h"

MWI_SELECT(max_pool_2d_s8)

static mw_status invoke_s8(const void *parameters, uint32_t variant, void *const *at)
{
    select_max_pool_2d_s8(variant)(parameters, at[1], at[0]);
    return MW_OK;
}

const mw_kernel mw_kernel_max_pool_2d_s8 = {MWI_ID_max_pool_2d_s8, invoke_s8};
