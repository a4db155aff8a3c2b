/* SPDX-License-Identifier: Apache-2.0
 *
 * How a fault ends: see fault.c. */
#ifndef MW_BOARD_FAULT_H
#define MW_BOARD_FAULT_H

#include <stdint.h>

#define BOARD_FAULT_CODE 70u /* the emulator's exit code */

_Noreturn void board_fault(const uint32_t *stacked);

#endif
