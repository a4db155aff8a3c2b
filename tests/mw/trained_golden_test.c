/* SPDX-License-Identifier: Apache-2.0
 *
 * Models that mw train wrote run in TensorFlow Lite Micro, and give the same bytes there as here:
 * tests/golden/trained has what it answered (tests/tools/trained_oracle.py made it). all_layers is
 * a network of every kind of layer, hardly trained. */
#include "support/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mw/session.h"

static uint32_t number_at(const test_bytes *bytes, size_t index)
{
    const uint8_t *at = bytes->data + 4 * index;
    return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

/* How many windows have another answer here than in the golden file. */
static uint32_t count_wrong(const char *model_path, const char *golden_path, uint32_t *windows)
{
    mw_session session;
    test_bytes golden = test_read_file(test_source(golden_path));
    uint32_t window_bytes = number_at(&golden, 1);
    uint32_t answer_bytes = number_at(&golden, 2);
    uint32_t wrong = 0;
    *windows = number_at(&golden, 0);
    assert_int_equal(golden.size, 12 + *windows * (window_bytes + answer_bytes));
    assert_true(mw_session_plan(&session, test_source(model_path), MW_PROFILE_PORTABLE));
    assert_true(mw_session_start(&session, -1));
    for (uint32_t i = 0; i < *windows; i++) {
        const uint8_t *want = golden.data + 12 + *windows * window_bytes + i * answer_bytes;
        memcpy(mw_input(&session.interpreter, 0), golden.data + 12 + i * window_bytes,
               window_bytes);
        assert_int_equal(mw_invoke(&session.interpreter), MW_OK);
        wrong += memcmp(mw_output(&session.interpreter, 0), want, answer_bytes) != 0;
    }
    mw_session_end(&session);
    test_bytes_free(&golden);
    return wrong;
}

static void check(const char *model_path, const char *golden_path)
{
    uint32_t windows;
    assert_int_equal(count_wrong(model_path, golden_path, &windows), 0);
    assert_true(windows >= 10);
}

static void test_all_layers(void **state)
{
    (void)state;
    check("tests/golden/trained/all_layers.tflite", "tests/golden/trained/all_layers.bin");
}

static void test_yes_no(void **state)
{
    (void)state;
    check("models/yes_no/yes_no.tflite", "tests/golden/trained/yes_no.bin");
}

/* The comparison notices another model's answers. */
static void test_fault_is_noticed(void **state)
{
    (void)state;
    uint32_t windows;
    assert_true(count_wrong("models/yes_no/yes_no.tflite", "tests/golden/trained/all_layers.bin",
                            &windows) > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_all_layers),
                                       cmocka_unit_test(test_yes_no),
                                       cmocka_unit_test(test_fault_is_noticed)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
