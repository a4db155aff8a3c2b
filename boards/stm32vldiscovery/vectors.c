/* SPDX-License-Identifier: Apache-2.0
 *
 * The vector table of the STM32F100: of its interrupts only USART1's, number 37, is used. */
#include "common/cortex_m.h"
#include "common/linker.h"

void usart_1_handler(void);

__attribute__((section(".vectors"), used)) static board_handler *const vectors[16 + 38] = {
    BOARD_CORE_VECTORS(linker_stack_top),
    BOARD_32_UNUSED,
    unexpected_handler,
    unexpected_handler,
    unexpected_handler,
    unexpected_handler,
    unexpected_handler,
    usart_1_handler,
};
