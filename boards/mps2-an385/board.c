/* SPDX-License-Identifier: Apache-2.0
 *
 * Arm MPS2 with the AN385 image: a Cortex-M3 at 25 MHz (Arm application note AN385; the CMSDK
 * peripherals in the Cortex-M System Design Kit's manual). Sound comes through UART 0's receiver,
 * text leaves by its transmitter. Lights 0 and 1 are the user LEDs of the FPGA's I/O block, 2 to 9
 * the board's eight others, which the system control block switches. */
#include <stdbool.h>
#include <stdint.h>

#include "board.h"
#include "common/cortex_m.h"
#include "common/sound.h"

#define MPU_CONTROL       BOARD_REGISTER(0xE000ED94u)
#define MPU_REGION_BASE   BOARD_REGISTER(0xE000ED9Cu)
#define MPU_REGION_SIZE   BOARD_REGISTER(0xE000EDA0u)
#define UART_DATA         BOARD_REGISTER(0x40004000u)
#define UART_STATE        BOARD_REGISTER(0x40004004u)
#define UART_CONTROL      BOARD_REGISTER(0x40004008u)
#define UART_CLEAR        BOARD_REGISTER(0x4000400Cu)
#define UART_BAUD_DIVIDER BOARD_REGISTER(0x40004010u)
#define FPGA_LEDS         BOARD_REGISTER(0x40028000u)
#define CONTROL_LEDS      BOARD_REGISTER(0x4002F004u)

#define UART_TRANSMIT_FULL     1u
#define UART_RECEIVE_INTERRUPT 2u
#define UART_CONTROL_ALL       0xBu /* transmitter, receiver, the receiver's interrupt */
#define UART_1_MBAUD           25u  /* 25 MHz / 25 */

#define MPU_ON_WITH_BACKGROUND 5u          /* elsewhere the default map holds */
#define MPU_GUARD_BASE         0x1FFF0010u /* region 0, valid */
#define MPU_GUARD_64_KB        0x1Fu       /* enabled, 2^16 bytes, nobody may access it */

enum { FPGA_LIGHTS = 2, CONTROL_LIGHTS = 8 };

const uint32_t board_lights = FPGA_LIGHTS + CONTROL_LIGHTS;

/* Nothing lies below the stack, and this board does not fault there: so the MPU does. */
static void guard_stack(void)
{
    MPU_REGION_BASE = MPU_GUARD_BASE;
    MPU_REGION_SIZE = MPU_GUARD_64_KB;
    MPU_CONTROL = MPU_ON_WITH_BACKGROUND;
    __asm volatile("dsb\n\tisb" ::: "memory");
}

void board_start(board_heard_function *heard)
{
    guard_stack();
    FPGA_LEDS = 0;
    CONTROL_LEDS = 0;
    SYSTICK_RELOAD = 0xFFFFFFu;
    SYSTICK_VALUE = 0;
    SYSTICK_CONTROL = SYSTICK_ENABLE_CORE;
    board_sound_start(heard);
    UART_BAUD_DIVIDER = UART_1_MBAUD;
    UART_CONTROL = UART_CONTROL_ALL;
    NVIC_ENABLE = 1u << 0;
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
