/* SPDX-License-Identifier: Apache-2.0
 *
 * What every function of Milliwatt answers, and where to look when the answer is no. */
#ifndef MW_STATUS_H
#define MW_STATUS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Everything but MW_OK leaves the caller's memory usable for another try. */
typedef enum mw_status {
    MW_OK,
    MW_BAD_ARGUMENT, /* the program's fault: NULL, misaligned memory, an index out of range */
    MW_BAD_MODEL,    /* the model's bytes contradict themselves or their format */
    MW_UNSUPPORTED,  /* a sound model that asks for something this build does not have */
    MW_NO_MEMORY,    /* a buffer is too small; the diagnostic has the bytes given and needed */
    MW_BAD_INPUT,    /* an operator met data that are addresses and lie outside */
    MW_STEP_LIMIT    /* a model with loops went on for longer than it was allowed to */
} mw_status;

/* The first failure: where and why. Every function that takes one takes NULL as well. It is only
 * written when a function fails. */
typedef struct mw_diagnostic {
    int32_t node;     /* index of the operator in the model's main subgraph; -1: none */
    int32_t tensor;   /* index of the tensor in that subgraph; -1: none */
    int32_t got;      /* the two numbers of "filter depth 3, input depth 4"; */
    int32_t want;     /* bytes when MW_NO_MEMORY; both 0 where there are none */
    const char *text; /* a constant; "" in a build with MW_NO_TEXT */
} mw_diagnostic;

/* The name of a status, "MW_OK" and so on; a constant. */
const char *mw_status_name(mw_status status);

/* Joins a diagnostic to one line, "node 3, tensor 7: filter depth and input depth differ (3, 4)",
 * cut off where it does not fit. Always ends it with a zero byte if size > 0; returns the length
 * of the text without the zero. */
size_t mw_diagnostic_print(const mw_diagnostic *why, char *text, size_t size);

/* Places of the caller's memory (plan, state, arena, and the model) are aligned to 8 bytes:
 *     static MW_ALIGNED uint8_t arena[6000];
 * What is not so aligned is refused with MW_BAD_ARGUMENT. */
#if defined(__cplusplus)
#define MW_ALIGNED alignas(8)
#else
#define MW_ALIGNED _Alignas(8)
#endif

#ifdef __cplusplus
}
#endif
#endif
