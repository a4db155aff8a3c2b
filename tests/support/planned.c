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

test_bytes test_subject_read(const test_subject *subject)
{
    if (!subject->is_copy) {
        test_shared("models"); /* skips where there is none */
    }
    return test_read_file(subject->model);
}

test_planned test_subject_planned(const test_subject *subject, mw_profile profile)
{
    test_bytes model = test_subject_read(subject);
    test_planned planned = test_planned_new(model.data, model.size, profile);
    test_bytes_free(&model);
    return planned;
}

static test_subject describe(const char *name, bool is_copy)
{
    const char *shared = getenv("MW_SHARED");
    test_subject subject = {.is_copy = is_copy};
    snprintf(subject.name, sizeof subject.name, "%s", name);
    if (is_copy) {
        const char *folder = test_source("tests/golden/models");
        const char *last = strrchr(name, '/') + 1;
        snprintf(subject.golden, sizeof subject.golden, "%s/%s", folder, last);
        snprintf(subject.model, sizeof subject.model, "%s/%s/model.tflite", folder, last);
    } else {
        snprintf(subject.golden, sizeof subject.golden, "%s/golden/models/%s", shared ? shared : "",
                 name);
        snprintf(subject.model, sizeof subject.model, "%s/models/%s.tflite", shared ? shared : "",
                 name);
    }
    return subject;
}

/* The subjects of a list: one a line, its name first; lines that begin with # are comments. */
static void read_list(const char *path, bool is_copy, test_subject **subjects, size_t *count)
{
    char line[512];
    char name[100];
    FILE *lines = fopen(test_source(path), "r");
    assert_non_null(lines);
    while (fgets(line, sizeof line, lines)) {
        if (sscanf(line, "%99[^# \t\n]", name) == 1) {
            *subjects = realloc(*subjects, (*count + 1) * sizeof **subjects);
            assert_non_null(*subjects);
            (*subjects)[(*count)++] = describe(name, is_copy);
        }
    }
    fclose(lines);
}

int test_run_subjects(const struct CMUnitTest *tests, size_t count)
{
    test_subject *subjects = NULL;
    size_t models = 0;
    read_list("tests/golden/models_int8.txt", false, &subjects, &models);
    read_list("tests/golden/models/copies.txt", true, &subjects, &models);
    struct CMUnitTest *all = calloc(models * count, sizeof *all);
    assert_true(models > 0 && all);
    for (size_t i = 0; i < models * count; i++) {
        const test_subject *subject = &subjects[i / count];
        char *name = malloc(256);
        assert_non_null(name);
        snprintf(name, 256, "%s/%s%s", tests[i % count].name, subject->is_copy ? "copy/" : "",
                 subject->name);
        all[i] = tests[i % count];
        all[i].name = name;
        all[i].initial_state = &subjects[i / count];
    }
    int failed = _cmocka_run_group_tests("models", all, models * count, NULL, NULL);
    for (size_t i = 0; i < models * count; i++) {
        free((void *)(uintptr_t)all[i].name);
    }
    free(all);
    free(subjects);
    return failed;
}
