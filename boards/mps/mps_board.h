/* SPDX-License-Identifier: Apache-2.0
 *
 * What Arm's MPS boards have in common: the CMSDK UART, the FPGA's I/O block and the system control
 * block (Cortex-M System Design Kit's manual; each board's application note). A board's board.c
 * says where they are, and then includes this, once:
 *
 *   MPS_UART, MPS_FPGA_IO, MPS_CONTROL  addresses
 *   MPS_UART_INTERRUPT                  number of UART 0's receive interrupt
 *   MPS_CLOCK_MHZ
 *   MPS_GUARD_STACK                     a function that makes an overflowing stack fault
 *
 * Sound comes through UART 0's receiver, text leaves by its transmitter. Lights 0 and 1 are the
 * user LEDs of the FPGA's I/O block, 2 to 9 the board's eight others. */
#ifndef MW_BOARD_MPS_H
#define MW_BOARD_MPS_H

#include <stdbool.h>
#include <stdint.h>

#include "board.h"
#include "common/cortex_m.h"
#include "common/sound.h"

#define UART_DATA         BOARD_REGISTER(MPS_UART + 0x0u)
#define UART_STATE        BOARD_REGISTER(MPS_UART + 0x4u)
#define UART_CONTROL      BOARD_REGISTER(MPS_UART + 0x8u)
#define UART_CLEAR        BOARD_REGISTER(MPS_UART + 0xCu)
#define UART_BAUD_DIVIDER BOARD_REGISTER(MPS_UART + 0x10u)
#define FPGA_LEDS         BOARD_REGISTER(MPS_FPGA_IO)
#define CONTROL_LEDS      BOARD_REGISTER(MPS_CONTROL + 0x4u)
#define UART_NVIC_ENABLE  BOARD_REGISTER(0xE000E100u + 4u * (MPS_UART_INTERRUPT / 32u))

#define UART_TRANSMIT_FULL     1u
#define UART_RECEIVE_INTERRUPT 2u
#define UART_CONTROL_ALL       0xBu /* transmitter, receiver, the receiver's interrupt */
#define UART_1_MBAUD           MPS_CLOCK_MHZ

enum { FPGA_LIGHTS = 2, CONTROL_LIGHTS = 8 };

const uint32_t board_lights = FPGA_LIGHTS + CONTROL_LIGHTS;

void uart_0_receive_handler(void);

void board_start(board_heard_function *heard)
{
    MPS_GUARD_STACK();
    FPGA_LEDS = 0;
    CONTROL_LEDS = 0;
    SYSTICK_RELOAD = 0xFFFFFFu;
    SYSTICK_VALUE = 0;
    SYSTICK_CONTROL = SYSTICK_ENABLE_CORE;
    board_sound_start(heard);
    UART_BAUD_DIVIDER = UART_1_MBAUD;
    UART_CONTROL = UART_CONTROL_ALL;
    UART_NVIC_ENABLE = 1u << (MPS_UART_INTERRUPT % 32u);
}

/* The interrupt is cleared before the byte is read: the other way round the next byte's interrupt
 * could be cleared with it, and the receiver would stop for ever. */
void uart_0_receive_handler(void)
{
    UART_CLEAR = UART_RECEIVE_INTERRUPT;
    board_sound_byte(UART_DATA);
}

static uint32_t switched(uint32_t leds, uint32_t led, bool on)
{
    return (leds & ~(1u << led)) | (uint32_t)on << led;
}

void board_light(uint32_t light, bool on)
{
    if (light < FPGA_LIGHTS) {
        FPGA_LEDS = switched(FPGA_LEDS, light, on);
    } else if (light < board_lights) {
        CONTROL_LEDS = switched(CONTROL_LEDS, light - FPGA_LIGHTS, on);
    }
}

void board_write(const char *text)
{
    while (*text != 0) {
        while (UART_STATE & UART_TRANSMIT_FULL) {
        }
        UART_DATA = (uint8_t)*text++;
    }
}

uint32_t board_cycles(void)
{
    return 0xFFFFFFu - SYSTICK_VALUE; /* SysTick counts down */
}

#endif
