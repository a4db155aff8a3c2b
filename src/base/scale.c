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

/* Drops the lowest bits of q, to nearest; in the middle to the even one. inexact: there was more
 * behind q that is not zero. */
static uint64_t round_to_even(uint64_t q, int32_t drop, bool inexact)
{
    uint64_t half = (uint64_t)1 << (drop - 1);
    uint64_t rest = q & (2 * half - 1);
    uint64_t kept = q >> drop;
    bool up = rest > half || (rest == half && (inexact || (kept & 1)));
    return kept + (up ? 1 : 0);
}

mwi_number mwi_scale_quotient(uint32_t a, uint32_t b, uint32_t c, int32_t power_of_two,
                              int32_t bits)
{
    parts pa = parts_of(a);
    parts pb = parts_of(b);
    parts pc = parts_of(c);
    uint64_t product = (uint64_t)pa.significand * pb.significand; /* 2^46 .. 2^48 - 1 */

    /* product * 2^32 / c by long division in base 256: at least 54 bits, and what remains. */
    uint32_t remainder = (uint32_t)(product >> 24);
    uint32_t ahead = (uint32_t)product << 8;
    uint32_t high = remainder >= pc.significand;
    remainder -= high ? pc.significand : 0;
    uint64_t quotient = high;
    for (int32_t digit = 0; digit < 7; digit++) {
        uint32_t dividend = remainder << 8 | ahead >> 24;
        uint32_t part = dividend / pc.significand;
        remainder = dividend - part * pc.significand;
        quotient = quotient << 8 | part;
        ahead <<= 8;
    }
    int32_t length = 64 - mwi_leading_zeros((uint32_t)(quotient >> 32));
    mwi_number number;
    number.significand = round_to_even(quotient, length - bits, remainder != 0);
    number.exponent = pa.exponent + pb.exponent - pc.exponent - 32 + (length - bits) + power_of_two;
    return number;
}

/* How many bits a number has before it is put in its place. */
static int32_t length_of(uint64_t significand)
{
    uint32_t high = (uint32_t)(significand >> 32);
    return high ? 64 - mwi_leading_zeros(high) : 32 - mwi_leading_zeros((uint32_t)significand);
}

void mwi_number_to_multiplier(mwi_number number, int32_t *multiplier, int32_t *shift)
{
    int32_t length = length_of(number.significand);
    int32_t drop = length - 31;
    uint64_t q31 = drop > 0 ? (number.significand + ((uint64_t)1 << (drop - 1))) >> drop
                            : number.significand << -drop;
    int32_t exponent = number.exponent + length;
    if (q31 >> 31) {
        q31 >>= 1;
        exponent++;
    }
    if (exponent < -31) {
        q31 = 0;
        exponent = 0;
    }
    if (exponent > 30) {
        q31 = INT32_MAX;
        exponent = 30;
    }
    *multiplier = (int32_t)q31;
    *shift = exponent;
}

int32_t mwi_number_to_integer(mwi_number number)
{
    int32_t length = length_of(number.significand) + number.exponent;
    if (length < 0) {
        return 0; /* less than a half */
    }
    if (length > 31) {
        return INT32_MAX;
    }
    if (number.exponent >= 0) {
        return (int32_t)(number.significand << number.exponent);
    }
    int32_t drop = -number.exponent;
    uint64_t rounded = (number.significand + ((uint64_t)1 << (drop - 1))) >> drop;
    return rounded > INT32_MAX ? INT32_MAX : (int32_t)rounded;
}

void mwi_scale_to_multiplier(uint32_t a, uint32_t b, uint32_t c, int32_t *multiplier,
                             int32_t *shift)
{
    mwi_number_to_multiplier(mwi_scale_quotient(a, b, c, 0, 53), multiplier, shift);
}
