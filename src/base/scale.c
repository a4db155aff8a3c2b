/* SPDX-License-Identifier: Apache-2.0
 *
 * From float32 scales to integer multipliers. See scale.h for what and why. */
#include "base/scale.h"

#include "base/fixed_point.h"

typedef struct parts {
    uint32_t significand; /* 2^23 .. 2^24 - 1 */
    int32_t exponent;     /* the scale is significand * 2^exponent */
} parts;

static parts parts_of(uint32_t bits)
{
    uint32_t fraction = bits & 0x7fffffu;
    int32_t exponent = (int32_t)(bits >> 23);
    if (exponent != 0) {
        return (parts){fraction | 0x800000u, exponent - 150};
    }
    int32_t up = mwi_leading_zeros(fraction) - 8; /* a subnormal number has no hidden bit */
    return (parts){fraction << up, -149 - up};
}

/* a * b / c cut off to at least 55 bits; the lowest bit of the significand is set where anything
 * but zeros was cut off, so that a rounding to fewer bits sees it. */
static mwi_number quotient(uint32_t a, uint32_t b, uint32_t c)
{
    parts pa = parts_of(a);
    parts pb = parts_of(b);
    parts pc = parts_of(c);
    uint64_t product = (uint64_t)pa.significand * pb.significand; /* 2^46 .. 2^48 - 1 */

    /* product * 2^32 / c by long division in base 256. */
    uint32_t remainder = (uint32_t)(product >> 24);
    uint32_t ahead = (uint32_t)product << 8;
    uint64_t result = 0;
    for (int32_t digit = 0; digit < 8; digit++) {
        uint32_t part = remainder / pc.significand;
        remainder = (remainder - part * pc.significand) << 8 | ahead >> 24;
        result = result << 8 | part;
        ahead <<= 8;
    }
    int32_t exponent = pa.exponent + pb.exponent - pc.exponent + 32;
    do { /* 7 to 10 times: the quotient lies between 2^22 and 2^25 */
        result <<= 1;
        exponent--;
    } while (!(result >> 63));
    return (mwi_number){result | (remainder != 0), exponent};
}

/* Rounds to the highest bits, ties to even. */
static mwi_number round_to_even(mwi_number number, int32_t bits)
{
    uint64_t unit = (uint64_t)1 << (64 - bits);
    uint64_t is_odd = number.significand & unit ? 1 : 0;
    uint64_t rounded = (number.significand + unit / 2 - 1 + is_odd) & ~(unit - 1);
    if (rounded >> 63) {
        return (mwi_number){rounded, number.exponent};
    }
    return (mwi_number){(uint64_t)1 << 63, number.exponent + 1}; /* it was all ones */
}

mwi_number mwi_quotient_as_double(uint32_t a, uint32_t b, uint32_t c, int32_t power_of_two)
{
    mwi_number number = round_to_even(quotient(a, b, c), 53);
    number.exponent += power_of_two;
    return number;
}

int32_t mwi_quotient_as_integer(uint32_t a, uint32_t c)
{
    mwi_number number = round_to_even(quotient(a, MWI_SCALE_ONE, c), 24);
    if (number.exponent < 0) {
        return 0; /* less than a half */
    }
    if (number.exponent > 31) {
        return INT32_MAX;
    }
    uint32_t twice = (uint32_t)(number.significand >> 32) >> (31 - number.exponent);
    return (int32_t)((twice + 1) >> 1);
}

void mwi_number_to_multiplier(mwi_number number, int32_t *multiplier, int32_t *shift)
{
    uint32_t high = (uint32_t)(number.significand >> 32);
    uint32_t q31 = (high >> 1) + (high & 1);
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

void mwi_scale_to_multiplier(uint32_t a, uint32_t b, uint32_t c, int32_t *multiplier,
                             int32_t *shift)
{
    mwi_number_to_multiplier(mwi_quotient_as_double(a, b, c, 0), multiplier, shift);
}
