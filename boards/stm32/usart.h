/* SPDX-License-Identifier: Apache-2.0
 *
 * The USART of STM32F1 and STM32F4 (reference manuals RM0041 and RM0090, "Universal synchronous
 * asynchronous receiver transmitter"): text out, sound in. A board says where USART1 is with
 * STM32_USART, then includes this, once. */
#ifndef MW_BOARD_STM32_USART_H
#define MW_BOARD_STM32_USART_H

#include "board.h"
#include "common/cortex_m.h"
#include "common/sound.h"

#define USART_STATE   BOARD_REGISTER(STM32_USART + 0x0u)
#define USART_DATA    BOARD_REGISTER(STM32_USART + 0x4u)
#define USART_BAUD    BOARD_REGISTER(STM32_USART + 0x8u)
#define USART_CONTROL BOARD_REGISTER(STM32_USART + 0xCu)
#define USART_NVIC    BOARD_REGISTER(0xE000E104u)

#define USART_TRANSMIT_EMPTY 0x80u
#define USART_CONTROL_ALL    0x202Cu /* on, transmitter, receiver, the receiver's interrupt */
#define USART_INTERRUPT_BIT  (1u << (37 - 32))

void usart_1_handler(void);

static inline void start_usart(uint32_t clock_over_baud)
{
    USART_BAUD = clock_over_baud;
    USART_CONTROL = USART_CONTROL_ALL;
    USART_NVIC = USART_INTERRUPT_BIT;
}

/* Reading the byte ends the interrupt. */
void usart_1_handler(void)
{
    board_sound_byte(USART_DATA & 0xFFu);
}

void board_write(const char *text)
{
    while (*text != 0) {
        while ((USART_STATE & USART_TRANSMIT_EMPTY) == 0) {
        }
        USART_DATA = (uint8_t)*text++;
    }
}

#endif
