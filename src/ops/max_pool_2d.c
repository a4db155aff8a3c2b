/* SPDX-License-Identifier: Apache-2.0
 *
 * MAX_POOL_2D: what a node means. The greatest of each channel under a window that slides over a
 * picture. The arithmetic is in kernels/reference/max_pool_2d_reference.c. Options:
 * Pool2DOptions. */
#include "ops/pool_2d.h"

static mw_status prepare_s8(mw_prepare *prepare)
{
    return mwi_pool_2d_prepare(prepare, MWI_EXTENT_MAX);
}

const mw_operator mw_op_max_pool_2d_s8 = {&mw_kernel_max_pool_2d_s8, 17, MW_INT8, "MAX_POOL_2D",
                                          prepare_s8};
