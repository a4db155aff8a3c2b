/* SPDX-License-Identifier: Apache-2.0
 *
 * The recogniser: a model's scores over time to events, one for each spoken word.
 *
 * A model that looks at the last second several times a second scores one word in several windows,
 * and now and then scores a word that nobody said. So scores are averaged over time, a label must
 * be clearly ahead, and after an event there is quiet for a while. The algorithm is
 * RecognizeCommands of TensorFlow Lite Micro's micro_speech example
 * (tensorflow/lite/micro/examples/micro_speech), with its numbers as defaults, but for what is
 * mended here:
 *
 * - There, only the label of the last event is suppressed: a word that wavers between two labels
 *   gives two events, and once "silence" has had its turn nothing is suppressed any more. Here
 *   nothing is an event for suppression_ms after an event, whatever its label.
 * - There, "silence" and "unknown" are events like any other. Here event_labels says which labels
 *   are; the others still win against them.
 * - There, at least 3 scores must be in the window, which at one score a second it never holds.
 * Here at least  min(3, 3/4 of the window's scores, rounded up)  are needed: 3 at 4 and more scores
 * a second, 2 at 2, 1 at 1. As there, they must lie a quarter of the window apart from first to
 * last, unless 1 is enough.
 * - There, a score exactly as old as the window is long counts, so that a window of 1000 ms holds
 *   5 scores at 4 a second. Here it is out: 4 at 4 a second, 1 at 1.
 *
 * Times are milliseconds of sound, not of a clock, so the same sound gives the same events however
 * fast it is heard. They may wrap around. Integers only. */
#ifndef MW_RECOGNISER_H
#define MW_RECOGNISER_H

#include "milliwatt/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    MW_RECOGNISER_LABELS = 16,        /* the most labels */
    MW_RECOGNISER_WINDOW_SCORES = 64, /* the most scores in a window, with up to 4 labels; */
    MW_RECOGNISER_POOL_BYTES = 256    /* of all labels together */
};

typedef struct mw_recogniser_parameters {
    uint32_t labels;         /* 1 .. MW_RECOGNISER_LABELS */
    uint32_t event_labels;   /* bit i: label i gives events */
    uint32_t period_ms;      /* from one score to the next: 1 .. average_ms, rather steady */
    uint32_t average_ms;     /* 1 .. 30000 */
    uint32_t suppression_ms; /* after an event */
    uint32_t threshold;      /* 0 .. 255: an average above it is an event */
} mw_recogniser_parameters;

/* The published numbers: mw_recogniser_defaults(4, 1u << 2 | 1u << 3, 250). */
static inline mw_recogniser_parameters
mw_recogniser_defaults(uint32_t labels, uint32_t event_labels, uint32_t period_ms)
{
    mw_recogniser_parameters parameters = {labels, event_labels, period_ms, 1000, 1500, 200};
    return parameters;
}

/* 424 bytes, owned by the caller; may be copied. Only the functions below look inside. */
typedef struct mw_recogniser {
    mw_recogniser_parameters parameters;
    uint32_t latest_ms;
    uint32_t suppressed_ms;                        /* how much of the suppression is left */
    uint16_t first, count;                         /* of the window: a ring of slots */
    uint16_t slots, least;                         /* how many the window may, and must, hold */
    uint16_t time_ms[MW_RECOGNISER_WINDOW_SCORES]; /* low half of the time */
    int8_t scores[MW_RECOGNISER_POOL_BYTES];       /* [slots][labels] */
} mw_recogniser;

/* The label that is ahead, and its averaged score. */
typedef struct mw_recogniser_top {
    uint8_t label;
    uint8_t score; /* 0 .. 255; 0 while there are too few scores */
} mw_recogniser_top;

/* MW_BAD_ARGUMENT if a parameter is out of range, or the window would hold more scores than
 * MW_RECOGNISER_WINDOW_SCORES or MW_RECOGNISER_POOL_BYTES / labels. */
mw_status mw_recogniser_init(mw_recogniser *recogniser, const mw_recogniser_parameters *parameters);

/* As after init: no scores, no suppression. */
void mw_recogniser_reset(mw_recogniser *recogniser);

/* Takes the scores of the window of sound that ends at now_ms: one int8 a label, -128 is 0 and 127
 * is 255. Returns whether an event begins now; `top` (not NULL) then has its label, and otherwise
 * the label that is ahead. now_ms comes after the time before; a step back, or a step longer than
 * the window, forgets the older scores. Scores that come faster than period_ms said push the oldest
 * out when there is no room. */
bool mw_recogniser_feed(mw_recogniser *recogniser, const int8_t *scores, uint32_t now_ms,
                        mw_recogniser_top *top);

#ifdef __cplusplus
}
#endif
#endif
