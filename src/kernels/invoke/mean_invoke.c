/* SPDX-License-Identifier: Apache-2.0
 *
 * MEAN as the interpreter calls it. Places: output, input. */
#include "kernels/invoke/invoke.h"

MWI_SELECT(mean_s8)

static mw_status invoke_s8(const void *parameters, uint32_t variant, void *const *at)
{
    select_mean_s8(variant)(parameters, at[1], at[0]);
    return MW_OK;
}

const mw_kernel mw_kernel_mean_s8 = {MWI_ID_mean_s8, invoke_s8};
