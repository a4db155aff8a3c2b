/* SPDX-License-Identifier: Apache-2.0
 *
 * Which variant of a kernel a node gets, and what memory that variant asks for.
 *
 * Compiled everywhere, in plain C: a desk plans for a chip and a chip for itself, and both find
 * the same. Called once, when a plan is made; the choice stands in the node. */
#ifndef MWI_CHOOSE_H
#define MWI_CHOOSE_H

#include "kernels/kernels.def"
#include "kernels/kernels.h"
#include "kernels/variant.h"

/* MWI_CHOOSE(kernel): statements that return the first variant of the kernel's order that the
 * profile has and that takes p. */
#define MWI_CHOOSE(kernel) MWI_ORDER_##kernel(MWI_CHOOSE_ONE) return MWI_VARIANT_reference
#define MWI_CHOOSE_ONE(kernel, variant, takes)                                                     \
    if (mwi_profile_has(profile, MWI_VARIANT_##variant) && MWI_TAKES_##takes(kernel, variant)) {   \
        return MWI_VARIANT_##variant;                                                              \
    }
#define MWI_TAKES_ALL(kernel, variant)  1
#define MWI_TAKES_SOME(kernel, variant) mwi_##kernel##_##variant##_takes(p)

mwi_variant mwi_conv_2d_s8_choose(const mw_conv_2d_parameters *p, uint32_t profile);
uint32_t mwi_conv_2d_s8_scratch_bytes(const mw_conv_2d_parameters *p, mwi_variant variant);

mwi_variant mwi_depthwise_conv_2d_s8_choose(const mw_depthwise_conv_2d_parameters *p,
                                            uint32_t profile);
uint32_t mwi_depthwise_conv_2d_s8_scratch_bytes(const mw_depthwise_conv_2d_parameters *p,
                                                mwi_variant variant);

mwi_variant mwi_fully_connected_s8_choose(const mw_fully_connected_parameters *p, uint32_t profile);

#endif
