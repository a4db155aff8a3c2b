/* SPDX-License-Identifier: Apache-2.0
 *
 * Nothing lies below the stack of an MPS2, and the board does not fault there: so the MPU does
 * (Armv7-M Architecture Reference Manual, "Protected Memory System Architecture"). */
#ifndef MW_BOARD_GUARD_ARMV7M_H
#define MW_BOARD_GUARD_ARMV7M_H

#include "common/cortex_m.h"

#define MPU_CONTROL     BOARD_REGISTER(0xE000ED94u)
#define MPU_REGION_BASE BOARD_REGISTER(0xE000ED9Cu)
#define MPU_REGION_SIZE BOARD_REGISTER(0xE000EDA0u)

#define MPU_ON_WITH_BACKGROUND 5u          /* elsewhere the default map holds */
#define MPU_GUARD_BASE         0x1FFF0010u /* region 0, valid */
#define MPU_GUARD_64_KB        0x1Fu       /* enabled, 2^16 bytes, nobody may access it */

static inline void guard_stack(void)
{
    MPU_REGION_BASE = MPU_GUARD_BASE;
    MPU_REGION_SIZE = MPU_GUARD_64_KB;
    MPU_CONTROL = MPU_ON_WITH_BACKGROUND;
    __asm volatile("dsb\n\tisb" ::: "memory");
}

#endif
