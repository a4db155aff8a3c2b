/* SPDX-License-Identifier: Apache-2.0
 *
 * Firmware for a test of the fault handler: does something forbidden, chosen by the count of the
 * first frame of sound it gets: 1 writes where nothing is, 2 runs an undefined instruction, 3 fills
 * the stack until it leaves RAM. Must never say "survived". */
#include <stdint.h>

#include "board.h"

static volatile uint32_t ended;
static volatile uint32_t samples_heard;

static void heard(const int16_t *samples, uint32_t count)
{
    (void)samples;
    samples_heard += count;
    if (count == 0) {
        ended = 1;
    }
}

/* Symbols, so that the test can compare the address told with the function's. */
__attribute__((noinline)) void fault_bad_address(void)
{
    *(volatile uint32_t *)(uintptr_t)0x30000000u = 1;
}

__attribute__((noinline)) void fault_undefined(void)
{
    __asm volatile("udf #0");
}

/* Volatile, or the compiler would make a loop of the recursion. */
__attribute__((noinline)) uint32_t fault_overflow(volatile uint32_t depth)
{
    volatile uint32_t here = depth;
    return here == UINT32_MAX ? here : fault_overflow(here + 1) + here;
}

int main(void)
{
    board_start(heard);
    board_write("start fault_check\n");
    board_sleep(&ended);
    if (samples_heard == 1) {
        fault_bad_address();
    } else if (samples_heard == 2) {
        fault_undefined();
    } else {
        fault_overflow(0);
    }
    board_write("survived\n");
    board_stop(0);
}
