/* SPDX-License-Identifier: Apache-2.0
 *
 * Calls to whoever runs an emulated chip, as Arm's "Semihosting for AArch32 and AArch64" has them:
 * the end of a run, and files of the folder in which the emulator was started. */
#ifndef TEST_SEMIHOSTING_H
#define TEST_SEMIHOSTING_H

#include <stddef.h>
#include <stdint.h>

enum {
    SEMIHOSTING_OPEN = 0x01,
    SEMIHOSTING_CLOSE = 0x02,
    SEMIHOSTING_WRITE0 = 0x04,
    SEMIHOSTING_WRITE = 0x05,
    SEMIHOSTING_READ = 0x06,
    SEMIHOSTING_FLEN = 0x0c,
    SEMIHOSTING_EXIT = 0x20,
    SEMIHOSTING_READ_BINARY = 1, /* modes of opening, as fopen's "rb" and "wb" */
    SEMIHOSTING_WRITE_BINARY = 5
};

static inline uint32_t semihosting_call(uint32_t operation, const void *argument)
{
    register uint32_t r0 __asm__("r0") = operation;
    register const void *r1 __asm__("r1") = argument;
    __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
    return r0;
}

/* Ends the emulator with this exit code. */
static inline _Noreturn void semihosting_exit(uint32_t code)
{
    const uint32_t block[2] = {0x20026u, code}; /* ADP_Stopped_ApplicationExit */
    semihosting_call(SEMIHOSTING_EXIT, block);
    for (;;) {
    }
}

#endif
