/* SPDX-License-Identifier: Apache-2.0
 *
 * A model made ready to run the way an application does it, every part of its memory with just the
 * bytes it asks for and a page behind that cannot be touched. */
#ifndef TEST_PLANNED_H
#define TEST_PLANNED_H

#include "milliwatt.h"
#include "support/support.h"

/* All operators and kernels of the library. */
extern const mw_operators test_operators;
extern const mw_kernels test_kernels;

typedef struct test_planned {
    test_guarded bytes, plan, state, arena;
    mw_model model;
    mw_profile profile;
    mw_sizes sizes;
    mw_interpreter interpreter;
} test_planned;

/* Opens, plans and initialises; the test fails where the library refuses. */
test_planned test_planned_new(const void *model, size_t size, mw_profile profile);

/* Frees, having proven what lies around all four untouched. */
void test_planned_free(test_planned *planned);

/* Bytes of all inputs (or outputs) together; copies them in and out, one behind another. */
size_t test_input_bytes(const mw_interpreter *interpreter);
size_t test_output_bytes(const mw_interpreter *interpreter);
void test_set_inputs(const mw_interpreter *interpreter, const uint8_t *from);
void test_get_outputs(const mw_interpreter *interpreter, uint8_t *to);

/* A model that a test is run with: one of ../shared named in tests/golden/models_int8.txt, or one
 * of the small copies in tests/golden/models. A test case has it as its state. */
typedef struct test_subject {
    char name[128];   /* "tflite_micro/hello_world_int8" */
    char golden[512]; /* the folder of its golden vectors */
    char model[512];  /* its file */
    bool is_copy;
} test_subject;

/* The model's bytes; skips the running test by name where there is no ../shared. */
test_bytes test_subject_read(const test_subject *subject);
test_planned test_subject_planned(const test_subject *subject, mw_profile profile);

/* Runs each of the tests with every subject, and returns what cmocka_run_group_tests does. */
int test_run_subjects(const struct CMUnitTest *tests, size_t count);

#endif
