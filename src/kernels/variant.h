/* SPDX-License-Identifier: Apache-2.0
 *
 * Variants: the ways to write a kernel, and which of them a profile uses. */
#ifndef MWI_VARIANT_H
#define MWI_VARIANT_H

#include <stdbool.h>
#include <stdint.h>

#include "milliwatt/profile.h"

/* The numbers stand in plans and never change. */
typedef enum mwi_variant {
    MWI_VARIANT_reference = 0, /* written to be learnt from; decides what is right */
    MWI_VARIANT_portable = 1   /* plain C for any 32-bit CPU, written to be fast */
} mwi_variant;

/* The variants that a profile uses, a bit each. */
static inline uint32_t mwi_profile_variants(uint32_t profile)
{
    const uint32_t reference = 1u << MWI_VARIANT_reference;
    const uint32_t portable = 1u << MWI_VARIANT_portable;
    return profile == MW_PROFILE_REFERENCE ? reference : reference | portable;
}

/* Whether a profile uses a variant. */
static inline bool mwi_profile_has(uint32_t profile, mwi_variant variant)
{
    return (mwi_profile_variants(profile) >> variant & 1u) != 0;
}

/* Whether this build runs plans of a profile: it must make the same choices, or be able to call
 * whatever the plan names. */
static inline bool mwi_profile_runs_here(uint32_t profile)
{
    return profile < MW_PROFILES &&
           (MWI_EVERY_VARIANT ||
            mwi_profile_variants(profile) == mwi_profile_variants(MW_PROFILE_NATIVE));
}

#endif
