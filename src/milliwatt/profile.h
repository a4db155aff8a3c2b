/* SPDX-License-Identifier: Apache-2.0
 *
 * A profile is a CPU with the order in which it prefers the variants of a kernel. A plan is made
 * for one profile and its bytes are the same wherever it is made. */
#ifndef MW_PROFILE_H
#define MW_PROFILE_H

#include <stdint.h>

#include "base/cpu.h"

/* The numbers stand in plans and never change. */
typedef enum mw_profile {
    MW_PROFILE_REFERENCE = 0,
    MW_PROFILE_PORTABLE = 1,
    MW_PROFILE_CORTEX_M0 = 2,
    MW_PROFILE_CORTEX_M3 = 3,
    MW_PROFILE_CORTEX_M4 = 4,
    MW_PROFILE_CORTEX_M7 = 5,
    MW_PROFILE_CORTEX_M33 = 6,
    MW_PROFILE_CORTEX_M55 = 7,
    MW_PROFILE_RV32 = 8,
    MW_PROFILES = 9,
    MW_PROFILE_NATIVE = MWI_CPU_PROFILE /* the CPU being compiled for; portable on a desk */
} mw_profile;

#endif
