/* SPDX-License-Identifier: Apache-2.0
 *
 * A model made ready to run, between guards. See planned.h. */
#include "support/planned.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define OPERATOR(name)   &mw_op_##name,
#define KERNEL(id, name) &mw_kernel_##name,

static const mw_operator *const operators[] = {MWI_OPERATORS(OPERATOR)};
static const mw_kernel *const kernels[] = {MWI_KERNELS(KERNEL)};

const mw_operators test_operators = {operators, sizeof operators / sizeof operators[0]};
const mw_kernels test_kernels = {kernels, sizeof kernels / sizeof kernels[0]};

static void must(mw_status status, const mw_diagnostic *why)
{
    if (status != MW_OK) {
        char text[200];
        mw_diagnostic_print(why, text, sizeof text);
        fail_msg("%s: %s", mw_status_name(status), text);
    }
}

test_planned test_planned_new(const void *model, size_t size, mw_profile profile)
{
    mw_diagnostic why = {-1, -1, 0, 0, ""};
    test_planned planned = {.bytes = test_guarded_new(size, 8), .profile = profile};
    memcpy(planned.bytes.data, model, size);
    must(mw_model_open(&planned.model, planned.bytes.data, size, &why), &why);
    uint32_t plan_bytes = 0;
    must(mw_plan_measure(&planned.model, test_operators, profile, &plan_bytes, &why), &why);
    planned.plan = test_guarded_new(plan_bytes, 8);
    must(mw_plan_make(&planned.model, test_operators, profile, planned.plan.data, plan_bytes, &why),
         &why);
    planned.sizes = mw_plan_sizes(planned.plan.data);
    assert_int_equal(planned.sizes.plan, plan_bytes);
    planned.state = test_guarded_new(planned.sizes.state, 8);
    planned.arena = test_guarded_new(planned.sizes.arena, 8);
    must(mw_interpreter_init(&planned.interpreter, planned.bytes.data, size, test_kernels,
                             planned.plan.data, planned.state.data, planned.sizes.state,
                             planned.arena.data, planned.sizes.arena, &why),
         &why);
    return planned;
}

test_planned test_planned_shared(const char *name, mw_profile profile)
{
    char relative[300];
    snprintf(relative, sizeof relative, "models/%s.tflite", name);
    test_bytes file = test_read_file(test_shared(relative));
    test_planned planned = test_planned_new(file.data, file.size, profile);
    test_bytes_free(&file);
    return planned;
}

void test_planned_free(test_planned *planned)
{
    test_guarded_free(&planned->bytes);
    test_guarded_free(&planned->plan);
    test_guarded_free(&planned->state);
    test_guarded_free(&planned->arena);
}

size_t test_input_bytes(const mw_interpreter *interpreter)
{
    size_t bytes = 0;
    mw_tensor_info info;
    for (uint32_t i = 0; mw_input_info(interpreter, i, &info) == MW_OK; i++) {
        bytes += info.bytes;
    }
    return bytes;
}

size_t test_output_bytes(const mw_interpreter *interpreter)
{
    size_t bytes = 0;
    mw_tensor_info info;
    for (uint32_t i = 0; mw_output_info(interpreter, i, &info) == MW_OK; i++) {
        bytes += info.bytes;
    }
    return bytes;
}

void test_set_inputs(const mw_interpreter *interpreter, const uint8_t *from)
{
    mw_tensor_info info;
    for (uint32_t i = 0; mw_input_info(interpreter, i, &info) == MW_OK; i++) {
        memcpy(mw_input(interpreter, i), from, info.bytes);
        from += info.bytes;
    }
}

void test_get_outputs(const mw_interpreter *interpreter, uint8_t *to)
{
    mw_tensor_info info;
    for (uint32_t i = 0; mw_output_info(interpreter, i, &info) == MW_OK; i++) {
        memcpy(to, mw_output(interpreter, i), info.bytes);
        to += info.bytes;
    }
}

test_names test_read_names(const char *path)
{
    test_bytes file = test_read_file(path);
    FILE *lines = fmemopen(file.data, file.size, "r");
    assert_non_null(lines);
    test_names list = {0};
    char line[512];
    char name[256];
    while (fgets(line, sizeof line, lines) != NULL) {
        if (sscanf(line, "%255[^# \t\n]", name) != 1) {
            continue;
        }
        char *end = strstr(name, ".tflite");
        if (end) {
            *end = 0;
        }
        list.names = realloc(list.names, (list.count + 1) * sizeof *list.names);
        assert_non_null(list.names);
        list.names[list.count] = strdup(name);
        assert_non_null(list.names[list.count++]);
    }
    fclose(lines);
    test_bytes_free(&file);
    return list;
}
