/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads a folder of golden vectors: index.txt says what in.bin and out.bin hold, one fact a line:
 *
 *     model FILE BYTES CRC-32
 *     input NUMBER TYPE SHAPE BYTES SCALE ZERO_POINT     (output likewise)
 *     count CASES
 *     case NAME reset|keep INPUT_BYTES OUTPUT_BYTES */
#include "support/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static test_bytes read_in(const char *folder, const char *name)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return test_read_file(path);
}

static bool read_tensor(const char *line, test_golden_tensor *tensors, int *count)
{
    int number = -1;
    if (*count >= TEST_GOLDEN_TENSORS) {
        return false;
    }
    test_golden_tensor *tensor = &tensors[*count];
    return sscanf(line, "%*s %d %11s %63s %zu", &number, tensor->type, tensor->shape,
                  &tensor->bytes) == 4 &&
           number == (*count)++;
}

/* The bytes of all tensors together: what one case has of them. */
static size_t case_bytes(const test_golden_tensor *tensors, int count)
{
    size_t bytes = 0;
    for (int i = 0; i < count; i++) {
        bytes += tensors[i].bytes;
    }
    return bytes;
}

static bool read_case(const char *line, test_golden *golden, size_t *input_at, size_t *output_at)
{
    char state[6];
    test_golden_case one = {0};
    if (sscanf(line, "case %63s %5s %zu %zu", one.name, state, &one.input_bytes,
               &one.output_bytes) != 4 ||
        one.input_bytes != case_bytes(golden->inputs, golden->input_count) ||
        one.output_bytes != case_bytes(golden->outputs, golden->output_count)) {
        return false;
    }
    one.reset = strcmp(state, "reset") == 0;
    one.input = golden->input.data + *input_at;
    one.output = golden->output.data + *output_at;
    *input_at += one.input_bytes;
    *output_at += one.output_bytes;

    size_t cases_bytes = (size_t)(golden->case_count + 1) * sizeof one;
    golden->cases = realloc(golden->cases, cases_bytes);
    assert_non_null(golden->cases);
    golden->cases[golden->case_count++] = one;
    return true;
}

static bool read_model(const char *line, test_golden *golden)
{
    return sscanf(line, "model %255s %zu %x", golden->model, &golden->model_bytes,
                  &golden->model_crc) == 3;
}

test_golden test_golden_open(const char *folder)
{
    test_golden golden = {.input = read_in(folder, "in.bin"), .output = read_in(folder, "out.bin")};
    test_bytes index = read_in(folder, "index.txt");
    size_t input_at = 0;
    size_t output_at = 0;
    int count = -1;

    FILE *lines = fmemopen(index.data, index.size, "r");
    assert_non_null(lines);
    char line[512];
    while (fgets(line, sizeof line, lines) != NULL) {
        bool good = false;
        if (strncmp(line, "model ", 6) == 0) {
            good = read_model(line, &golden);
        } else if (strncmp(line, "input ", 6) == 0) {
            good = read_tensor(line, golden.inputs, &golden.input_count);
        } else if (strncmp(line, "output ", 7) == 0) {
            good = read_tensor(line, golden.outputs, &golden.output_count);
        } else if (strncmp(line, "count ", 6) == 0) {
            good = sscanf(line, "count %d", &count) == 1;
        } else if (strncmp(line, "case ", 5) == 0) {
            good = read_case(line, &golden, &input_at, &output_at);
        }
        if (!good) {
            fail_msg("%s/index.txt: cannot read: %s", folder, line);
        }
    }
    fclose(lines);
    test_bytes_free(&index);

    if (count != golden.case_count || count < 1 || input_at != golden.input.size ||
        output_at != golden.output.size) {
        fail_msg("%s: index.txt, in.bin and out.bin do not agree", folder);
    }
    return golden;
}

void test_golden_free(test_golden *golden)
{
    free(golden->cases);
    test_bytes_free(&golden->input);
    test_bytes_free(&golden->output);
    *golden = (test_golden){0};
}
