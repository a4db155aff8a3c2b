/* SPDX-License-Identifier: Apache-2.0
 *
 * Conformance: every variant of a kernel gives the reference's bytes, on made-up parameters and
 * numbers that hurt, and touches nothing else.
 *
 * The same on a desk and on a chip: no stdio, no allocation, one seed a case. A case is named by
 * kernel, variant and number ("conv_2d_s8 portable 17"), and that name runs it again. A kernel gets
 * a maker of cases here when it gets a second variant; conformance_subjects says where one lacks.
 *
 * In parts/: conformance.c runs cases, *_cases.c make them, block_memory.c is memory for a chip.
 * conformance_test.c is the program for the desk. */
#ifndef CONFORMANCE_H
#define CONFORMANCE_H

#include <stdbool.h>
#include <stdint.h>

#include "kernels/kernels.h"
#include "kernels/variant.h"
#include "milliwatt/kernel.h"
#include "milliwatt/plan_format.h"

/* Memory for the arrays of one case, with borders that show who has written over them. */
typedef struct conformance_memory {
    void *(*take)(void *context, uint32_t bytes, uint32_t alignment); /* NULL: there is no more */
    bool (*is_intact)(const void *context);
    void (*give_back)(void *context); /* all of it */
    void *context;
} conformance_memory;

/* A block of memory with a pattern around each array; start it with {memory, bytes, 0, 0}. */
typedef struct conformance_block {
    uint8_t *bytes;
    uint32_t size, used, count;
    uint32_t ends[2 * MW_PLACES_MAX][2]; /* where each array begins and ends */
} conformance_block;
conformance_memory conformance_block_memory(conformance_block *block);

/* A case: what a node of a plan would be. */
typedef struct conformance_case {
    const conformance_memory *memory;
    uint32_t random;             /* state of conformance_random */
    uint32_t parameters[24];     /* the kernel's struct */
    void *places[MW_PLACES_MAX]; /* place 0 is the output */
    uint32_t bytes[MW_PLACES_MAX];
    uint32_t scratch; /* which place is scratch; 0: none */
    bool is_short;    /* there was not enough memory */
} conformance_case;

/* What is known of a kernel. */
typedef struct conformance_subject {
    const mw_kernel *kernel;
    const char *name;
    void (*make)(conformance_case *made); /* NULL: nobody has written one */
    bool (*takes)(const void *parameters, uint32_t variant);
    uint32_t (*scratch_bytes)(const void *parameters, uint32_t variant); /* NULL: none, ever */
} conformance_subject;

/* Every kernel of kernels.def, and the variants it has: a bit each. */
extern const conformance_subject conformance_subjects[];
extern const uint32_t conformance_variants[];
extern const uint32_t conformance_subject_count;

typedef enum conformance_result {
    CONFORMANCE_SAME,
    CONFORMANCE_NOT_TAKEN, /* the variant does not take these parameters */
    CONFORMANCE_TOO_LARGE, /* the memory does not hold the case */
    CONFORMANCE_DIFFERENT, /* in byte at of the output */
    CONFORMANCE_BORDER     /* memory was written that is none of its outputs */
} conformance_result;

typedef struct conformance_answer {
    conformance_result result;
    uint32_t at;
    int8_t got, want;
} conformance_answer;

/* Runs case number number of a subject with a variant and with the reference. */
conformance_answer conformance_run(const conformance_subject *subject, uint32_t variant,
                                   uint32_t number, const conformance_memory *memory);

/* For the makers: a number from least to greatest, one of several, bytes of them, and an array for
 * a place (NULL where memory lacks, and then the case is not run). */
int32_t conformance_random(conformance_case *made, int32_t least, int32_t greatest);
void conformance_fill_s8(conformance_case *made, void *array, uint32_t count);
void conformance_fill_multipliers(conformance_case *made, int32_t *multipliers, int8_t *shifts,
                                  uint32_t count);
void conformance_fill_bias(conformance_case *made, int32_t *bias, uint32_t count);
void *conformance_place(conformance_case *made, uint32_t place, uint32_t bytes, uint32_t alignment);
void conformance_random_clamp(conformance_case *made, int32_t *least, int32_t *greatest);
int32_t conformance_random_zero_point(conformance_case *made);

void conformance_make_conv_2d(conformance_case *made);
void conformance_make_depthwise_conv_2d(conformance_case *made);
void conformance_make_fully_connected(conformance_case *made);

#endif
