/* SPDX-License-Identifier: Apache-2.0
 *
 * The places that sections.ld names. */
#ifndef MW_BOARD_LINKER_H
#define MW_BOARD_LINKER_H

#include <stdint.h>

extern uint32_t linker_stack_bottom[], linker_stack_top[];
extern const uint32_t linker_data_load[];
extern uint32_t linker_data_start[], linker_data_end[];
extern uint32_t linker_bss_start[], linker_bss_end[];

#define BOARD_STACK_PAINT 0xA5C35A3Cu /* no address, no small number, no text */

#endif
