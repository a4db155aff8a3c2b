/* SPDX-License-Identifier: Apache-2.0
 *
 * SOFTMAX's reference kernel where TensorFlow Lite Micro has no answer: rows of so many equal
 * numbers that it stops the program. Every share of a row of n equal numbers is 1 / n, so the
 * output is 256 / n - 128, rounded. */
#include <string.h>

#include "kernels/kernels.h"
#include "support/support.h"

enum { DEPTH_MAX = 4095 };

static void test_equal_numbers(void **state)
{
    (void)state;
    for (int32_t depth = 1; depth <= DEPTH_MAX; depth++) {
        const mw_softmax_parameters p = {.rows = 1,
                                         .depth = depth,
                                         .multiplier = 1 << 30, /* a scale of 1 / 16 */
                                         .shift = 23,
                                         .difference_min = -248};
        test_guarded input = test_guarded_new((size_t)depth, 1);
        test_guarded output = test_guarded_new((size_t)depth, 1);
        memset(input.data, (int)(depth % 256), (size_t)depth);
        mw_softmax_s8_reference(&p, (const int8_t *)input.data, (int8_t *)output.data);
        /* In the middle, at 512, the fixed-point share is just below a half. */
        int32_t share = depth == 512 ? 0 : (2 * 256 + depth) / (2 * depth);
        int32_t want = share - 128 > 127 ? 127 : share - 128;
        for (int32_t i = 0; i < depth; i++) {
            assert_int_equal((int8_t)output.data[i], want);
        }
        test_guarded_free(&input);
        test_guarded_free(&output);
    }
}

/* One great number among many small ones takes all, however long the row is. */
static void test_one_stands_out(void **state)
{
    (void)state;
    static int8_t row[DEPTH_MAX];
    static int8_t shares[DEPTH_MAX];
    const mw_softmax_parameters p = {
        .rows = 1, .depth = DEPTH_MAX, .multiplier = 1 << 30, .shift = 23, .difference_min = -248};
    memset(row, -128, sizeof row);
    row[1000] = 127; /* 255 / 16 above the others: e^-16 * 4094 is 0.0005 */
    mw_softmax_s8_reference(&p, row, shares);
    for (int32_t i = 0; i < DEPTH_MAX; i++) {
        assert_int_equal(shares[i], i == 1000 ? 127 : -128);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_equal_numbers),
        cmocka_unit_test(test_one_stands_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
