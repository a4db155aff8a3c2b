/* SPDX-License-Identifier: Apache-2.0
 *
 * The fixed-point functions that are too long for a header. See fixed_point.h for their source. */
#include "base/fixed_point.h"

/* x * 2^bits, saturated. */
static int32_t saturating_shift_left(int32_t x, int32_t bits)
{
    int32_t threshold = (int32_t)((1u << (31 - bits)) - 1u);
    if (x > threshold) {
        return INT32_MAX;
    }
    return x < -threshold ? INT32_MIN : mwi_wrap_shift_left(x, bits);
}

/* e^a for -1/4 <= a < 0, both in Q0.31: the Taylor series around -1/8 to its fourth power. */
static int32_t exp_near_zero(int32_t a)
{
    const int32_t exp_of_minus_one_eighth = 1895147668;
    const int32_t one_third = 715827883;
    int32_t x = a + (1 << 28); /* + 1/8 */
    int32_t x2 = mwi_doubling_high_multiply(x, x);
    int32_t x3 = mwi_doubling_high_multiply(x2, x);
    int32_t x4 = mwi_doubling_high_multiply(x2, x2);
    int32_t x4_over_4 = mwi_rounding_divide_by_power_of_two(x4, 2);
    int32_t higher_powers = mwi_rounding_divide_by_power_of_two(
        mwi_doubling_high_multiply(x4_over_4 + x3, one_third) + x2, 1);
    return exp_of_minus_one_eighth +
           mwi_doubling_high_multiply(exp_of_minus_one_eighth, x + higher_powers);
}

int32_t mwi_exp_on_negative(int32_t a, int32_t integer_bits)
{
    /* e^-(2^k) in Q0.31 for k = -2 .. 4: one factor for each bit of a above its quarter. */
    static const int32_t factors[7] = {1672461947, 1302514674, 790015084, 290630308,
                                       39332535,   720401,     242};
    const int32_t quarter_bits = 29 - integer_bits;
    const int32_t quarter = 1 << quarter_bits;
    if (a == 0) {
        return INT32_MAX;
    }
    int32_t below_quarter = (a & (quarter - 1)) - quarter;
    int32_t result = exp_near_zero(mwi_wrap_shift_left(below_quarter, integer_bits));
    int32_t remainder = (int32_t)((uint32_t)below_quarter - (uint32_t)a);
    for (int32_t k = 0; k < 7; k++) {
        if (remainder >> (quarter_bits + k) & 1) {
            result = mwi_doubling_high_multiply(result, factors[k]);
        }
    }
    return result;
}

/* Newton's division: x approaches 1 / half_denominator from 48/17 - 32/17 * half_denominator,
 * which is the line that errs least between 1/2 and 1. */
int32_t mwi_one_over_one_plus_q0_31(int32_t a)
{
    const int32_t q2_one = 1 << 29;
    const int32_t q2_48_over_17 = 1515870810;
    const int32_t q2_minus_32_over_17 = -1010580540;
    int32_t half_denominator = (int32_t)(((int64_t)a + INT32_MAX + 1) / 2);
    int32_t x = q2_48_over_17 + mwi_doubling_high_multiply(half_denominator, q2_minus_32_over_17);
    for (int32_t round = 0; round < 3; round++) {
        int32_t error = q2_one - mwi_doubling_high_multiply(half_denominator, x);
        x += saturating_shift_left(mwi_doubling_high_multiply(x, error), 2);
    }
    return saturating_shift_left(x, 1); /* Q2.29 halved is Q1.30 of the same bits */
}
