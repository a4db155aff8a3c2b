/* SPDX-License-Identifier: Apache-2.0
 *
 * The writer of .tflite files: what was described is what the library's reader finds; constants are
 * aligned; every reference points forward and stays inside; equal vectors are there once; a model
 * computes what its description says, worked out by hand. That TensorFlow Lite Micro reads such
 * files and computes the same is in golden vectors of models that were written so. */
#include "support/support.h"

#include <stdlib.h>
#include <string.h>

#include "milliwatt.h"
#include "mw/session.h"
#include "mw/tflite/flatbuffer_builder.h"
#include "mw/tflite/model_writer.h"

static const float one = 1.0F, half = 0.5F, many[2] = {0.5F, 0.25F};
static const int8_t weights[6] = {1, 2, 3, -1, -2, -3};
static const int32_t biases[2] = {10, 4};
static const int32_t axes[2] = {1, 2};

/* input [1,4,1,1] -> CONV_2D of 3 x 1, 2 channels, valid -> [1,2,1,2] -> MEAN -> [1,2] */
static const mw_tflite_tensor tensors[] = {
    {.type = MW_INT8, .rank = 4, .dims = {1, 4, 1, 1}, .scales = &one, .scale_count = 1},
    {.type = MW_INT8,
     .rank = 4,
     .dims = {2, 3, 1, 1},
     .data = weights,
     .data_bytes = 6,
     .scales = many,
     .scale_count = 2},
    {.type = MW_INT32, .rank = 1, .dims = {2}, .data = biases, .data_bytes = 8},
    {.type = MW_INT8,
     .rank = 4,
     .dims = {1, 2, 1, 2},
     .scales = &half,
     .scale_count = 1,
     .zero_point = -5},
    {.type = MW_INT32, .rank = 1, .dims = {2}, .data = axes, .data_bytes = 8},
    {.type = MW_INT8,
     .rank = 2,
     .dims = {1, 2},
     .scales = &half,
     .scale_count = 1,
     .zero_point = -5},
};

static const mw_tflite_operator operators[] = {
    {.code = MW_TFLITE_CONV_2D,
     .inputs = {0, 1, 2},
     .input_count = 3,
     .output = 3,
     .padding = MW_TFLITE_VALID,
     .stride_height = 1,
     .stride_width = 1},
    {.code = MW_TFLITE_MEAN, .inputs = {3, 4}, .input_count = 2, .output = 5},
};

static const mw_tflite_metadata metadata[] = {{MW_METADATA_LABELS, "a\nb\n", 4},
                                              {"other", "xyz", 3}};

static const mw_tflite_model description = {tensors, 6, operators, 2, 0, 5, metadata, 2};

static void test_read_back(void **state)
{
    (void)state;
    uint8_t *bytes;
    size_t size;
    mw_model model;
    mw_tensor tensor;
    mw_diagnostic why = {-1, -1, 0, 0, ""};
    mw_tflite_write(&description, &bytes, &size);
    assert_int_equal(mw_model_open(&model, bytes, size, &why), MW_OK);
    assert_int_equal(mw_model_tensor_count(&model), 6);
    assert_int_equal(mw_model_operator_count(&model), 2);
    assert_int_equal(mw_model_input(&model, 0), 0);
    assert_int_equal(mw_model_output(&model, 0), 5);
    assert_int_equal(mw_model_operator_code(&model, 0), 3);
    assert_int_equal(mw_model_operator_version(&model, 0), 3);
    assert_int_equal(mw_model_operator_code(&model, 1), 40);
    for (uint32_t i = 0; i < 6; i++) {
        mw_model_tensor(&model, i, &tensor);
        assert_int_equal(tensor.type, tensors[i].type);
        assert_int_equal(tensor.rank, tensors[i].rank);
        assert_memory_equal(tensor.dims, tensors[i].dims, tensor.rank * sizeof(int32_t));
        assert_int_equal(tensor.scales, tensors[i].scale_count);
        if (tensors[i].data) {
            assert_int_equal(tensor.data % 16, 0);
            assert_memory_equal(bytes + tensor.data, tensors[i].data, tensors[i].data_bytes);
        }
    }
    mw_model_tensor(&model, 1, &tensor);
    assert_int_equal(mw_model_scale_bits(&model, &tensor, 1), 0x3e800000);
    mw_model_tensor(&model, 3, &tensor);
    assert_int_equal(mw_model_zero_point(&model, &tensor, 0), -5);
    uint32_t length;
    assert_memory_equal(mw_model_metadata(&model, MW_METADATA_LABELS, &length), "a\nb\n", 4);
    assert_int_equal(length, 4);
    assert_memory_equal(mw_model_metadata(&model, "other", &length), "xyz", 3);
    assert_int_equal(length, 3);
    free(bytes);
}

