/* SPDX-License-Identifier: Apache-2.0
 *
 * The vector table of the MPS2 AN505: of its interrupts only the first UART's, number 32, is used.
 */
#include "common/cortex_m.h"
#include "common/linker.h"

void uart_0_receive_handler(void);

__attribute__((section(".vectors"), used)) static board_handler *const vectors[16 + 33] = {
    BOARD_CORE_VECTORS(linker_stack_top),
    BOARD_32_UNUSED,
    uart_0_receive_handler,
};
