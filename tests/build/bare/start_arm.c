/* SPDX-License-Identifier: Apache-2.0
 *
 * The least start-up of a Cortex-M: two vectors, then main. */
#include <stdint.h>

extern uint32_t stack_top[], data_begin[], data_end[], bss_begin[], bss_end[];
extern const uint32_t data_load[];
int main(void);
void start(void);

void start(void)
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

typedef union vector {
    uint32_t *stack;
    void (*handler)(void);
} vector;

__attribute__((section(".vectors"), used)) static const vector vectors[] = {
    {.stack = stack_top},
    {.handler = start},
};
