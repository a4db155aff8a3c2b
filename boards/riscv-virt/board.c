/* SPDX-License-Identifier: Apache-2.0
 *
 * QEMU's "virt" machine with one RV32IMC core. It stands for no chip: it is there to count what a
 * RISC-V microcontroller would run. It hears nothing and has no lights; text leaves by its UART, a
 * 16550. */
#include "board.h"

#define REGISTER_8(address) (*(volatile uint8_t *)(uintptr_t)(address))
#define UART_DATA           REGISTER_8(0x10000000u)
#define UART_LINE_STATE     REGISTER_8(0x10000005u)
#define TEST_DEVICE         (*(volatile uint32_t *)(uintptr_t)0x00100000u)

#define UART_TRANSMIT_EMPTY 0x20u
#define TEST_PASS           0x5555u
#define TEST_FAIL           0x3333u /* with the exit code in the upper half */

const uint32_t board_lights = 0;

void board_start(board_heard_function *heard)
{
    (void)heard;
}

uint32_t board_overruns(void)
{
    return 0;
}

void board_light(uint32_t light, bool on)
{
    (void)light;
    (void)on;
}

void board_write(const char *text)
{
    while (*text != 0) {
        while ((UART_LINE_STATE & UART_TRANSMIT_EMPTY) == 0) {
        }
        UART_DATA = (uint8_t)*text++;
    }
}

void board_sleep(const volatile uint32_t *work)
{
    while (*work == 0) {
        __asm volatile("wfi" ::: "memory");
    }
}

void board_lock(void)
{
    __asm volatile("csrci mstatus, 8" ::: "memory");
}

void board_unlock(void)
{
    __asm volatile("csrsi mstatus, 8" ::: "memory");
}

uint32_t board_cycles(void)
{
    uint32_t cycles;
    __asm volatile("csrr %0, mcycle" : "=r"(cycles));
    return cycles & 0xFFFFFFu;
}

_Noreturn void board_stop(uint32_t code)
{
    TEST_DEVICE = code == 0 ? TEST_PASS : code << 16 | TEST_FAIL;
    for (;;) {
    }
}
