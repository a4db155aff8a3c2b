/* SPDX-License-Identifier: Apache-2.0
 *
 * Netduino Plus 2: an STM32F405RG, a Cortex-M4 at 168 MHz (STMicroelectronics, RM0090 and the
 * board's schematic). USART1 on PB6 and PB7 brings sound and takes text. Light 0 is the blue LED,
 * PA10. The emulator has no clocks and no pins: so no wait for a clock is endless. */
#include <stdbool.h>
#include <stdint.h>

#define STM32_USART 0x40011000u
#include "stm32/usart.h"

#define FLASH_CONTROL     BOARD_REGISTER(0x40023C00u)
#define RCC_CONTROL       BOARD_REGISTER(0x40023800u)
#define RCC_PLL           BOARD_REGISTER(0x40023804u)
#define RCC_CONFIGURATION BOARD_REGISTER(0x40023808u)
#define RCC_AHB1_ENABLE   BOARD_REGISTER(0x40023830u)
#define RCC_APB2_ENABLE   BOARD_REGISTER(0x40023844u)
#define GPIO_A_MODE       BOARD_REGISTER(0x40020000u)
#define GPIO_A_SET_RESET  BOARD_REGISTER(0x40020018u)
#define GPIO_B_MODE       BOARD_REGISTER(0x40020400u)
#define GPIO_B_ALTERNATE  BOARD_REGISTER(0x40020420u)

#define FLASH_5_WAITS_CACHED 0x705u
#define RCC_PLL_ON           (1u << 24)
#define RCC_PLL_READY        (1u << 25)
#define RCC_PLL_168_MHZ      (16u | 336u << 6 | 7u << 24) /* 16 MHz / 16 * 336 / 2 */
#define RCC_BUSES_42_84_MHZ  (5u << 10 | 4u << 13)
#define RCC_USE_PLL          2u

#define GPIO_ALTERNATE 2u
#define GPIO_OUTPUT    1u
#define USART_FUNCTION 7u

enum { CLOCK_TRIES = 10000, CLOCK_OVER_BAUD = 84, LED = 10, TRANSMIT = 6, RECEIVE = 7 };

const uint32_t board_lights = 1;

static void start_clock(void)
{
    FLASH_CONTROL = FLASH_5_WAITS_CACHED;
    RCC_PLL = RCC_PLL_168_MHZ;
    RCC_CONTROL |= RCC_PLL_ON;
    for (uint32_t tries = CLOCK_TRIES; tries > 0 && (RCC_CONTROL & RCC_PLL_READY) == 0; tries--) {
    }
    RCC_CONFIGURATION = RCC_BUSES_42_84_MHZ | RCC_USE_PLL;
}

static void start_pins(void)
{
    RCC_AHB1_ENABLE |= 1u << 0 | 1u << 1;
    RCC_APB2_ENABLE |= 1u << 4;
    GPIO_A_MODE |= GPIO_OUTPUT << (2 * LED);
    GPIO_B_MODE |= GPIO_ALTERNATE << (2 * TRANSMIT) | GPIO_ALTERNATE << (2 * RECEIVE);
    GPIO_B_ALTERNATE |= USART_FUNCTION << (4 * TRANSMIT) | USART_FUNCTION << (4 * RECEIVE);
}

void board_start(board_heard_function *heard)
{
    start_clock();
    start_pins();
    SYSTICK_RELOAD = 0xFFFFFFu;
    SYSTICK_VALUE = 0;
    SYSTICK_CONTROL = SYSTICK_ENABLE_CORE;
    board_sound_start(heard);
    start_usart(CLOCK_OVER_BAUD);
}

void board_light(uint32_t light, bool on)
{
    if (light < board_lights) {
        GPIO_A_SET_RESET = on ? 1u << LED : 1u << (LED + 16);
    }
}

uint32_t board_cycles(void)
{
    return 0xFFFFFFu - SYSTICK_VALUE; /* SysTick counts down */
}
