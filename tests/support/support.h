/* SPDX-License-Identifier: Apache-2.0
 *
 * What the tests share: cmocka with the headers it wants, files, memory that faults one byte too
 * far, and the golden vectors. A test includes this one header:
 *
 *     #include "support/support.h"
 *
 * Every helper fails the running test (with path and reason) rather than return an error. */
#ifndef TEST_SUPPORT_H
#define TEST_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Bytes on the heap; give them back with test_bytes_free. */
typedef struct test_bytes {
    uint8_t *data; /* never NULL, so that an empty file can be handed on */
    size_t size;
} test_bytes;

test_bytes test_read_file(const char *path);
void test_bytes_free(test_bytes *bytes);

/* Path of a file of this project, or of one below ../shared. They live until the program ends.
 * Where ../shared is absent (a clone that stands alone) test_shared skips the running test by name.
 */
const char *test_source(const char *relative);
const char *test_shared(const char *relative);
bool test_has_shared(void);

/* The CRC-32 of zlib, as the golden vectors name it. */
uint32_t test_crc32(const void *bytes, size_t size);

/* Fails with the first differing byte's place and `what`, which says what is compared. */
void test_same_bytes(const char *what, const void *got, const void *want, size_t size);

/* Repeatable random numbers (SplitMix64). Any seed is good. */
uint64_t test_random(uint64_t *state);

/* Memory between two pages that cannot be touched: one byte beyond `size` faults at once, and what
 * alignment leaves free is filled with a pattern, which test_guarded_free proves untouched. */
typedef struct test_guarded {
    uint8_t *data;
    size_t size;
    uint8_t *pages; /* with the two that fault */
    size_t pages_bytes;
} test_guarded;

test_guarded test_guarded_new(size_t size,
                              size_t alignment); /* alignment: a power of two up to 4096 */
bool test_guarded_intact(const test_guarded *memory);
void test_guarded_free(test_guarded *memory);

/* A folder of golden vectors: a model, inputs and the outputs that TensorFlow Lite Micro gives for
 * them. */
enum { TEST_GOLDEN_TENSORS = 8 };

typedef struct test_golden_tensor {
    char type[12];
    char shape[64]; /* "1,49,10,1"; "-": a scalar */
    size_t bytes;
} test_golden_tensor;

typedef struct test_golden_case {
    char name[64];
    bool reset; /* from the state after set-up, else from what the case before left */
    const uint8_t *input;
    size_t input_bytes;
    const uint8_t *output;
    size_t output_bytes;
} test_golden_case;

typedef struct test_golden {
    char model[256]; /* below ../shared/models */
    size_t model_bytes;
    uint32_t model_crc;
    int input_count, output_count, case_count;
    test_golden_tensor inputs[TEST_GOLDEN_TENSORS], outputs[TEST_GOLDEN_TENSORS];
    test_golden_case *cases;
    test_bytes input, output; /* in.bin and out.bin, which the cases point into */
} test_golden;

/* `folder` as test_source or test_shared gives it. All sizes are checked against each other. */
test_golden test_golden_open(const char *folder);
void test_golden_free(test_golden *golden);

#endif
