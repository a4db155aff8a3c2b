/* SPDX-License-Identifier: Apache-2.0
 *
 * QUANTIZE between integer types as the interpreter calls it. Places: output, input. */
#include "kernels/invoke/invoke.h"

MWI_SELECT(quantize_integer)

static mw_status invoke_integer(const void *parameters, uint32_t variant, void *const *at)
{
    select_quantize_integer(variant)(parameters, at[1], at[0]);
    return MW_OK;
}

const mw_kernel mw_kernel_quantize_integer = {MWI_ID_quantize_integer, invoke_integer};
