/* SPDX-License-Identifier: Apache-2.0
 *
 * Sleeping, the lock against PendSV, and the end. Cortex-M only. */
#include <stdint.h>

#include "board.h"
#include "common/cortex_m.h"
#include "common/sound.h"

#if defined(__arm__)

/* With interrupts barred, nothing can set *work between the look and the wfi; wfi wakes at a
 * pending interrupt all the same, and the interrupt runs when they are allowed again. */
void board_sleep(const volatile uint32_t *work)
{
    for (;;) {
        __asm volatile("cpsid i" ::: "memory");
        if (*work != 0) {
            __asm volatile("cpsie i" ::: "memory");
            return;
        }
        __asm volatile("wfi\n\tcpsie i\n\tisb" ::: "memory");
    }
}

void board_lock(void)
{
    __asm volatile("cpsid i" ::: "memory");
}

void board_unlock(void)
{
    __asm volatile("cpsie i" ::: "memory");
}

#define SEMIHOSTING_EXIT_EXTENDED 0x20u
#define EXIT_APPLICATION          0x20026u /* "the application ended", with a code */

/* Without an emulator or a debugger the bkpt is a fault inside a fault, and the CPU locks up: it
 * has stopped as well. */
void board_stop(uint32_t code)
{
    const uint32_t reason[2] = {EXIT_APPLICATION, code};
    register uint32_t operation __asm("r0") = SEMIHOSTING_EXIT_EXTENDED;
    register const uint32_t *block __asm("r1") = reason;
    __asm volatile("bkpt 0xab" : "+r"(operation) : "r"(block) : "memory");
    for (;;) {
    }
}

#endif
