/* SPDX-License-Identifier: Apache-2.0
 *
 * Every operator against TensorFlow Lite Micro: the random models of one operator each in
 * tests/golden/operators give its bytes, with every profile's kernels, and no byte outside their
 * memory is touched. tests/tools/operators_oracle.py makes more of them:
 *
 *     operators_test [FOLDER]     the corpus of FOLDER instead of the committed one
 *
 * A case that fails is named "conv_2d 17": number 17, from 0, of conv_2d.bin. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/planned.h"
#include "support/support.h"

static const char *const operators[] = {
    "conv_2d", "depthwise_conv_2d", "fully_connected", "softmax", "reshape", "add",
    "mul",     "average_pool_2d",   "max_pool_2d",     "mean",    "pad",     "logistic",
    "quantize"};
enum { OPERATORS = sizeof operators / sizeof operators[0] };

static const mw_profile profiles[] = {MW_PROFILE_REFERENCE, MW_PROFILE_PORTABLE};

static const char *folder; /* of the corpus, where it is not the committed one */

/* A case of the corpus, pointing into its file. */
typedef struct corpus_case {
    uint32_t model_bytes, invocations, input_bytes, output_bytes;
    const uint8_t *model, *inputs, *outputs;
} corpus_case;

/* Reads the case at *at and moves on. */
static corpus_case next_case(const test_bytes *file, size_t *at)
{
    uint32_t words[4];
    assert_true(file->size - *at >= sizeof words);
    memcpy(words, file->data + *at, sizeof words);
    corpus_case found = {words[0], words[1], words[2], words[3], NULL, NULL, NULL};
    size_t left = file->size - *at - sizeof words;
    assert_true(found.model_bytes <= left && found.input_bytes <= left - found.model_bytes &&
                found.output_bytes <= left - found.model_bytes - found.input_bytes);
    found.model = file->data + *at + sizeof words;
    found.inputs = found.model + found.model_bytes;
    found.outputs = found.inputs + found.input_bytes;
    *at += sizeof words + found.model_bytes + found.input_bytes + found.output_bytes;
    return found;
}

/* Why a model is refused; false where it is not. */
static bool is_refused(const corpus_case *tried, mw_profile profile, char *text, size_t size)
{
    mw_diagnostic why = {-1, -1, 0, 0, ""};
    mw_model model;
    uint32_t bytes;
    test_guarded copy = test_guarded_new(tried->model_bytes, 8);
    memcpy(copy.data, tried->model, tried->model_bytes);
    mw_status status = mw_model_open(&model, copy.data, tried->model_bytes, &why);
    status = status ? status : mw_plan_measure(&model, test_operators, profile, &bytes, &why);
    test_guarded_free(&copy);
    if (status != MW_OK) {
        mw_diagnostic_print(&why, text, size);
    }
    return status != MW_OK;
}

/* Runs a case; where it differs writes how into text and returns false. */
static bool is_same(const corpus_case *tried, mw_profile profile, char *text, size_t size)
{
    if (is_refused(tried, profile, text, size)) {
        return false;
    }
    bool same = true;
    test_planned planned = test_planned_new(tried->model, tried->model_bytes, profile);
    size_t input_bytes = tried->input_bytes / tried->invocations;
    size_t output_bytes = tried->output_bytes / tried->invocations;
    assert_int_equal(test_input_bytes(&planned.interpreter), input_bytes);
    assert_int_equal(test_output_bytes(&planned.interpreter), output_bytes);
    uint8_t *got = malloc(output_bytes);
    assert_non_null(got);
    for (uint32_t i = 0; i < tried->invocations && same; i++) {
        const uint8_t *want = tried->outputs + i * output_bytes;
        test_set_inputs(&planned.interpreter, tried->inputs + i * input_bytes);
        assert_int_equal(mw_invoke(&planned.interpreter), MW_OK);
        test_get_outputs(&planned.interpreter, got);
        size_t at = 0;
        while (at < output_bytes && got[at] == want[at]) {
            at++;
        }
        same = at == output_bytes;
        if (!same) {
            snprintf(text, size, "invocation %u, byte %zu of %zu: %d, not %d", i, at, output_bytes,
                     (int8_t)got[at], (int8_t)want[at]);
        }
    }
    free(got);
    test_planned_free(&planned);
    return same;
}

static void test_operator(void **state)
{
    const char *name = *state;
    char path[600];
    snprintf(path, sizeof path, "%s/%s.bin",
             folder ? folder : test_source("tests/golden/operators"), name);
    test_bytes file = test_read_file(path);
    uint32_t number = 0;
    uint32_t failed = 0;
    for (size_t at = 0; at < file.size; number++) {
        corpus_case tried = next_case(&file, &at);
        for (size_t p = 0; p < sizeof profiles / sizeof profiles[0]; p++) {
            char text[200];
            if (!is_same(&tried, profiles[p], text, sizeof text)) {
                failed++;
                print_error("%s %u, profile %d: %s\n", name, number, (int)profiles[p], text);
            }
        }
    }
    test_bytes_free(&file);
    assert_true(number > 0);
    if (failed) {
        fail_msg("%s: %u of %u cases and profiles differ", name, failed, 2 * number);
    }
}

int main(int argc, char **argv)
{
    struct CMUnitTest tests[OPERATORS];
    folder = argc > 1 ? argv[1] : NULL;
    for (size_t i = 0; i < OPERATORS; i++) {
        tests[i] = (struct CMUnitTest)cmocka_unit_test_prestate(test_operator, NULL);
        tests[i].name = operators[i];
        tests[i].initial_state = (void *)(uintptr_t)operators[i];
    }
    return _cmocka_run_group_tests("operators", tests, OPERATORS, NULL, NULL);
}
