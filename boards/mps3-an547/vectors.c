/* SPDX-License-Identifier: Apache-2.0
 *
 * The vector table of the MPS3 AN547: of its interrupts only the first UART's, number 33, is used.
 * The floating-point and vector unit is switched on before anything that may use it. */
#include "common/cortex_m.h"
#include "common/linker.h"

void uart_0_receive_handler(void);
void vector_unit_reset_handler(void);

__attribute__((section(".vectors"), used)) static board_handler *const vectors[16 + 34] = {
    BOARD_CORE_VECTORS_FROM(linker_stack_top, vector_unit_reset_handler),
    BOARD_32_UNUSED,
    unexpected_handler,
    uart_0_receive_handler,
};

/* Coprocessors 10 and 11 in the CPACR, 0xE000ED88. */
__attribute__((naked)) void vector_unit_reset_handler(void)
{
    __asm volatile("ldr r0, =0xE000ED88\n"
                   "ldr r1, [r0]\n"
                   "orr r1, r1, #0xF00000\n"
                   "str r1, [r0]\n"
                   "dsb\n"
                   "isb\n"
                   "b reset_handler\n"
                   ".ltorg\n");
}
