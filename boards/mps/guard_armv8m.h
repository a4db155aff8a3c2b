/* SPDX-License-Identifier: Apache-2.0
 *
 * An Armv8-M core itself keeps the stack above a limit (Armv8-M Architecture Reference Manual,
 * MSPLIM). */
#ifndef MW_BOARD_GUARD_ARMV8M_H
#define MW_BOARD_GUARD_ARMV8M_H

#include "common/linker.h"

static inline void guard_stack(void)
{
    __asm volatile("msr msplim, %0" : : "r"(linker_stack_bottom));
}

#endif
