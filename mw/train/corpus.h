/* SPDX-License-Identifier: Apache-2.0
 *
 * What a recipe finds in a folder: the recordings of one split by class, in memory, and the
 * background noise. Next: render.h makes clips for training of them. */
#ifndef MW_TRAIN_CORPUS_H
#define MW_TRAIN_CORPUS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mw/labels.h"
#include "mw/sound/noise.h"
#include "mw/train/recipe.h"

typedef struct mw_take {
    int16_t *samples; /* from the recording's start; at most MW_TAKE_SAMPLES */
    uint32_t count;
    uint32_t class;
    double weight; /* up to which share of its class's clips are of this take or one before it */
} mw_take;

enum { MW_TAKE_SAMPLES = 24000 }; /* 1.5 s: more than a window, so that speech may be sped up */

typedef struct mw_corpus {
    mw_labels labels;
    int32_t silence, unknown; /* classes; -1: there is none */
    size_t count;
    mw_take *takes;    /* by class */
    size_t *first;     /* [labels + 1] the first take of each class */
    size_t unreadable; /* left out, each named on stderr */
    size_t silent;     /* left out as well: every sample is 0 */
} mw_corpus;

/* The classes that the folder's training recordings and noise allow: silence where there is noise,
 * unknown where there are other words, then the recipe's words. False with one line on stderr: a
 * word that nobody says, fewer than two classes. What is missing is said. */
bool mw_corpus_classes(const mw_recipe *recipe, const char *folder, const mw_noise *noise,
                       mw_labels *labels);

/* Reads a split on all cores. False with one line on stderr: no such split, or a class of which
 * nothing can be read. Takes over the labels. */
bool mw_corpus_read(const char *folder, const char *split, mw_labels labels, mw_corpus *corpus);
void mw_corpus_free(mw_corpus *corpus);

/* The take of a class that a share of 0 to less than 1 falls on: words of "unknown" weigh by the
 * root of how often they are there. */
const mw_take *mw_corpus_take(const mw_corpus *corpus, uint32_t class, double share);

#endif
