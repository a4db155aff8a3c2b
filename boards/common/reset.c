/* SPDX-License-Identifier: Apache-2.0
 *
 * From reset to main(): copy initialised data, clear the rest, paint the stack. Compiled so that
 * the compiler does not turn the loops into calls of memcpy, which it may not use yet. */
#include <stdint.h>

#include "board.h"
#include "common/cortex_m.h"
#include "common/linker.h"

int main(void);

/* The stack lies at the bottom of RAM, below all data: what overflows it leaves RAM and faults, on
 * a chip that faults there, instead of overwriting data. */
static void paint_stack(void)
{
    uint32_t *word = linker_stack_bottom;
    uint32_t *mine = (uint32_t *)__builtin_frame_address(0) - 16; /* this function's own frame */
    while (word < mine) {
        *word++ = BOARD_STACK_PAINT;
    }
}

void reset_handler(void)
{
    const uint32_t *from = linker_data_load;
    for (uint32_t *to = linker_data_start; to < linker_data_end; to++) {
        *to = *from++;
    }
    for (uint32_t *to = linker_bss_start; to < linker_bss_end; to++) {
        *to = 0;
    }
    paint_stack();
    board_stop((uint32_t)main());
}

uint32_t board_stack_bytes(void)
{
    return (uint32_t)((uintptr_t)linker_stack_top - (uintptr_t)linker_stack_bottom);
}

uint32_t board_stack_used(void)
{
    const uint32_t *word = linker_stack_bottom;
    while (word < linker_stack_top && *word == BOARD_STACK_PAINT) {
        word++;
    }
    return (uint32_t)((uintptr_t)linker_stack_top - (uintptr_t)word);
}
