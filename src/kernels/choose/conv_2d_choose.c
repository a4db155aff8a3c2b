/* SPDX-License-Identifier: Apache-2.0
 *
 * CONV_2D: which variant, and its memory. */
#include "kernels/choose/choose.h"

mwi_variant mwi_conv_2d_s8_choose(const mw_conv_2d_parameters *p, uint32_t profile)
{
    (void)p;
    MWI_CHOOSE(conv_2d_s8);
}

uint32_t mwi_conv_2d_s8_scratch_bytes(const mw_conv_2d_parameters *p, mwi_variant variant)
{
    (void)p;
    (void)variant; /* neither variant needs any */
    return 0;
}
