/* SPDX-License-Identifier: Apache-2.0
 *
 * The planted fault of models_test.c: golden vectors tell a model from one with changed weights. */
#include <string.h>

#include "support/planned.h"

static int count_differing(test_planned *planned, const test_golden *golden)
{
    int differing = 0;
    uint8_t output[4];
    for (int i = 0; i < golden->case_count; i++) {
        test_set_inputs(&planned->interpreter, golden->cases[i].input);
        assert_int_equal(mw_invoke(&planned->interpreter), MW_OK);
        test_get_outputs(&planned->interpreter, output);
        differing += memcmp(output, golden->cases[i].output, sizeof output) != 0;
    }
    return differing;
}

static void changed_weights_show(void **state)
{
    (void)state;
    const char *folder = test_source("tests/golden/models/micro_speech_quantized");
    test_golden golden = test_golden_open(folder);
    test_bytes model =
        test_read_file(test_source("tests/golden/models/micro_speech_quantized/model.tflite"));
    test_planned planned = test_planned_new(model.data, model.size, MW_PROFILE_PORTABLE);
    assert_int_equal(count_differing(&planned, &golden), 0);

    mw_tensor filter;
    mw_model_tensor(&planned.model, (uint32_t)mw_model_operator_input(&planned.model, 1, 1),
                    &filter);
    memset(planned.bytes.data + filter.data, 0x40, 64);
    assert_true(count_differing(&planned, &golden) > 0);
    test_planned_free(&planned);
    test_bytes_free(&model);
    test_golden_free(&golden);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(changed_weights_show)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
