/* SPDX-License-Identifier: Apache-2.0
 *
 * base/scale.h against the floating point of this machine, which is IEEE 754: what TensorFlow Lite
 * computes in double and float32.
 *
 * Random scales cannot tell a quotient that is rounded once, to 31 bits, from one that is rounded
 * to 53 bits first: they differ in about one case of 2^23. So such cases are constructed: quotients
 * that lie below the middle of two 31-bit numbers by less than half a unit of 53 bits. A function
 * that rounds once is shown to fail on every one of them. */
#include "base/scale.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "support/support.h"

_Static_assert(FLT_EVAL_METHOD == 0, "float and double are to be computed as such");

__extension__ typedef unsigned __int128 wide;

enum { RANDOM_CASES = 2000000, MIDPOINT_CASES = 20000, CLAMP_CASES = 4000000 };

static float float_of(uint32_t bits)
{
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static uint32_t bits_of(float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

static uint32_t bits_of_product(uint32_t significand, int exponent)
{
    return bits_of((float)ldexp((double)significand, exponent));
}

typedef struct multiplier {
    int32_t multiplier, shift;
} multiplier;

/* As TensorFlow Lite defines it, but for shifts above 30, which it leaves undefined. */
static multiplier from_double(double value)
{
    int shift = 0;
    int64_t q31 = (int64_t)round(frexp(value, &shift) * 2147483648.0);
    if (q31 == (int64_t)1 << 31) {
        q31 /= 2;
        shift++;
    }
    if (shift < -31) {
        return (multiplier){0, 0};
    }
    return shift > 30 ? (multiplier){INT32_MAX, 30} : (multiplier){(int32_t)q31, shift};
}

static double quotient_of(uint32_t a, uint32_t b, uint32_t c)
{
    return (double)float_of(a) * (double)float_of(b) / (double)float_of(c);
}

static multiplier under_test(uint32_t a, uint32_t b, uint32_t c)
{
    multiplier got;
    mwi_scale_to_multiplier(a, b, c, &got.multiplier, &got.shift);
    return got;
}

static bool same(multiplier a, multiplier b)
{
    return a.multiplier == b.multiplier && a.shift == b.shift;
}

static void check_number(uint32_t a, uint32_t b, uint32_t c, int32_t power)
{
    int exponent = 0;
    double fraction = frexp(ldexp(quotient_of(a, b, c), power), &exponent);
    mwi_number got = mwi_quotient_as_double(a, b, c, power);
    if (((uint64_t)got.high << 32 | got.low) != (uint64_t)ldexp(fraction, 64) ||
        got.exponent != exponent) {
        fail_msg("%08x * %08x / %08x * 2^%d: %016llx, 2^%d", a, b, c, power,
                 (unsigned long long)got.high << 32 | got.low, got.exponent);
    }
}

static void check_triple(uint32_t a, uint32_t b, uint32_t c)
{
    multiplier want = from_double(quotient_of(a, b, c));
    multiplier got = under_test(a, b, c);
    if (!same(got, want)) {
        fail_msg("%08x * %08x / %08x: got %d, shift %d; want %d, shift %d", a, b, c, got.multiplier,
                 got.shift, want.multiplier, want.shift);
    }
    check_number(a, b, c, (int32_t)(a % 41) - 20);
}

/* A rounding too few: exactly, to 31 bits, halves away from zero. The planted fault. */
static multiplier rounded_once(uint32_t a, uint32_t b, uint32_t c)
{
    int ea = 0, eb = 0, ec = 0;
    uint64_t product = (uint64_t)ldexp(frexp((double)float_of(a), &ea), 24) *
                       (uint64_t)ldexp(frexp((double)float_of(b), &eb), 24);
    uint64_t divisor = (uint64_t)ldexp(frexp((double)float_of(c), &ec), 24);
    int exponent = ea + eb - ec - 24;
    int bits = 0; /* of the quotient: 32, so that the last is the half */
    while (((wide)product << bits) / divisor < (uint64_t)1 << 31) {
        bits++;
    }
    uint64_t twice = (uint64_t)(((wide)product << bits) / divisor);
    return from_double(ldexp((double)((twice + 1) / 2), exponent - bits + 1));
}

/* The inverse of number modulo an odd modulus without a common factor, by Euclid's algorithm; 0
 * where there is none. */
static int64_t inverse(int64_t number, int64_t modulus)
{
    int64_t r0 = modulus, r1 = number % modulus, t0 = 0, t1 = 1;
    while (r1 != 0) {
        int64_t q = r0 / r1;
        int64_t r2 = r0 - q * r1, t2 = t0 - q * t1;
        r0 = r1, r1 = r2, t0 = t1, t1 = t2;
    }
    return r0 != 1 ? 0 : t0 < 0 ? t0 + modulus : t0;
}

/* Finds a, so that a * b * 2^bits / c = an odd number of 32 bits - rest / c: below the middle of
 * two 31-bit numbers by less than half a unit of 53 bits, as rest is small. 0: there is none. */
static uint32_t midpoint_factor(uint32_t b, uint32_t c, uint32_t rest)
{
    for (int bits = 6; bits < 33; bits++) {
        int64_t power = (int64_t)(((uint64_t)1 << bits) % c);
        int64_t both = (int64_t)((uint64_t)power * b % c);
        uint64_t a = (uint64_t)(inverse(both, c) * (int64_t)(c - rest) % c);
        wide twice = ((wide)(a * b) << bits) / c;
        if (a > 0 && twice >= (uint64_t)1 << 31 && twice < (uint64_t)1 << 32) {
            return (uint32_t)a;
        }
    }
    return 0;
}

static void the_documented_case_rounds_twice(void **state)
{
    (void)state;
    uint32_t a = bits_of(9529800.0f), one = bits_of(1.0f), c = bits_of(16249747.0f);
    check_triple(a, one, c);
    assert_false(same(rounded_once(a, one, c), from_double(quotient_of(a, one, c))));
}

static void near_midpoints_round_twice(void **state)
{
    (void)state;
    uint64_t seed = 7;
    uint32_t found = 0;
    while (found < MIDPOINT_CASES) {
        uint64_t random = test_random(&seed);
        uint32_t c = (uint32_t)(random & 0x3fffff) * 2 + 0x800001; /* 24 bits and odd */
        uint32_t b = found % 4 ? (uint32_t)(random >> 24 & 0x7fffff) + 0x800000 : 1;
        uint32_t rest = random >> 60 & 1 ? 1 : 3; /* odd, and at most c / 2^22 */
        uint32_t a = rest == 3 && c < 3u << 22 ? 0 : midpoint_factor(b, c, rest);
        if (a == 0) {
            continue;
        }
        uint32_t triple[3] = {bits_of_product(a, (int)(random >> 48 & 31) - 50),
                              bits_of_product(b, (int)(random >> 53 & 15) - 32),
                              bits_of_product(c, (int)(random >> 57 & 7) - 30)};
        check_triple(triple[0], triple[1], triple[2]);
        multiplier once = rounded_once(triple[0], triple[1], triple[2]);
        if (same(once, from_double(quotient_of(triple[0], triple[1], triple[2]))) &&
            once.multiplier != 0) {
            fail_msg("%u * %u / %u is no near-midpoint", a, b, c);
        }
        found++;
    }
}

/* Exact halves of the last bit: two odd numbers whose product has 32 bits. Away from zero. */
static void exact_halves_round_away(void **state)
{
    (void)state;
    uint64_t seed = 8;
    uint32_t to_even_differs = 0;
    for (uint32_t found = 0; found < 20000;) {
        uint32_t a = (uint32_t)test_random(&seed) & 0xffff,
                 b = (uint32_t)test_random(&seed) & 0xffff;
        uint64_t product = (uint64_t)(a | 1) * (b | 1);
        if (product >> 31 == 0) {
            continue;
        }
        check_triple(bits_of_product(a | 1, -20), bits_of_product(b | 1, -20), bits_of(1.0f));
        to_even_differs += product / 2 % 2 == 0; /* down to even, but up away from zero */
        found++;
    }
    assert_true(to_even_differs > 5000);
}

/* Quotients just below a power of two, which round up to it. */
static void carries_reach_the_next_power(void **state)
{
    (void)state;
    uint32_t carried = 0;
    for (uint32_t z = 0; z < 40000; z++) {
        uint32_t a = bits_of_product(0xfffffe, -24), b = bits_of_product(0x800001 + z, -23),
                 c = bits_of_product(0x800000 + z, -23);
        check_triple(a, b, c);
        double quotient = quotient_of(a, b, c);
        carried += quotient < 1.0 && from_double(quotient).multiplier == 1 << 30;
    }
    assert_true(carried > 1000);
}

/* Scales as models have them, and any bits at all, subnormal ones too. */
static void random_scales_equal_double(void **state)
{
    (void)state;
    uint64_t seed = 9;
    uint32_t subnormal = 0;
    for (uint32_t i = 0; i < RANDOM_CASES; i++) {
        uint32_t scale[3];
        for (uint32_t k = 0; k < 3; k++) {
            uint64_t random = test_random(&seed);
            uint32_t exponent = i % 2 ? 127 - 20 + (uint32_t)(random >> 32) % 24
                                      : (uint32_t)(random >> 32) % (i % 8 ? 255 : 2);
            scale[k] = exponent << 23 | ((uint32_t)random & 0x7fffff);
            scale[k] = scale[k] ? scale[k] : 1;
            assert_true(mwi_scale_is_sound(scale[k]));
            subnormal += exponent == 0;
        }
        check_triple(scale[0], scale[1], scale[2]);
    }
    assert_true(subnormal > RANDOM_CASES / 16);
}

/* All sorts of significands at all exponents' borders. */
static void edges_equal_double(void **state)
{
    (void)state;
    static const uint32_t edges[] = {1,          2,          3,          0x3fffff,   0x400000,
                                     0x7ffffe,   0x7fffff,   0x800000,   0x800001,   0xffffff,
                                     0x1000000,  0x33800000, 0x3b808081, 0x3effffff, 0x3f000000,
                                     0x3f7fffff, 0x3f800000, 0x3f800001, 0x4b7fffff, 0x7f7fffff};
    enum { COUNT = sizeof edges / sizeof edges[0] };
    for (uint32_t i = 0; i < COUNT * COUNT * COUNT; i++) {
        check_triple(edges[i % COUNT], edges[i / COUNT % COUNT], edges[i / COUNT / COUNT]);
    }
}

static void sound_scales_are_positive_and_finite(void **state)
{
    (void)state;
    static const uint32_t sound[] = {1, 0x7fffff, 0x800000, 0x3f800000, 0x7f7fffff};
    static const uint32_t unsound[] = {0,          0x7f800000, 0x7f800001, 0x7fffffff, 0x80000000,
                                       0x80000001, 0xbf800000, 0xff800000, 0xffffffff};
    for (uint32_t i = 0; i < sizeof sound / sizeof sound[0]; i++) {
        assert_true(mwi_scale_is_sound(sound[i]));
        assert_true(isfinite(float_of(sound[i])) && float_of(sound[i]) > 0);
    }
    for (uint32_t i = 0; i < sizeof unsound / sizeof unsound[0]; i++) {
        assert_false(mwi_scale_is_sound(unsound[i]));
    }
}

static void check_clamp(float bound, uint32_t scale)
{
    float quotient = roundf(bound / float_of(scale));
    int32_t want = quotient >= 2147483648.0f ? INT32_MAX : (int32_t)quotient;
    int32_t got = mwi_quotient_as_integer(bits_of(bound), scale);
    if (got != want) {
        fail_msg("%g / %08x: got %d, want %d", (double)bound, scale, got, want);
    }
}

/* What 6 / scale gives without the rounding to float32 in between: the planted fault. */
static int32_t clamp_rounded_once(uint32_t scale)
{
    return (int32_t)round(6.0 / (double)float_of(scale));
}

static void clamps_equal_float(void **state)
{
    (void)state;
    uint32_t documented = bits_of(0.023121388629f);
    assert_int_equal(mwi_quotient_as_integer(bits_of(6.0f), documented), 260);
    assert_int_equal(clamp_rounded_once(documented), 259);

    uint64_t seed = 10;
    for (uint32_t i = 0; i < CLAMP_CASES; i++) {
        uint64_t random = test_random(&seed);
        uint32_t exponent =
            i % 4 ? 127 - 20 + (uint32_t)(random >> 32) % 24 : (uint32_t)(random >> 32) % 255;
        uint32_t scale = exponent << 23 | ((uint32_t)random & 0x7fffff);
        check_clamp(i & 1 ? 6.0f : 1.0f, scale ? scale : 1);
    }
}

/* Scales whose quotient lies around n + 1/2. */
static void clamps_near_halves_equal_float(void **state)
{
    (void)state;
    uint32_t once_fails = 0;
    for (uint32_t n = 0; n < 100000; n++) {
        uint32_t middle = bits_of((float)(6.0 / (n + 0.5)));
        for (uint32_t scale = middle - 3; scale <= middle + 3; scale++) {
            check_clamp(6.0f, scale);
            check_clamp(1.0f, scale);
            once_fails +=
                clamp_rounded_once(scale) != mwi_quotient_as_integer(bits_of(6.0f), scale);
        }
    }
    assert_true(once_fails > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_documented_case_rounds_twice),
        cmocka_unit_test(near_midpoints_round_twice),
        cmocka_unit_test(exact_halves_round_away),
        cmocka_unit_test(carries_reach_the_next_power),
        cmocka_unit_test(random_scales_equal_double),
        cmocka_unit_test(edges_equal_double),
        cmocka_unit_test(sound_scales_are_positive_and_finite),
        cmocka_unit_test(clamps_equal_float),
        cmocka_unit_test(clamps_near_halves_equal_float),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
