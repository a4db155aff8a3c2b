/* SPDX-License-Identifier: Apache-2.0
 *
 * What milliwatt/model.h reads of a file, compared with ../shared/models/models.tsv, which was made
 * by other means: bytes, inputs, outputs and how often which operator occurs, for every model of
 * one subgraph. And that a model is read alike wherever it lies in memory. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/support.h"

#include "milliwatt/model.h"

enum {
    COLUMNS = 10,
    FILE_NAME = 0,
    BYTES = 2,
    SUBGRAPHS = 4,
    INPUTS = 6,
    OUTPUTS = 7,
    OPERATORS = 8
};

static const char *type_name(uint32_t type)
{
    switch (type) {
    case MW_FLOAT32:
        return "f32";
    case MW_INT32:
        return "int32";
    case MW_UINT8:
        return "uint8";
    case MW_INT64:
        return "int64";
    case MW_BOOL:
        return "bool";
    case MW_INT16:
        return "int16";
    case MW_INT8:
        return "int8";
    default:
        return "?";
    }
}

/* "int8[1,49,10,1]", as the table writes it. */
static void describe(const mw_model *model, uint32_t index, char *text, size_t size)
{
    mw_tensor tensor;
    mw_model_tensor(model, index, &tensor);
    int length = snprintf(text, size, "%s[", type_name(tensor.type));
    for (uint32_t d = 0; d < tensor.rank; d++) {
        length +=
            snprintf(text + length, size - (size_t)length, "%s%d", d ? "," : "", tensor.dims[d]);
    }
    snprintf(text + length, size - (size_t)length, "]");
}

/* All inputs or outputs, parted by spaces. */
static void describe_all(const mw_model *model, bool outputs, char *text, size_t size)
{
    uint32_t count = outputs ? mw_model_output_count(model) : mw_model_input_count(model);
    size_t length = 0;
    text[0] = 0;
    for (uint32_t i = 0; i < count && length < size; i++) {
        char one[128];
        describe(model, outputs ? mw_model_output(model, i) : mw_model_input(model, i), one,
                 sizeof one);
        length += (size_t)snprintf(text + length, size - length, "%s%s", i ? " " : "", one);
    }
}

static int compare(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return x < y ? 1 : x > y ? -1 : 0;
}

static bool same_operator(const mw_model *model, uint32_t a, uint32_t b)
{
    uint32_t length_a, length_b;
    const char *name_a = mw_model_operator_name(model, a, &length_a);
    const char *name_b = mw_model_operator_name(model, b, &length_b);
    return mw_model_operator_code(model, a) == mw_model_operator_code(model, b) &&
           length_a == length_b && (length_a == 0 || memcmp(name_a, name_b, length_a) == 0);
}

/* How often each kind occurs, the most frequent first; returns how many kinds there are. */
static uint32_t count_kinds(const mw_model *model, uint32_t counts[64])
{
    uint32_t kinds = 0;
    for (uint32_t i = 0; i < mw_model_operator_count(model); i++) {
        uint32_t before = 0, all = 0;
        for (uint32_t k = 0; k < mw_model_operator_count(model); k++) {
            all += same_operator(model, i, k);
            before += k < i && same_operator(model, i, k);
        }
        if (before == 0) {
            assert_true(kinds < 64);
            counts[kinds++] = all;
        }
    }
    qsort(counts, kinds, sizeof counts[0], compare);
    return kinds;
}

/* The same of "CONV_2D*5 RESHAPE". */
static uint32_t read_kinds(const char *text, uint32_t counts[64])
{
    char copy[1024];
    uint32_t kinds = 0;
    snprintf(copy, sizeof copy, "%s", text);
    for (char *word = strtok(copy, " "); word; word = strtok(NULL, " ")) {
        const char *times = strchr(word, '*');
        assert_true(kinds < 64);
        counts[kinds++] = times ? (uint32_t)atoi(times + 1) : 1;
    }
    qsort(counts, kinds, sizeof counts[0], compare);
    return kinds;
}

static void check_row(char *columns[COLUMNS], int *compared)
{
    char path[300];
    char text[2048];
    mw_model model;
    mw_diagnostic why = {-1, -1, 0, 0, ""};
    snprintf(path, sizeof path, "models/%s", columns[FILE_NAME]);
    test_bytes file = test_read_file(test_shared(path));
    assert_int_equal(file.size, atoi(columns[BYTES]));
    mw_status status = mw_model_open(&model, file.data, file.size, &why);
    if (status != MW_OK) {
        print_message("%s: %s: %s\n", path, mw_status_name(status), why.text);
        assert_int_equal(status, MW_UNSUPPORTED);
    } else if (strcmp(columns[SUBGRAPHS], "1") == 0) {
        uint32_t got[64], want[64];
        describe_all(&model, false, text, sizeof text);
        assert_string_equal(text, columns[INPUTS]);
        describe_all(&model, true, text, sizeof text);
        assert_string_equal(text, columns[OUTPUTS]);
        uint32_t kinds = count_kinds(&model, got);
        assert_int_equal(kinds, read_kinds(columns[OPERATORS], want));
        assert_memory_equal(got, want, kinds * sizeof got[0]);
        (*compared)++;
    }
    test_bytes_free(&file);
}

