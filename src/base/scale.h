/* SPDX-License-Identifier: Apache-2.0
 *
 * From float32 scales to integer multipliers, with integers only.
 *
 * TensorFlow Lite computes these with double or float32. Here every rounding of those is done on
 * the bits of the scales, so that the result is theirs for every triple of scales on a CPU that
 * knows no floating point. */
#ifndef MWI_SCALE_H
#define MWI_SCALE_H

#include <stdbool.h>
#include <stdint.h>

#define MWI_SCALE_ONE 0x3f800000u /* 1.0 as the bits of a float32 */

/* Whether these are the bits of a positive, finite float32: what a scale has to be. */
static inline bool mwi_scale_is_sound(uint32_t bits)
{
    return bits - 1u < 0x7f7fffffu;
}

/* A positive number, (high * 2^32 + low) / 2^64 * 2^exponent, normalised: the top bit of high is
 * set, so the exponent is the one that frexp gives. */
typedef struct mwi_number {
    uint32_t high, low;
    int32_t exponent;
} mwi_number;

/* a * b / c * 2^power_of_two for sound scales, rounded once, to nearest, ties to even. a * b is
 * exact in a double, so the double quotient is this one. */
mwi_number mwi_quotient_as_double(uint32_t a, uint32_t b, uint32_t c, int32_t power_of_two);

/* The float32 quotient a / c, rounded to an integer, halves away from zero; INT32_MAX where it is
 * greater. A subnormal quotient rounds to 0 either way. */
int32_t mwi_quotient_as_integer(uint32_t a, uint32_t c);

/* The number as mwi_requantise takes it: multiplier in 2^30 .. 2^31 - 1 and shift, rounded half
 * away from zero; 0 and 0 where it is too small, the greatest of both where it is too great. */
void mwi_number_to_multiplier(mwi_number number, int32_t *multiplier, int32_t *shift);

/* The usual case: a * b / c in double, as a multiplier and shift. */
void mwi_scale_to_multiplier(uint32_t a, uint32_t b, uint32_t c, int32_t *multiplier,
                             int32_t *shift);

/* The same for count scales b, as they stand in a file: false where one is not sound. */
bool mwi_scales_to_multipliers(uint32_t a, const uint8_t *scales, uint32_t c, uint32_t count,
                               int32_t *multipliers, int8_t *shifts);

#endif
