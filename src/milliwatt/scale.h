/* SPDX-License-Identifier: Apache-2.0
 *
 * Scales as floating point, for applications that have it. The library hands a scale out as the 32
 * bits of a float32, so that an integer build needs no floating point: real = scale * (number -
 * zero_point). */
#ifndef MW_SCALE_H
#define MW_SCALE_H

#include <stdint.h>

/* The float32 that these bits are. */
static inline float mw_scale_to_float(uint32_t bits)
{
    union {
        uint32_t bits;
        float value;
    } scale;
    scale.bits = bits;
    return scale.value;
}

#endif
