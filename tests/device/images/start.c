/* SPDX-License-Identifier: Apache-2.0
 *
 * The least start-up of a Cortex-M without initialised data. A fault ends the run with code 99. */
#include "semihosting.h"

extern uint32_t stack_top[], bss_begin[], bss_end[];
int main(void);
void image_start(void);

void image_start(void)
{
    for (uint32_t *to = bss_begin; to < bss_end; to++) {
        *to = 0;
    }
    main();
}

static void fault(void)
{
    semihosting_exit(99);
}

typedef union vector {
    uint32_t *stack;
    void (*handler)(void);
} vector;

__attribute__((section(".vectors"), used)) static const vector vectors[] = {
    {.stack = stack_top},
    {.handler = image_start},
    {.handler = fault},
    {.handler = fault},
};
