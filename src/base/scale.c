/* SPDX-License-Identifier: Apache-2.0
 *
 * From float32 scales to integer multipliers. See scale.h for what and why. */
#include "base/scale.h"

#include "base/fixed_point.h"
#include "base/load.h"

typedef struct parts {
    uint32_t significand; /* 2^23 .. 2^24 - 1 */
    int32_t exponent;     /* the scale is significand * 2^exponent */
} parts;

static inline parts parts_of(uint32_t bits)
{
    uint32_t fraction = bits & 0x7fffffu;
    int32_t exponent = (int32_t)(bits >> 23);
    if (exponent != 0) {
        return (parts){fraction | 0x800000u, exponent - 150};
    }
    int32_t up = mwi_leading_zeros(fraction) - 8; /* a subnormal number has no hidden bit */
    return (parts){fraction << up, -149 - up};
}

/* What many numbers are divided by. */
typedef struct divisor {
    parts parts;
    uint32_t reciprocal; /* (2^55 - 1) / significand, cut off: below 2^32 */
} divisor;

static divisor divisor_of(uint32_t bits)
{
    divisor by = {parts_of(bits), 0};
    uint32_t remainder = 0x7fffffu; /* the highest 23 bits of 2^55 - 1, then its bytes */
    for (int32_t digit = 0; digit < 4; digit++) {
        uint32_t dividend = remainder << 8 | 0xffu;
        uint32_t part = dividend / by.parts.significand;
        remainder = dividend - part * by.parts.significand;
        by.reciprocal = by.reciprocal << 8 | part;
    }
    return by;
}

/* (*remainder * 2^32 + low) / divisor for a remainder below the significand. The estimate by the
 * reciprocal is at most 5 too small: 2 for the 24 bits of the dividend that it does not see, 2 for
 * those of the reciprocal, 1 for its own. */
static uint32_t divide(const divisor *by, uint32_t *remainder, uint32_t low)
{
    uint32_t dividend = *remainder << 8 | low >> 24;
    uint32_t result = (uint32_t)((uint64_t)dividend * by->reciprocal >> 31);
    uint32_t rest = low - result * by->parts.significand;
    while (rest >= by->parts.significand) {
        rest -= by->parts.significand;
        result++;
    }
    *remainder = rest;
    return result;
}

/* a * b / c cut off to at least 55 bits; the lowest bit is set where anything but zeros was cut
 * off, so that a rounding to fewer bits sees it. */
static mwi_number quotient(parts a, parts b, const divisor *c)
{
    uint64_t product = (uint64_t)a.significand * b.significand; /* 2^46 .. 2^48 - 1 */
    uint32_t remainder = (uint32_t)(product >> 32);
    uint32_t high = divide(c, &remainder, (uint32_t)product); /* 2^22 .. 2^25 - 1 */
    uint32_t low = divide(c, &remainder, 0);
    int32_t up = 7 + (high < 1u << 24) + (high < 1u << 23);
    return (mwi_number){high << up | low >> (32 - up), low << up | (remainder != 0),
                        a.exponent + b.exponent - c->parts.exponent + 32 - up};
}

/* To the highest 53 bits, ties to even. */
static mwi_number round_to_double(mwi_number number)
{
    uint32_t addend = 0x3ffu + (number.low >> 11 & 1);
    number.low += addend;
    if (number.low < addend && ++number.high == 0) { /* it was all ones */
        number.high = 0x80000000u;
        number.exponent++;
    }
    number.low &= ~0x7ffu;
    return number;
}

mwi_number mwi_quotient_as_double(uint32_t a, uint32_t b, uint32_t c, int32_t power_of_two)
{
    divisor by = divisor_of(c);
    mwi_number number = round_to_double(quotient(parts_of(a), parts_of(b), &by));
    number.exponent += power_of_two;
    return number;
}

int32_t mwi_quotient_as_integer(uint32_t a, uint32_t c)
{
    divisor by = divisor_of(c);
    mwi_number number = quotient(parts_of(a), parts_of(MWI_SCALE_ONE), &by);
    uint32_t kept = number.high >> 8; /* the 24 bits of a float32, ties to even */
    uint32_t rest = number.high & 0xffu;
    bool above_half = rest > 0x80u || (rest == 0x80u && number.low != 0);
    kept += above_half || (rest == 0x80u && (kept & 1));
    if (kept >> 24) { /* it was all ones */
        kept >>= 1;
        number.exponent++;
    }
    if (number.exponent < 0) {
        return 0; /* less than a half */
    }
    if (number.exponent > 31) {
        return INT32_MAX;
    }
    uint32_t twice = (kept << 8) >> (31 - number.exponent);
    return (int32_t)((twice + 1) >> 1);
}

void mwi_number_to_multiplier(mwi_number number, int32_t *multiplier, int32_t *shift)
{
    uint32_t q31 = (number.high >> 1) + (number.high & 1);
    if (q31 >> 31) {
        q31 >>= 1;
        number.exponent++;
    }
    if (number.exponent < -31) {
        q31 = 0;
        number.exponent = 0;
    }
    if (number.exponent > 30) {
        q31 = INT32_MAX;
        number.exponent = 30;
    }
    *multiplier = (int32_t)q31;
    *shift = number.exponent;
}

bool mwi_scales_to_multipliers(uint32_t a, const uint8_t *scales, uint32_t c, uint32_t count,
                               int32_t *multipliers, int8_t *shifts)
{
    parts pa = parts_of(a);
    divisor by = divisor_of(c);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t scale = mwi_load_u32(scales + 4 * i);
        if (!mwi_scale_is_sound(scale)) {
            return false;
        }
        int32_t shift;
        mwi_number_to_multiplier(round_to_double(quotient(pa, parts_of(scale), &by)),
                                 &multipliers[i], &shift);
        shifts[i] = (int8_t)shift;
    }
    return true;
}

void mwi_scale_to_multiplier(uint32_t a, uint32_t b, uint32_t c, int32_t *multiplier,
                             int32_t *shift)
{
    mwi_number_to_multiplier(mwi_quotient_as_double(a, b, c, 0), multiplier, shift);
}
