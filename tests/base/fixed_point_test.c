/* SPDX-License-Identifier: Apache-2.0
 *
 * base/fixed_point.h against its published definitions, restated here in 64 bits as they are
 * written down (gemmlowp's fixedpoint.h, TensorFlow Lite's MultiplyByQuantizedMultiplier): with
 * divisions that cut off and nudges by sign, where the library has shifts. The functions of real
 * numbers are also compared with those of the C library in long double. */
#include "base/fixed_point.h"

#include <math.h>

#include "support/support.h"

enum { RANDOM_CASES = 4000000 };

/* The least, the greatest and what lies around powers of two. */
static int32_t edge(uint32_t i)
{
    int64_t power = (int64_t)1 << i / 6 % 32;
    int64_t value = (i % 2 ? -power : power) + (int64_t)(i / 2 % 3) - 1;
    return value > INT32_MAX ? INT32_MAX : value < INT32_MIN ? INT32_MIN : (int32_t)value;
}

enum { EDGES = 6 * 32 };

static int32_t wrapped(int64_t value)
{
    return (int32_t)(uint32_t)(uint64_t)value;
}

/* SaturatingRoundingDoublingHighMul */
static int32_t high_multiply(int32_t a, int32_t b)
{
    if (a == INT32_MIN && b == INT32_MIN) {
        return INT32_MAX;
    }
    int64_t product = (int64_t)a * b;
    int64_t nudge = product >= 0 ? 1 << 30 : 1 - (1 << 30);
    return (int32_t)((product + nudge) / ((int64_t)1 << 31));
}

/* RoundingDivideByPOT: to nearest, halves away from zero. */
static int32_t divide(int32_t a, int32_t bits)
{
    int64_t magnitude = a < 0 ? -(int64_t)a : a;
    int64_t rounded = (2 * magnitude + ((int64_t)1 << bits)) / ((int64_t)2 << bits);
    return (int32_t)(a < 0 ? -rounded : rounded);
}

/* SaturatingRoundingMultiplyByPOT to the left */
static int32_t saturating_left(int32_t a, int32_t bits)
{
    int64_t value = (int64_t)a * ((int64_t)1 << bits);
    return value > INT32_MAX ? INT32_MAX : value < INT32_MIN ? INT32_MIN : (int32_t)value;
}

static int32_t requantise(int32_t value, int32_t multiplier, int32_t shift)
{
    int32_t shifted = shift > 0 ? wrapped((int64_t)value * ((int64_t)1 << shift)) : value;
    return divide(high_multiply(shifted, multiplier), shift > 0 ? 0 : -shift);
}

static void check_multiply(int32_t a, int32_t b)
{
    if (!(a == INT32_MIN && b == INT32_MIN) &&
        mwi_doubling_high_multiply(a, b) != high_multiply(a, b)) {
        fail_msg("%d * %d: got %d, want %d", a, b, mwi_doubling_high_multiply(a, b),
                 high_multiply(a, b));
    }
}

static void multiply_is_the_published_one(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < EDGES * EDGES; i++) {
        check_multiply(edge(i % EDGES), edge(i / EDGES));
    }
    uint64_t seed = 1;
    for (uint32_t i = 0; i < RANDOM_CASES; i++) {
        uint64_t random = test_random(&seed);
        check_multiply((int32_t)(uint32_t)random, (int32_t)(random >> 32));
    }
    /* Products that are exactly half: 2^30 times an odd number. */
    for (int32_t odd = -99999; odd < 100000; odd += 2) {
        check_multiply(1 << 15, odd * (1 << 14));
        check_multiply(1 << 30, odd);
        check_multiply(-(1 << 30), odd);
    }
}

