/* SPDX-License-Identifier: Apache-2.0
 *
 * Fixed-point arithmetic as TensorFlow Lite defines it: what every kernel's bits rest on.
 *
 * The published sources are gemmlowp's fixedpoint.h ("gemmlowp: a small self-contained
 * low-precision GEMM library", fixedpoint/) and TensorFlow Lite's MultiplyByQuantizedMultiplier, in
 * its form that rounds twice. Overflow wraps around where theirs does. */
#ifndef MWI_FIXED_POINT_H
#define MWI_FIXED_POINT_H

#include <stdint.h>

/* Addition and left shift modulo 2^32: signed numbers that wrap without undefined behaviour. */
static inline int32_t mwi_wrap_add(int32_t a, int32_t b)
{
    return (int32_t)((uint32_t)a + (uint32_t)b);
}

static inline int32_t mwi_wrap_shift_left(int32_t a, int32_t bits)
{
    return (int32_t)((uint32_t)a << bits);
}

/* a * b / 2^31, rounded to nearest, halves upward: for either sign of a * b this is what adding
 * the published nudge and cutting off the division comes to. Not for a = b = -2^31. Compilers for
 * all our CPUs shift negative numbers arithmetically. */
static inline int32_t mwi_doubling_high_multiply(int32_t a, int32_t b)
{
    return (int32_t)(((int64_t)a * b + (1 << 30)) >> 31);
}

/* a / 2^bits, rounded to nearest, halves away from zero. bits: 0 .. 31. */
static inline int32_t mwi_rounding_divide_by_power_of_two(int32_t a, int32_t bits)
{
    int32_t mask = (int32_t)((1u << bits) - 1u);
    int32_t remainder = a & mask;
    int32_t threshold = (mask >> 1) + (a < 0);
    return (a >> bits) + (remainder > threshold);
}

/* value * multiplier * 2^(shift - 31), rounded twice: after the multiplication and after the right
 * shift. multiplier: 0 or 2^30 .. 2^31 - 1; shift: -31 .. 30, positive to the left. */
static inline int32_t mwi_requantise(int32_t value, int32_t multiplier, int32_t shift)
{
    int32_t left = shift > 0 ? shift : 0;
    int32_t right = shift > 0 ? 0 : -shift;
    return mwi_rounding_divide_by_power_of_two(
        mwi_doubling_high_multiply(mwi_wrap_shift_left(value, left), multiplier), right);
}

static inline int32_t mwi_clamp(int32_t value, int32_t least, int32_t greatest)
{
    return value < least ? least : value > greatest ? greatest : value;
}

/* e^a for a <= 0, the result in Q0.31. a has so many integer bits, 4 or 5: Q4.27 (-16 .. 0) or
 * Q5.26
 * (-32 .. 0). */
int32_t mwi_exp_on_negative(int32_t a, int32_t integer_bits);

/* 1 / (1 + a) for 0 <= a <= 1, both in Q0.31. */
int32_t mwi_one_over_one_plus_q0_31(int32_t a);

/* Leading zero bits; 32 for 0. */
static inline int32_t mwi_leading_zeros(uint32_t value)
{
    int32_t count = 32;
    for (int32_t step = 16; step > 0; step >>= 1) {
        if (value >> step) {
            value >>= step;
            count -= step;
        }
    }
    return value ? count - 1 : count;
}

#endif