static void models_are_what_the_table_says(void **state)
{
    (void)state;
    int compared = 0;
    test_bytes table = test_read_file(test_shared("models/models.tsv"));
    FILE *lines = fmemopen(table.data, table.size, "r");
    assert_non_null(lines);
    char line[8192];
    assert_non_null(fgets(line, sizeof line, lines)); /* the columns' names */
    while (fgets(line, sizeof line, lines)) {
        char *columns[COLUMNS];
        char *rest = line;
        for (int i = 0; i < COLUMNS; i++) {
            columns[i] = strsep(&rest, "\t");
            assert_non_null(columns[i]);
        }
        check_row(columns, &compared);
    }
    fclose(lines);
    test_bytes_free(&table);
    print_message("%d models are what the table says\n", compared);
    assert_true(compared > 150);
}

/* Everything that can be read of a model, in one CRC. */
static uint32_t crc_of_all(const mw_model *model)
{
    uint32_t crc = 0;
    for (uint32_t i = 0; i < mw_model_tensor_count(model); i++) {
        uint32_t length;
        const char *name = mw_model_tensor_name(model, i, &length);
        mw_tensor t;
        mw_model_tensor(model, i, &t);
        uint32_t all[] = {crc,           test_crc32(name, length),
                          t.type,        t.rank,
                          t.elements,    t.bytes,
                          t.data,        t.is_variable,
                          t.scales,      t.scale_offset,
                          t.zero_points, t.zero_point_offset,
                          0 /* sums */,  (uint32_t)t.quantized_dimension};
        for (uint32_t c = 0; c < t.scales; c++) {
            all[12] += mw_model_scale_bits(model, &t, c) * (c + 1);
        }
        for (uint32_t c = 0; c < t.zero_points; c++) {
            all[12] += (uint32_t)mw_model_zero_point(model, &t, c) * (c + 1);
        }
        for (uint32_t d = 0; d < t.rank; d++) {
            all[12] += (uint32_t)t.dims[d] * (d + 7);
        }
        crc = test_crc32(all, sizeof all);
    }
    for (uint32_t i = 0; i < mw_model_operator_count(model); i++) {
        uint32_t all[16] = {crc, (uint32_t)mw_model_operator_code(model, i),
                            (uint32_t)mw_model_operator_version(model, i)};
        for (uint32_t k = 0; k < mw_model_operator_input_count(model, i); k++) {
            all[3 + k % 8] += (uint32_t)mw_model_operator_input(model, i, k) * (k + 1);
        }
        for (uint32_t k = 0; k < mw_model_operator_output_count(model, i); k++) {
            all[12] += mw_model_operator_output(model, i, k) * (k + 1);
        }
        crc = test_crc32(all, sizeof all);
    }
    return crc;
}

/* Metadata is read at any alignment: the same at eight addresses. */
static void alignment_does_not_matter(void **state)
{
    (void)state;
    static const char *const names[] = {"hello_world_int8", "micro_speech_quantized",
                                        "simple_add_model", "mnist_arduino_q", "audio_example1"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char path[200];
        snprintf(path, sizeof path, "tests/golden/models/%s/model.tflite", names[i]);
        test_bytes file = test_read_file(test_source(path));
        uint32_t want = 0;
        for (size_t off = 0; off < 8; off++) {
            test_guarded memory = test_guarded_new(file.size + off, 8);
            memcpy(memory.data + off, file.data, file.size);
            mw_model model;
            assert_int_equal(mw_model_open(&model, memory.data + off, file.size, NULL), MW_OK);
            uint32_t got = crc_of_all(&model);
            want = off == 0 ? got : want;
            assert_int_equal(got, want);
            test_guarded_free(&memory);
        }
        test_bytes_free(&file);
    }
}

/* Metadata entries are found by their whole name. */
static void metadata_is_found_by_name(void **state)
{
    (void)state;
    test_bytes file =
        test_read_file(test_source("tests/golden/models/micro_speech_quantized/model.tflite"));
    mw_model model;
    uint32_t bytes = 0;
    assert_int_equal(mw_model_open(&model, file.data, file.size, NULL), MW_OK);
    const uint8_t *found = mw_model_metadata(&model, "min_runtime_version", &bytes);
    assert_non_null(found);
    assert_true(bytes > 0 && found >= file.data && found + bytes <= file.data + file.size);
    assert_null(mw_model_metadata(&model, "min_runtime_versio", &bytes));
    assert_int_equal(bytes, 0);
    assert_null(mw_model_metadata(&model, "min_runtime_version2", &bytes));
    assert_null(mw_model_metadata(&model, "", &bytes));
    test_bytes_free(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(models_are_what_the_table_says),
        cmocka_unit_test(alignment_does_not_matter),
        cmocka_unit_test(metadata_is_found_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
