/* SPDX-License-Identifier: Apache-2.0
 *
 * How many bits a number has: the compiler's own instruction where there is one. */
#ifndef MWI_BITS_H
#define MWI_BITS_H

#include <stdint.h>

#if defined(__GNUC__)

/* 0 for 0, 1 for 1, 2 for 2 and 3, ... 32. */
static inline uint32_t mwi_bit_length(uint32_t value)
{
    return value == 0 ? 0u : 32u - (uint32_t)__builtin_clz(value);
}

#else

static inline uint32_t mwi_bit_length(uint32_t value)
{
    uint32_t length = 0;
    for (uint32_t step = 16; step > 0; step >>= 1) {
        if (value >> step) {
            value >>= step;
            length += step;
        }
    }
    return length + value;
}

#endif
#endif
