/* SPDX-License-Identifier: Apache-2.0
 *
 * STM32VLDISCOVERY: an STM32F100RB, a Cortex-M3 at 24 MHz with 8 KB of RAM (STMicroelectronics,
 * RM0041 and UM0919). USART1 on PA9 and PA10 brings sound and takes text. Light 0 is the green LED,
 * PC9, light 1 the blue one, PC8. The emulator has no clocks and no pins: so no wait for a clock is
 * endless. */
#include <stdbool.h>
#include <stdint.h>

#define STM32_USART 0x40013800u
#include "stm32/usart.h"

#define RCC_CONTROL       BOARD_REGISTER(0x40021000u)
#define RCC_CONFIGURATION BOARD_REGISTER(0x40021004u)
#define RCC_APB2_ENABLE   BOARD_REGISTER(0x40021018u)
#define GPIO_A_HIGH       BOARD_REGISTER(0x40010804u)
#define GPIO_C_HIGH       BOARD_REGISTER(0x40011004u)
#define GPIO_C_SET_RESET  BOARD_REGISTER(0x40011010u)

#define RCC_ENABLE_A_C_USART (1u << 2 | 1u << 4 | 1u << 14)
#define RCC_PLL_ON           (1u << 24)
#define RCC_PLL_READY        (1u << 25)
#define RCC_PLL_6_TIMES_4MHZ (4u << 18) /* half of the 8 MHz oscillator, times 6 */
#define RCC_USE_PLL          2u

#define GPIO_A_PINS_9_10 0x444444B4u /* 9: alternate output; the rest as after reset */
#define GPIO_C_PINS_8_9  0x44444422u /* outputs, 2 MHz */

enum { CLOCK_TRIES = 10000, CLOCK_OVER_BAUD = 24, GREEN = 9, BLUE = 8 };

const uint32_t board_lights = 2;

/* 24 MHz need no wait state. */
static void start_clock(void)
{
    RCC_CONFIGURATION = RCC_PLL_6_TIMES_4MHZ;
    RCC_CONTROL |= RCC_PLL_ON;
    for (uint32_t tries = CLOCK_TRIES; tries > 0 && (RCC_CONTROL & RCC_PLL_READY) == 0; tries--) {
    }
    RCC_CONFIGURATION = RCC_PLL_6_TIMES_4MHZ | RCC_USE_PLL;
}

void board_start(board_heard_function *heard)
{
    start_clock();
    RCC_APB2_ENABLE |= RCC_ENABLE_A_C_USART;
    GPIO_C_HIGH = GPIO_C_PINS_8_9;
    GPIO_A_HIGH = GPIO_A_PINS_9_10;
    SYSTICK_RELOAD = 0xFFFFFFu;
    SYSTICK_VALUE = 0;
    SYSTICK_CONTROL = SYSTICK_ENABLE_CORE;
    board_sound_start(heard);
    start_usart(CLOCK_OVER_BAUD);
}

void board_light(uint32_t light, bool on)
{
    if (light < board_lights) {
        uint32_t pin = 1u << (light == 0 ? GREEN : BLUE);
        GPIO_C_SET_RESET = on ? pin : pin << 16;
    }
}

uint32_t board_cycles(void)
{
    return 0xFFFFFFu - SYSTICK_VALUE; /* SysTick counts down */
}
