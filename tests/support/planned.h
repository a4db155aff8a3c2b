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

/* The same from a file, "tflite_micro/hello_world_int8", below ../shared/models. */
test_planned test_planned_shared(const char *name, mw_profile profile);

/* Frees, having proven what lies around all four untouched. */
void test_planned_free(test_planned *planned);

/* Bytes of all inputs (or outputs) together; copies them in and out, one behind another. */
size_t test_input_bytes(const mw_interpreter *interpreter);
size_t test_output_bytes(const mw_interpreter *interpreter);
void test_set_inputs(const mw_interpreter *interpreter, const uint8_t *from);
void test_get_outputs(const mw_interpreter *interpreter, uint8_t *to);

/* The names of a list, one a line ("tflite_micro/hello_world_int8"; what stands behind a # is a
 * comment), as strings that live until the program ends. */
typedef struct test_names {
    char **names;
    size_t count;
} test_names;

test_names test_read_names(const char *path);

#endif
