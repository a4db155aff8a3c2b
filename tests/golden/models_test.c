/* SPDX-License-Identifier: Apache-2.0
 *
 * Whole models equal TensorFlow Lite Micro in every byte: all golden cases, and for the traced ones
 * what each operator put out. The models of models_int8.txt with ../shared, and small copies that
 * stand in models/ beside this file, each with the variants of two profiles.
 *
 * trace.txt has a block for some of the cases:
 *
 *     trace random0
 *     op 5 RESHAPE output 0 tensor 15 int8 80 ce724e7d     CRC-32 of the tensor's bytes */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/planned.h"

/* A case of this program: a model with a profile. */
typedef struct subject {
    const char *name;
    bool is_copy;
    mw_profile profile;
} subject;

typedef struct traced_output {
    uint32_t operator_index, output, tensor, crc;
    size_t bytes;
} traced_output;

/* CRC-32 of what every tensor holds after an invocation in steps; of an operator that has no node
 * (RESHAPE) that of its input. */
static uint32_t *trace_tensors(test_planned *p)
{
    uint32_t *crcs = calloc(mw_model_tensor_count(&p->model) + 1, sizeof *crcs);
    assert_non_null(crcs);
    mw_tensor tensor;
    for (uint32_t i = 0; i < mw_model_input_count(&p->model); i++) {
        mw_model_tensor(&p->model, mw_model_input(&p->model, i), &tensor);
        crcs[mw_model_input(&p->model, i)] = test_crc32(mw_input(&p->interpreter, i), tensor.bytes);
    }
    uint32_t node = 0;
    for (uint32_t op = 0; op < mw_model_operator_count(&p->model); op++) {
        mw_node_info info = {0};
        bool has_node =
            mw_node_info_get(&p->interpreter, node, &info) == MW_OK && info.operator_index == op;
        if (has_node) {
            assert_int_equal(mw_node_next(&p->interpreter), node);
            assert_int_equal(mw_invoke_nodes(&p->interpreter, 1), MW_OK);
        }
        for (uint32_t i = 0; i < mw_model_operator_output_count(&p->model, op); i++) {
            uint32_t number = mw_model_operator_output(&p->model, op, i);
            mw_model_tensor(&p->model, number, &tensor);
            crcs[number] = has_node
                               ? test_crc32(mw_node_place(&p->interpreter, node, i), tensor.bytes)
                               : crcs[mw_model_operator_input(&p->model, op, 0)];
        }
        node += has_node;
    }
    assert_int_equal(node, mw_node_count(&p->interpreter));
    return crcs;
}

static void check_line(const test_planned *p, const char *name, const char *line,
                       const uint32_t *crcs)
{
    traced_output want;
    if (sscanf(line, "op %u %*s output %u tensor %u %*s %zu %x", &want.operator_index, &want.output,
               &want.tensor, &want.bytes, &want.crc) != 5) {
        fail_msg("cannot read the trace: %s", line);
    }
    mw_tensor tensor;
    mw_model_tensor(&p->model, want.tensor, &tensor);
    assert_int_equal(mw_model_operator_output(&p->model, want.operator_index, want.output),
                     want.tensor);
    assert_int_equal(tensor.bytes, want.bytes);
    if (crcs[want.tensor] != want.crc) {
        fail_msg("case %s: got %08x, want %s", name, crcs[want.tensor], line);
    }
}

static const test_golden_case *find_case(const test_golden *golden, const char *name)
{
    for (int i = 0; i < golden->case_count; i++) {
        if (strcmp(golden->cases[i].name, name) == 0) {
            return &golden->cases[i];
        }
    }
    fail_msg("trace of case %s, which is not there", name);
    return NULL;
}

/* All blocks of trace.txt; returns how many lines were compared. */
static int check_traces(test_planned *p, const test_golden *golden, const char *folder)
{
    char path[600];
    char line[256];
    char name[64] = "";
    uint32_t *crcs = NULL;
    int lines = 0;
    snprintf(path, sizeof path, "%s/trace.txt", folder);
    FILE *trace = fopen(path, "r");
    assert_non_null(trace);
    while (fgets(line, sizeof line, trace)) {
        if (sscanf(line, "trace %63s", name) == 1) {
            mw_reset(&p->interpreter);
            test_set_inputs(&p->interpreter, find_case(golden, name)->input);
            free(crcs);
            crcs = trace_tensors(p);
        } else {
            assert_non_null(crcs);
            check_line(p, name, line, crcs);
            lines++;
        }
    }
    fclose(trace);
    free(crcs);
    return lines;
}

static void check_interface(const test_planned *p, const test_golden *golden)
{
    mw_tensor_info info;
    assert_int_equal(mw_input_count(&p->interpreter), golden->input_count);
    assert_int_equal(mw_output_count(&p->interpreter), golden->output_count);
    for (int i = 0; i < golden->input_count; i++) {
        assert_int_equal(mw_input_info(&p->interpreter, (uint32_t)i, &info), MW_OK);
        assert_int_equal(info.bytes, golden->inputs[i].bytes);
    }
    for (int i = 0; i < golden->output_count; i++) {
        assert_int_equal(mw_output_info(&p->interpreter, (uint32_t)i, &info), MW_OK);
        assert_int_equal(info.bytes, golden->outputs[i].bytes);
    }
}

