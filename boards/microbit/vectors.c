/* SPDX-License-Identifier: Apache-2.0
 *
 * The vector table of the nRF51822: of its 32 interrupts only the UART's is used. */
#include "common/cortex_m.h"
#include "common/linker.h"

void uart_handler(void);

__attribute__((section(".vectors"), used)) static board_handler *const vectors[16 + 3] = {
    BOARD_CORE_VECTORS(linker_stack_top),
    unexpected_handler, /* power and clock */
    unexpected_handler, /* radio */
    uart_handler,
};
