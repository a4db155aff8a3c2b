/* SPDX-License-Identifier: Apache-2.0
 *
 * From float32 scales to integer multipliers. See scale.h for what and why. */
#include "base/scale.h"

#include "base/fixed_point.h"

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

/* a * b / c cut off to at least 55 bits; the lowest bit is set where anything but zeros was cut
 * off, so that a rounding to fewer bits sees it. */
static mwi_number quotient(uint32_t a, uint32_t b, uint32_t c)
{
    parts pa = parts_of(a);
    parts pb = parts_of(b);
    parts pc = parts_of(c);
    uint64_t product = (uint64_t)pa.significand * pb.significand; /* 2^46 .. 2^48 - 1 */

    /* product * 2^32 / c by long division in base 256: four digits a word. */
    uint32_t remainder = (uint32_t)(product >> 24);
    uint32_t ahead = (uint32_t)product << 8;
    uint32_t words[2];
    for (int32_t word = 0; word < 2; word++) {
        uint32_t digits = 0;
        for (int32_t digit = 0; digit < 4; digit++) {
            uint32_t part = remainder / pc.significand;
            remainder = (remainder - part * pc.significand) << 8 | ahead >> 24;
            digits = digits << 8 | part;
            ahead <<= 8;
        }
        words[word] = digits;
    }
    uint32_t high = words[0]; /* 2^22 .. 2^25 - 1 */
    int32_t up = 7 + (high < 1u << 24) + (high < 1u << 23);
    return (mwi_number){high << up | words[1] >> (32 - up), words[1] << up | (remainder != 0),
                        pa.exponent + pb.exponent - pc.exponent + 32 - up};
}

mwi_number mwi_quotient_as_double(uint32_t a, uint32_t b, uint32_t c, int32_t power_of_two)
{
    mwi_number number = quotient(a, b, c);
    uint32_t addend = 0x3ffu + (number.low >> 11 & 1); /* the highest 53 bits, ties to even */
    number.exponent += power_of_two;
    number.low += addend;
    if (number.low < addend && ++number.high == 0) { /* it was all ones */
        number.high = 0x80000000u;
        number.exponent++;
    }
    number.low &= ~0x7ffu;
    return number;
}

int32_t mwi_quotient_as_integer(uint32_t a, uint32_t c)
{
    mwi_number number = quotient(a, MWI_SCALE_ONE, c);
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

void mwi_scale_to_multiplier(uint32_t a, uint32_t b, uint32_t c, int32_t *multiplier,
                             int32_t *shift)
{
    mwi_number_to_multiplier(mwi_quotient_as_double(a, b, c, 0), multiplier, shift);
}
