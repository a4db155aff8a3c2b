/* SPDX-License-Identifier: Apache-2.0
 *
 * What AVERAGE_POOL_2D and MAX_POOL_2D have in common when they are prepared. */
#ifndef MWI_POOL_2D_H
#define MWI_POOL_2D_H

#include "kernels/parameters.h"
#include "milliwatt/operator.h"

/* Input and output: [batches, height, width, channels], of one type, scale and zero point. Options:
 * Pool2DOptions. A window may have so many elements inside the picture. */
mw_status mwi_pool_2d_prepare(mw_prepare *prepare, uint32_t window_max);

#endif