/* 1 + 4 + 9 = 14 and 2 + 6 + 18 = 26 plus 10, times 0.5, over 0.5: 24 and 36, their mean 30, less
 * 5. The other channel: -14 and -26 plus 4, times 0.25, over 0.5: -5 and -11, mean -8, less 5. */
static void test_computes(void **state)
{
    (void)state;
    const int8_t input[4] = {1, 2, 3, 6};
    uint8_t *bytes;
    size_t size;
    mw_model model;
    mw_interpreter interpreter;
    uint32_t plan_bytes;
    mw_diagnostic why = {-1, -1, 0, 0, ""};
    mw_tflite_write(&description, &bytes, &size);
    assert_int_equal(mw_model_open(&model, bytes, size, &why), MW_OK);
    assert_int_equal(
        mw_plan_measure(&model, mw_all_operators, MW_PROFILE_PORTABLE, &plan_bytes, &why), MW_OK);
    void *plan = malloc(plan_bytes);
    assert_int_equal(
        mw_plan_make(&model, mw_all_operators, MW_PROFILE_PORTABLE, plan, plan_bytes, &why), MW_OK);
    mw_sizes sizes = mw_plan_sizes(plan);
    void *arena = malloc(sizes.arena);
    assert_int_equal(mw_interpreter_init(&interpreter, bytes, size, mw_all_kernels, plan, NULL, 0,
                                         arena, sizes.arena, &why),
                     MW_OK);
    memcpy(mw_input(&interpreter, 0), input, sizeof input);
    assert_int_equal(mw_invoke(&interpreter), MW_OK);
    const int8_t *output = mw_output(&interpreter, 0);
    assert_int_equal(output[0], 30 - 5);
    assert_int_equal(output[1], -8 - 5);
    free(arena);
    free(plan);
    free(bytes);
}

/* Equal vectors share their bytes, whoever refers to them; every reference points forward. */
static void test_sharing(void **state)
{
    (void)state;
    const mw_fb_field fields[] = {{4, 0}, {4, 0}, {0, 0}, {1, 9}, {4, 0}};
    const uint32_t numbers[3] = {7, 8, 9};
    const uint32_t others[3] = {7, 8, 10};
    uint32_t at[5];
    mw_fb fb;
    mw_fb_begin(&fb, "TEST");
    uint32_t table = mw_fb_table(&fb, fields, 5, at);
    mw_fb_share(&fb, at[0], numbers, 3, 4, 4);
    mw_fb_share(&fb, at[1], numbers, 3, 4, 4);
    mw_fb_share(&fb, at[4], others, 3, 4, 16);
    mw_fb_end(&fb, table);
    uint32_t targets[3];
    const uint32_t places[3] = {at[0], at[1], at[4]};
    for (int i = 0; i < 3; i++) {
        uint32_t distance;
        memcpy(&distance, fb.bytes + places[i], 4);
        assert_true(distance > 0 && distance < fb.size);
        targets[i] = places[i] + distance;
    }
    assert_int_equal(targets[0], targets[1]);
    assert_int_not_equal(targets[0], targets[2]);
    assert_int_equal((targets[2] + 4) % 16, 0);
    assert_memory_equal(fb.bytes + targets[0] + 4, numbers, sizeof numbers);
    assert_int_equal(fb.bytes[at[3]], 9);
    assert_int_equal(fb.size % 4, 0);
    mw_fb_free(&fb);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read_back),
        cmocka_unit_test(test_computes),
        cmocka_unit_test(test_sharing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
