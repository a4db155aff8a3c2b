/* SPDX-License-Identifier: Apache-2.0
 *
 * Clips: windows of features as the chip would hear them, with their classes.
 *
 * Clips for training are varied: another speed, earlier or later, louder or softer, with noise.
 * Clip number n of a seed is always the same, whichever core makes it. Clips for validation are as
 * they are, and as `mw evaluate` takes them. */
#ifndef MW_TRAIN_RENDER_H
#define MW_TRAIN_RENDER_H

#include "mw/train/corpus.h"
#include "mw/train/recipe.h"

typedef struct mw_clips {
    size_t count;
    uint32_t frames;  /* of a window */
    int8_t *features; /* [count][frames][MW_FRAME_FEATURES] */
    uint8_t *classes; /* [count] */
    uint32_t class_count;
} mw_clips;

/* Makes the recipe's clips for training. `stop` is looked at between clips: when it is set, the
 * rest is left out and false returned. */
bool mw_clips_render(const mw_recipe *recipe, const mw_corpus *corpus, const mw_noise *noise,
                     uint64_t seed, const volatile int *stop, mw_clips *clips);

/* The takes of a corpus as they are, and the silence of the noise where there is a class for it. */
void mw_clips_plain(const mw_recipe *recipe, const mw_corpus *corpus, const mw_noise *noise,
                    mw_clips *clips);
void mw_clips_free(mw_clips *clips);

#endif