static void check_cases(test_planned *p, const test_golden *golden)
{
    uint8_t *output = malloc(test_output_bytes(&p->interpreter) + 1);
    assert_non_null(output);
    for (int i = 0; i < golden->case_count; i++) {
        const test_golden_case *one = &golden->cases[i];
        if (one->reset) {
            mw_reset(&p->interpreter);
        }
        test_set_inputs(&p->interpreter, one->input);
        assert_int_equal(mw_invoke(&p->interpreter), MW_OK);
        test_get_outputs(&p->interpreter, output);
        test_same_bytes(one->name, output, one->output, one->output_bytes);
    }
    free(output);
}

/* The bytes of a model, which have to be those that the golden vectors were made with. */
static test_bytes read_model(const subject *s, const test_golden *golden, const char *folder)
{
    char path[600];
    snprintf(path, sizeof path, "%s/model.tflite", folder);
    if (!s->is_copy) {
        snprintf(path, sizeof path, "models/%s", golden->model);
    }
    test_bytes model = test_read_file(s->is_copy ? path : test_shared(path));
    assert_int_equal(model.size, golden->model_bytes);
    assert_int_equal(test_crc32(model.data, model.size), golden->model_crc);
    return model;
}

static void equals_golden(void **state)
{
    const subject *s = *state;
    char relative[300];
    snprintf(relative, sizeof relative, s->is_copy ? "tests/golden/models/%s" : "golden/models/%s",
             s->name);
    const char *folder = s->is_copy ? test_source(relative) : test_shared(relative);
    test_golden golden = test_golden_open(folder);
    test_bytes model = read_model(s, &golden, folder);
    test_planned planned = test_planned_new(model.data, model.size, s->profile);
    check_interface(&planned, &golden);
    check_cases(&planned, &golden);
    int lines = check_traces(&planned, &golden, folder);
    print_message("%d cases, %d traced outputs; plan %u, state %u, arena %u\n", golden.case_count,
                  lines, planned.sizes.plan, planned.sizes.state, planned.sizes.arena);
    test_planned_free(&planned);
    test_bytes_free(&model);
    test_golden_free(&golden);
}

/* A weight changed by one has to show: the comparison itself can fail. */
static void a_changed_weight_shows(void **state)
{
    (void)state;
    const char *folder = test_source("tests/golden/models/micro_speech_quantized");
    test_golden golden = test_golden_open(folder);
    subject copy = {.is_copy = true};
    test_bytes model = read_model(&copy, &golden, folder);
    test_planned planned = test_planned_new(model.data, model.size, MW_PROFILE_PORTABLE);
    mw_tensor filter;
    mw_model_tensor(&planned.model, (uint32_t)mw_model_operator_input(&planned.model, 1, 1),
                    &filter);
    planned.bytes.data[filter.data + 5] ^= 0x40;
    uint32_t differing = 0;
    uint8_t output[4];
    for (int i = 0; i < golden.case_count; i++) {
        test_set_inputs(&planned.interpreter, golden.cases[i].input);
        assert_int_equal(mw_invoke(&planned.interpreter), MW_OK);
        test_get_outputs(&planned.interpreter, output);
        differing += memcmp(output, golden.cases[i].output, sizeof output) != 0;
    }
    assert_true(differing > 0);
    test_planned_free(&planned);
    test_bytes_free(&model);
    test_golden_free(&golden);
}

static struct CMUnitTest *add(struct CMUnitTest *tests, size_t *count, subject s)
{
    char title[300];
    subject *kept = malloc(sizeof *kept);
    tests = realloc(tests, (*count + 1) * sizeof *tests);
    assert_true(kept && tests);
    snprintf(title, sizeof title, "%s%s_%s", s.is_copy ? "copy/" : "", s.name,
             s.profile == MW_PROFILE_REFERENCE ? "reference" : "portable");
    *kept = s;
    tests[(*count)++] = (struct CMUnitTest){
        .name = strdup(title), .test_func = equals_golden, .initial_state = kept};
    return tests;
}

int main(void)
{
    static const mw_profile profiles[] = {MW_PROFILE_PORTABLE, MW_PROFILE_REFERENCE};
    test_names all = test_read_names(test_source("tests/golden/models_int8.txt"));
    test_names copies = test_read_names(test_source("tests/golden/models/copies.txt"));
    struct CMUnitTest *tests = NULL;
    size_t count = 0;
    for (size_t i = 0; i < 2 * all.count; i++) {
        tests = add(tests, &count, (subject){all.names[i / 2], false, profiles[i % 2]});
    }
    for (size_t i = 0; i < 2 * copies.count; i++) {
        const char *name = strrchr(copies.names[i / 2], '/') + 1;
        tests = add(tests, &count, (subject){name, true, profiles[i % 2]});
    }
    tests = realloc(tests, (count + 1) * sizeof *tests);
    tests[count++] = (struct CMUnitTest)cmocka_unit_test(a_changed_weight_shows);
    return _cmocka_run_group_tests("models", tests, count, NULL, NULL);
}
