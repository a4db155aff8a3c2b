/* SPDX-License-Identifier: Apache-2.0
 *
 * What an evaluation counts: rows by what was spoken and what was answered, the shares that follow,
 * how sure one can be of them, and which rows went worst. */
#ifndef MW_TALLY_H
#define MW_TALLY_H

#include <stddef.h>
#include <stdint.h>

#include "mw/evaluation.h"

/* Where a share lies with a probability of 95 per cent (E. B. Wilson, "Probable inference, the law
 * of succession, and statistical inference", 1927): 0 to 1. */
typedef struct mw_interval {
    double low, high;
} mw_interval;

mw_interval mw_interval_of(size_t right, size_t total);

/* The mean share of those classes that have rows, and how far off it may be: 95 per cent are within
 * so much of it. Each class's share errs by itself. */
double mw_balance(const size_t *right, const size_t *total, size_t classes, double *doubt);

typedef struct mw_tally {
    const mw_labels *labels;
    size_t *matrix;            /* [spoken][answer], malloc'd */
    size_t right, total;       /* of the recordings, without silence cut from noise */
    double balanced_accuracy;  /* the mean of the classes' shares, of those that have rows */
    double recordings_balance; /* the same of recordings alone */
    double doubt;              /* balanced_accuracy: 95 per cent are within so much of it */
} mw_tally;

mw_tally mw_tally_count(const mw_evaluation *evaluation);
void mw_tally_free(mw_tally *tally);

size_t mw_tally_at(const mw_tally *tally, uint32_t spoken, uint32_t answer);
size_t mw_tally_total(const mw_tally *tally, uint32_t spoken);

/* The rows that were answered wrongly, those first where the answer was furthest ahead of the right
 * label, of equal ones in their order. Returns how many there are, writes at most `most`. */
size_t mw_tally_worst(const mw_evaluation *evaluation, size_t *rows, size_t most);

#endif
