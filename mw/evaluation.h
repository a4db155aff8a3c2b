/* SPDX-License-Identifier: Apache-2.0
 *
 * A model judges recordings, one window each, on all cores: the window of the recording's first
 * samples, zeros after its end, heard by a fresh front end. Where the model has a label for silence
 * and the folder has background noise, it judges clips of silence too (mw/sound/noise.h). Next:
 * tally.h, what is counted of it, and evaluate.c, which reports it. */
#ifndef MW_EVALUATION_H
#define MW_EVALUATION_H

#include <stdbool.h>
#include <stdint.h>

#include "mw/labels.h"
#include "mw/sound/frames.h"
#include "mw/sound/noise.h"
#include "mw/sound/recordings.h"

/* Rows: first the recordings that have a class, then the clips of silence. */
typedef struct mw_evaluation {
    const mw_recordings *from; /* the caller's */
    mw_noise noise;
    size_t count;       /* rows in all */
    size_t judged;      /* of them recordings */
    size_t left_out;    /* recordings of a word that is no label, and no label "unknown" */
    size_t *recordings; /* [judged] their indices, in order */
    int32_t *classes;   /* [count] the label of each row's word */
    int8_t *scores;     /* [count][labels] */
    mw_labels labels;
    mw_ear ear;
    uint32_t window_frames;
} mw_evaluation;

/* False with one line on stderr. labels: the option, or NULL; ear: what options say of it. The
 * recordings must stay as long as the evaluation. */
bool mw_evaluation_run(const char *model, const char *labels, const mw_ear *ear,
                       const mw_recordings *recordings, mw_evaluation *evaluation);
void mw_evaluation_free(mw_evaluation *evaluation);

/* A row's label with the greatest score, of equal ones the first. */
uint32_t mw_evaluation_answer(const mw_evaluation *evaluation, size_t row);

/* What a row is called: the recording's path below the folder, or "silence 17", malloc'd. */
char *mw_evaluation_name(const mw_evaluation *evaluation, size_t row);

/* The features that a row was judged by, [window_frames][MW_FRAME_FEATURES], malloc'd; NULL with a
 * line in fault where its file cannot be read (any more). */
int8_t *mw_evaluation_features(const mw_evaluation *evaluation, size_t row,
                               char fault[MW_FAULT_BYTES]);

#endif
