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
static test_planned plan_model(const test_subject *subject, const test_golden *golden,
                               mw_profile profile)
{
    test_planned planned = test_subject_planned(subject, profile);
    assert_int_equal(planned.bytes.size, golden->model_bytes);
    assert_int_equal(test_crc32(planned.bytes.data, planned.bytes.size), golden->model_crc);
    return planned;
}

static void check_model(const test_subject *subject, mw_profile profile)
{
    test_bytes model = test_subject_read(subject); /* skips first where there is no ../shared */
    test_golden golden = test_golden_open(subject->golden);
    test_planned planned = plan_model(subject, &golden, profile);
    check_interface(&planned, &golden);
    check_cases(&planned, &golden);
    int lines = check_traces(&planned, &golden, subject->golden);
    print_message("%d cases, %d traced outputs; plan %u, state %u, arena %u\n", golden.case_count,
                  lines, planned.sizes.plan, planned.sizes.state, planned.sizes.arena);
    test_planned_free(&planned);
    test_golden_free(&golden);
    test_bytes_free(&model);
}

static void portable_equals_golden(void **state)
{
    check_model(*state, MW_PROFILE_PORTABLE);
}

static void reference_equals_golden(void **state)
{
    check_model(*state, MW_PROFILE_REFERENCE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(portable_equals_golden),
        cmocka_unit_test(reference_equals_golden),
    };
    return test_run_subjects(tests, sizeof tests / sizeof tests[0]);
}
