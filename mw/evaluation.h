/* SPDX-License-Identifier: Apache-2.0
 *
 * A model judges recordings, one window each, on all cores: the window of the recording's first
 * samples, zeros after its end, heard by a fresh front end. evaluate.c reports what comes of it. */
#ifndef MW_EVALUATION_H
#define MW_EVALUATION_H

#include <stdbool.h>
#include <stdint.h>

#include "mw/labels.h"
#include "mw/sound/frames.h"
#include "mw/sound/recordings.h"

typedef struct mw_evaluation {
    size_t count;       /* of the recordings that have a class; the others are left out */
    size_t left_out;    /* a word that is no label, and no label "unknown" */
    size_t *recordings; /* [count] their indices, in order */
    int32_t *classes;   /* [count] the label of each one's word */
    int8_t *scores;     /* [count][labels] */
    mw_labels labels;
    uint32_t window_frames;
} mw_evaluation;

/* False with one line on stderr. labels: the option, or NULL. */
bool mw_evaluation_run(const char *model, const char *labels, const mw_ear *ear,
                       const mw_recordings *recordings, mw_evaluation *evaluation);
void mw_evaluation_free(mw_evaluation *evaluation);

/* The label with the greatest score, of equal ones the first. */
uint32_t mw_evaluation_answer(const mw_evaluation *evaluation, size_t index);

#endif
