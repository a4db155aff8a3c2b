/* SPDX-License-Identifier: Apache-2.0
 *
 * BBC micro:bit, first edition: an nRF51822, a Cortex-M0 at 16 MHz (nRF51 Series Reference Manual).
 * Sound comes through the UART's receiver, text leaves by its transmitter. The lights are the first
 * row of the LED matrix: the row's pin is kept high, and a column's pin pulled low lights its LED.
 */
#include <stdbool.h>
#include <stdint.h>

#include "board.h"
#include "common/cortex_m.h"
#include "common/sound.h"

#define CLOCK_HFCLK_START   BOARD_REGISTER(0x40000000u)
#define CLOCK_HFCLK_STARTED BOARD_REGISTER(0x40000100u)
#define UART_START_RECEIVE  BOARD_REGISTER(0x40002000u)
#define UART_START_TRANSMIT BOARD_REGISTER(0x40002008u)
#define UART_RECEIVED       BOARD_REGISTER(0x40002108u)
#define UART_SENT           BOARD_REGISTER(0x4000211Cu)
#define UART_INTERRUPT_SET  BOARD_REGISTER(0x40002304u)
#define UART_ENABLE         BOARD_REGISTER(0x40002500u)
#define UART_PIN_TRANSMIT   BOARD_REGISTER(0x4000250Cu)
#define UART_PIN_RECEIVE    BOARD_REGISTER(0x40002514u)
#define UART_RECEIVE_DATA   BOARD_REGISTER(0x40002518u)
#define UART_TRANSMIT_DATA  BOARD_REGISTER(0x4000251Cu)
#define UART_BAUD_RATE      BOARD_REGISTER(0x40002524u)
#define TIMER_START         BOARD_REGISTER(0x40008000u)
#define TIMER_CAPTURE       BOARD_REGISTER(0x40008040u)
#define TIMER_BIT_MODE      BOARD_REGISTER(0x40008508u)
#define TIMER_PRESCALER     BOARD_REGISTER(0x40008510u)
#define TIMER_CAPTURED      BOARD_REGISTER(0x40008540u)
#define GPIO_OUT_SET        BOARD_REGISTER(0x50000508u)
#define GPIO_OUT_CLEAR      BOARD_REGISTER(0x5000050Cu)
#define GPIO_DIRECTION_SET  BOARD_REGISTER(0x50000518u)

#define UART_1_MBAUD  0x10000000u
#define UART_ON       4u
#define UART_ON_BYTE  (1u << 2) /* the interrupt of the event UART_RECEIVED */
#define TIMER_32_BITS 3u

#define PIN_TRANSMIT    24u
#define PIN_RECEIVE     25u
#define PIN_ROW_1       13u
#define PIN_COLUMN_1    4u
#define COLUMNS         9u
#define PINS_OF_COLUMNS (((1u << COLUMNS) - 1u) << PIN_COLUMN_1)

const uint32_t board_lights = COLUMNS;

static void start_clock(void)
{
    CLOCK_HFCLK_START = 1; /* the crystal: the UART needs its accuracy */
    while (CLOCK_HFCLK_STARTED == 0) {
    }
    TIMER_BIT_MODE = TIMER_32_BITS;
    TIMER_PRESCALER = 0;
    TIMER_START = 1;
}

void board_start(board_heard_function *heard)
{
    GPIO_OUT_CLEAR = 1u << PIN_ROW_1;
    GPIO_OUT_SET = PINS_OF_COLUMNS;
    GPIO_DIRECTION_SET = PINS_OF_COLUMNS | 1u << PIN_ROW_1;
    GPIO_OUT_SET = 1u << PIN_ROW_1;
    start_clock();
    board_sound_start(heard);
    UART_PIN_TRANSMIT = PIN_TRANSMIT;
    UART_PIN_RECEIVE = PIN_RECEIVE;
    UART_BAUD_RATE = UART_1_MBAUD;
    UART_ENABLE = UART_ON;
    UART_INTERRUPT_SET = UART_ON_BYTE;
    UART_START_TRANSMIT = 1;
    UART_START_RECEIVE = 1;
    NVIC_ENABLE = 1u << 2;
}

/* The event is cleared before the byte is read: reading moves the FIFO on, and if it holds another
 * byte the event comes again. */
void uart_handler(void)
{
    UART_RECEIVED = 0;
    board_sound_byte(UART_RECEIVE_DATA);
}

void board_light(uint32_t light, bool on)
{
    if (light >= board_lights) {
        return;
    }
    if (on) {
        GPIO_OUT_CLEAR = 1u << (PIN_COLUMN_1 + light);
    } else {
        GPIO_OUT_SET = 1u << (PIN_COLUMN_1 + light);
    }
}

void board_write(const char *text)
{
    while (*text != 0) {
        UART_SENT = 0;
        UART_TRANSMIT_DATA = (uint8_t)*text++;
        while (UART_SENT == 0) {
        }
    }
}

uint32_t board_cycles(void)
{
    TIMER_CAPTURE = 1;
    return TIMER_CAPTURED & 0xFFFFFFu;
}