static void division_rounds_halves_away(void **state)
{
    (void)state;
    assert_int_equal(mwi_rounding_divide_by_power_of_two(-5, 1), -3);
    assert_int_equal(mwi_rounding_divide_by_power_of_two(5, 1), 3);
    assert_int_equal(mwi_rounding_divide_by_power_of_two(-6, 2), -2);
    uint64_t seed = 2;
    for (uint32_t i = 0; i < RANDOM_CASES; i++) {
        uint64_t random = test_random(&seed);
        int32_t a = i < EDGES * 32 ? edge(i / 32) : (int32_t)(uint32_t)random >> (random >> 60);
        int32_t bits = (int32_t)(i % 32);
        assert_int_equal(mwi_rounding_divide_by_power_of_two(a, bits), divide(a, bits));
    }
}

static void check_requantise(int32_t value, int32_t multiplier, int32_t shift)
{
    int32_t got = mwi_requantise(value, multiplier, shift);
    int32_t want = requantise(value, multiplier, shift);
    if (got != want) {
        fail_msg("%d * %d, shift %d: got %d, want %d", value, multiplier, shift, got, want);
    }
}

/* What a single rounding would give: the planted fault. */
static int32_t requantise_rounding_once(int32_t value, int32_t multiplier, int32_t shift)
{
    int64_t product = (int64_t)value * multiplier;
    return (int32_t)((product + ((int64_t)1 << (30 - shift))) >> (31 - shift));
}

static void requantise_rounds_twice(void **state)
{
    (void)state;
    static const int32_t multipliers[] = {0,          1 << 30,       (1 << 30) + 1,
                                          1518500250, INT32_MAX - 1, INT32_MAX};
    for (uint32_t i = 0; i < EDGES * 6; i++) {
        for (int32_t shift = -31; shift <= 30; shift++) {
            check_requantise(edge(i / 6), multipliers[i % 6], shift);
        }
    }
    uint64_t seed = 3;
    uint32_t once_differs = 0;
    for (uint32_t i = 0; i < RANDOM_CASES; i++) {
        uint64_t random = test_random(&seed);
        int32_t multiplier = (int32_t)(1u << 30 | (uint32_t)random >> 2);
        int32_t value = (int32_t)(random >> 32);
        check_requantise(value, multiplier, (int32_t)(i % 62) - 31);
        int32_t sum = value >> 12; /* as accumulators are */
        int32_t shift = -(int32_t)(i % 12);
        check_requantise(sum, multiplier, shift);
        once_differs += requantise_rounding_once(sum, multiplier, shift) !=
                        mwi_requantise(sum, multiplier, shift);
    }
    assert_true(once_differs > RANDOM_CASES / 1000);
}

static int32_t q31(long double value)
{
    long double scaled = roundl(value * 2147483648.0L);
    return scaled >= 2147483647.0L ? INT32_MAX : (int32_t)scaled;
}

/* exp_on_interval_between_negative_one_quarter_and_0_excl */
static int32_t exp_near_zero(int32_t a)
{
    int32_t constant = q31(expl(-0.125L));
    int32_t x = a + (1 << 28);
    int32_t x2 = high_multiply(x, x);
    int32_t x3 = high_multiply(x2, x);
    int32_t x4 = high_multiply(x2, x2);
    int32_t sum = high_multiply(divide(x4, 2) + x3, q31(1.0L / 3));
    int32_t polynomial = divide(sum + x2, 1);
    return constant + high_multiply(constant, x + polynomial);
}

/* exp_on_negative_values of an argument with so many integer bits */
static int32_t exp_on_negative(int32_t a, int32_t integer_bits)
{
    int64_t quarter = (int64_t)1 << (29 - integer_bits);
    int64_t rest = (int64_t)a & (quarter - 1);
    int32_t result = exp_near_zero((int32_t)((rest - quarter) * (1 << integer_bits)));
    int64_t remainder = rest - quarter - a;
    for (int32_t power = -2; power < integer_bits; power++) {
        if (remainder & (int64_t)1 << (31 - integer_bits + power)) {
            result = high_multiply(result, q31(expl(-ldexpl(1, power))));
        }
    }
    return a == 0 ? INT32_MAX : result;
}

