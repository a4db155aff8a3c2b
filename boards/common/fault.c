/* SPDX-License-Identifier: Apache-2.0
 *
 * What happens when something went wrong: one line with the address of the instruction, and the
 * address it wanted where the CPU tells (Armv7-M), then a stop. Cortex-M only. */
#include <stddef.h>
#include <stdint.h>

#include "board.h"
#include "common/cortex_m.h"
#include "common/fault.h"
#include "common/linker.h"

#if defined(__arm__)

#define CFSR_MMFAR_VALID (1u << 7)
#define CFSR_BFAR_VALID  (1u << 15)

enum { STACKED_LR = 5, STACKED_PC = 6, STACKED_WORDS = 8 }; /* r0-r3, r12, lr, pc, xpsr */

static void write_hexadecimal(uint32_t number)
{
    char text[11] = "0x";
    for (int digit = 0; digit < 8; digit++) {
        text[2 + digit] = "0123456789abcdef"[number >> (28 - 4 * digit) & 15u];
    }
    text[10] = 0;
    board_write(text);
}

#if defined(__ARM_ARCH_6M__)
static void write_wanted_address(void)
{
    /* Armv6-M has no fault registers. */
}
#else
static void write_wanted_address(void)
{
    uint32_t status = SCB_CFSR;
    board_write(", status ");
    write_hexadecimal(status);
    if (status & (CFSR_BFAR_VALID | CFSR_MMFAR_VALID)) {
        board_write(", wanted address ");
        write_hexadecimal(status & CFSR_BFAR_VALID ? SCB_BFAR : SCB_MMFAR);
    }
}
#endif

/* `stacked` is where the CPU put its registers, which is outside RAM when the stack overflowed. */
void board_fault(const uint32_t *stacked)
{
    board_write("fault at ");
    if (stacked >= linker_stack_bottom && stacked + STACKED_WORDS <= linker_stack_top) {
        write_hexadecimal(stacked[STACKED_PC]);
        board_write(", called from ");
        write_hexadecimal(stacked[STACKED_LR]);
    } else {
        board_write("an unknown address, the stack overflowed");
    }
    write_wanted_address();
    board_write("\n");
    board_stop(BOARD_FAULT_CODE);
}

/* A fault may come from an overflowing stack, so the handler starts on a fresh one: what the stack
 * held is lost but for the address of the registers, which lie below and are read first. */
__attribute__((naked)) void hard_fault_handler(void)
{
    __asm volatile("mrs r0, msp\n"
                   "ldr r1, =linker_stack_bottom\n"
                   "cmp r0, r1\n"
                   "bhs 1f\n"
                   "ldr r1, =linker_stack_top\n"
                   "mov sp, r1\n"
                   "1: bl board_fault\n"
                   ".ltorg\n");
}

void unexpected_handler(void)
{
    board_write("fault: an interrupt without a handler, number ");
    board_write_number((int32_t)(SCB_ICSR & 0x1FFu));
    board_write("\n");
    board_stop(BOARD_FAULT_CODE);
}

#endif
