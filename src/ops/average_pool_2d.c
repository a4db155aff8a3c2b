/* SPDX-License-Identifier: Apache-2.0
 *
 * AVERAGE_POOL_2D: what a node means. The mean of each channel under a window that slides over a
 * picture. The arithmetic is in kernels/reference/average_pool_2d_reference.c. Options:
 * Pool2DOptions. */
#include "ops/pool_2d.h"

enum { WINDOW_MAX = 16711935 }; /* parameters.h: the sum of so many fits */

static mw_status prepare_s8(mw_prepare *prepare)
{
    return mwi_pool_2d_prepare(prepare, WINDOW_MAX);
}

const mw_operator mw_op_average_pool_2d_s8 = {&mw_kernel_average_pool_2d_s8, 1, MW_INT8,
                                              "AVERAGE_POOL_2D", prepare_s8};
