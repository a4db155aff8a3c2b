/* SPDX-License-Identifier: Apache-2.0
 *
 * What a person with few recordings should know: how far the figures can be trusted, and what to
 * record more of. */
#ifndef MW_TRAIN_ADVICE_H
#define MW_TRAIN_ADVICE_H

#include <stddef.h>

#include "mw/train/corpus.h"

enum { MW_ADVICE_LINES = 24, MW_ADVICE_BYTES = 200 };

typedef struct mw_advice {
    size_t count;
    char lines[MW_ADVICE_LINES][MW_ADVICE_BYTES];
} mw_advice;

/* A class gives advice where fewer than 150 recordings of it train (about where, in our own
 * trainings, more recordings of a word stopped to help much), or fewer than 100 judge: half the
 * width of a share's 95 % interval is then more than 10 points in the middle, 1.96 * sqrt(1/4 / n).
 * So does a folder without other words or without noise. */
void mw_advise(const mw_corpus *training, const mw_corpus *validation, mw_advice *advice);

#endif
