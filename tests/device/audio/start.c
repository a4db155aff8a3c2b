/* SPDX-License-Identifier: Apache-2.0
 *
 * The least start-up of a Cortex-M, and the three functions the library asks for. */
#include <stddef.h>
#include <stdint.h>

extern uint32_t stack_top[], bss_begin[], bss_end[];
int main(void);
void start(void);
void *memcpy(void *restrict to, const void *restrict from, size_t bytes);
void *memmove(void *to, const void *from, size_t bytes);
void *memset(void *to, int value, size_t bytes);

void start(void)
{
    for (uint32_t *to = bss_begin; to < bss_end; to++) {
        *to = 0;
    }
    main();
}

void *memcpy(void *restrict to, const void *restrict from, size_t bytes)
{
    return memmove(to, from, bytes);
}

/* By words where both sides are aligned, as a board's own does. Only ever downwards here. */
void *memmove(void *to, const void *from, size_t bytes)
{
    typedef uint32_t __attribute__((may_alias)) word;
    uint8_t *target = to;
    const uint8_t *source = from;
    if ((((uintptr_t)to | (uintptr_t)from) & 3u) == 0) {
        for (; bytes >= 4; bytes -= 4, target += 4, source += 4) {
            *(word *)(void *)target = *(const word *)(const void *)source;
        }
    }
    while (bytes-- > 0) {
        *target++ = *source++;
    }
    return to;
}

void *memset(void *to, int value, size_t bytes)
{
    for (uint8_t *target = to; bytes > 0; bytes--) {
        *target++ = (uint8_t)value;
    }
    return to;
}

typedef union vector {
    uint32_t *stack;
    void (*handler)(void);
} vector;

static void fault(void)
{
    for (;;) {
    }
}

__attribute__((section(".vectors"), used)) static const vector vectors[] = {
    {.stack = stack_top},
    {.handler = start},
    {.handler = fault},
    {.handler = fault},
};