/* one_over_one_plus_x_for_x_in_0_1 */
static int32_t one_over_one_plus(int32_t a)
{
    int64_t sum = (int64_t)a + INT32_MAX;
    int32_t half = (int32_t)((sum + (sum >= 0 ? 1 : -1)) / 2);
    int32_t x = q31(48.0L / 17 / 4) + high_multiply(half, q31(-32.0L / 17 / 4));
    for (int32_t round = 0; round < 3; round++) {
        int32_t product = high_multiply(x, (1 << 29) - high_multiply(half, x));
        x = wrapped((int64_t)x + saturating_left(product, 2));
    }
    return saturating_left(x, 1);
}

static long double worst(long double so_far, int32_t got, long double want)
{
    long double error = fabsl((long double)got - want);
    return error > so_far ? error : so_far;
}

static void check_exp(int32_t integer_bits)
{
    uint64_t seed = 4;
    long double error = 0;
    for (uint32_t i = 0; i < RANDOM_CASES; i++) {
        uint64_t random = test_random(&seed);
        int32_t a = -(int32_t)((uint32_t)random >> 1 >> (random >> 59));
        a = i < 100000 ? -(int32_t)i : i < 100256 ? INT32_MIN + (int32_t)(i - 100000) : a;
        int32_t got = mwi_exp_on_negative(a, integer_bits);
        int32_t want = exp_on_negative(a, integer_bits);
        if (got != want) {
            fail_msg("e^(%d / 2^%d): got %d, want %d", a, 31 - integer_bits, got, want);
        }
        error = worst(error, got, expl(ldexpl(a, integer_bits - 31)) * 2147483648.0L);
    }
    print_message("exp: within %.1Lf of 2^31\n", error);
    assert_true(error < 600.0L); /* what its series to the fourth power can */
}

static void exp_is_the_published_one(void **state)
{
    (void)state;
    check_exp(5); /* SOFTMAX */
    check_exp(4); /* LOGISTIC */
}

static void reciprocal_is_the_published_one(void **state)
{
    (void)state;
    uint64_t seed = 5;
    long double error = 0;
    for (uint32_t i = 0; i < RANDOM_CASES; i++) {
        uint64_t random = test_random(&seed);
        int32_t a = (int32_t)((uint32_t)random >> 1 >> (i % 8 ? 0 : random >> 59));
        a = i < 100000 ? (int32_t)i : i < 200000 ? INT32_MAX - (int32_t)(i - 100000) : a;
        int32_t got = mwi_one_over_one_plus_q0_31(a);
        if (got != one_over_one_plus(a)) {
            fail_msg("1 / (1 + %d / 2^31): got %d, want %d", a, got, one_over_one_plus(a));
        }
        error = worst(error, got, 2147483648.0L / (1 + ldexpl(a, -31)));
    }
    print_message("1 / (1 + x): within %.1Lf of 2^31\n", error);
    assert_true(error < 8.0L);
}

static void small_helpers(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < EDGES * EDGES; i++) {
        int32_t a = edge(i % EDGES), b = edge(i / EDGES);
        assert_int_equal(mwi_wrap_add(a, b), wrapped((int64_t)a + b));
        assert_int_equal(mwi_wrap_shift_left(a, (int32_t)(i % 32)),
                         wrapped((int64_t)a * ((int64_t)1 << i % 32)));
        assert_int_equal(mwi_clamp(a, -100, 100), a < -100 ? -100 : a > 100 ? 100 : a);
    }
    assert_int_equal(mwi_leading_zeros(0), 32);
    for (uint32_t i = 0; i < 32; i++) {
        assert_int_equal(mwi_leading_zeros(1u << i), 31 - i);
        assert_int_equal(mwi_leading_zeros(UINT32_MAX >> i), i);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(multiply_is_the_published_one),
        cmocka_unit_test(division_rounds_halves_away),
        cmocka_unit_test(requantise_rounds_twice),
        cmocka_unit_test(exp_is_the_published_one),
        cmocka_unit_test(reciprocal_is_the_published_one),
        cmocka_unit_test(small_helpers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
