/* SPDX-License-Identifier: Apache-2.0
 *
 * The least start-up of a 32-bit RISC-V: a stack, then main. */
#include <stdint.h>

extern uint32_t data_begin[], data_end[], bss_begin[], bss_end[];
extern const uint32_t data_load[];
int main(void);
void run(void);

__asm__(".section .vectors, \"ax\"\n"
        ".globl start\n"
        "start:\n"
        "    la sp, stack_top\n"
        "    j run\n");

__attribute__((used)) void run(void)
{
    const uint32_t *from = data_load;
    for (uint32_t *to = data_begin; to < data_end; to++) {
        *to = *from++;
    }
    for (uint32_t *to = bss_begin; to < bss_end; to++) {
        *to = 0;
    }
    main();
    for (;;) {
    }
}
