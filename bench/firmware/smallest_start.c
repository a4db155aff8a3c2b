/* SPDX-License-Identifier: Apache-2.0
 *
 * The least start-up: a vector table of four (Cortex-M) or a stack (RISC-V), data, main. */
#include <stdint.h>

#include "common/linker.h"

int main(void);
_Noreturn void reset_handler(void);

_Noreturn void reset_handler(void)
{
    const uint32_t *from = linker_data_load;
    for (uint32_t *to = linker_data_start; to < linker_data_end; to++) {
        *to = *from++;
    }
    for (uint32_t *to = linker_bss_start; to < linker_bss_end; to++) {
        *to = 0;
    }
    main();
    for (;;) {
    }
}

#if defined(__riscv)
__asm__(".section .vectors, \"ax\"\n"
        "    la sp, linker_stack_top\n"
        "    j reset_handler\n");
#else
static void fault(void)
{
    for (;;) {
    }
}

typedef union vector {
    uint32_t *stack;
    void (*handler)(void);
} vector;

__attribute__((section(".vectors"), used)) static const vector vectors[] = {
    {.stack = linker_stack_top},
    {.handler = reset_handler},
    {.handler = fault},
    {.handler = fault},
};
#endif
