/* SPDX-License-Identifier: Apache-2.0
 *
 * FULLY_CONNECTED: which variant. */
#include "kernels/choose/choose.h"

mwi_variant mwi_fully_connected_s8_choose(const mw_fully_connected_parameters *p, uint32_t profile)
{
    (void)p;
    MWI_CHOOSE(fully_connected_s8);
}
