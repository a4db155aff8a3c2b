/* SPDX-License-Identifier: Apache-2.0
 *
 * A recipe: all that training is told, from an INI file. recipe.c has the table of keys with their
 * ranges and what each one means; network.h the language of the section [layers]. */
#ifndef MW_TRAIN_RECIPE_H
#define MW_TRAIN_RECIPE_H

#include <stdbool.h>
#include <stdint.h>

#include "mw/model_events.h"
#include "mw/sound/frames.h"
#include "mw/train/network.h"

enum { MW_WORDS_MAX = 32 };

typedef struct mw_recipe {
    const char *path;
    char name[64], about[160];
    /* [sound] */
    mw_ear ear;
    mw_model_events events; /* for whoever makes events of the scores */
    /* [classes] */
    uint32_t word_count;
    char words[MW_WORDS_MAX][32];
    double silence_share, unknown_share; /* of all clips; the words have equal parts of the rest */
    /* [augment] */
    uint32_t clips;
    double shift_ms, gain_least_db, gain_most_db, speed, tilt;
    double noise_share, mixed_share, ratio_least_db, ratio_most_db, volume, lead_in_ms;
    uint32_t mask_bands, mask_frames;
    double mask_share;
    /* [schedule] */
    uint32_t batch, steps, warm_up_steps, tune_steps, judge_every;
    double rate, tune_rate, decay, clip_norm, smoothing, average;
    uint32_t seed;
    bool sgd;
    mw_network network; /* not finished: classes are known with the recordings */
} mw_recipe;

/* False with one line on stderr: the file, the line, what is wrong, what is allowed. */
bool mw_recipe_read(const char *path, mw_recipe *recipe);

/* Takes other words than the recipe's, parted by commas. */
bool mw_recipe_take_words(mw_recipe *recipe, const char *words);

#endif
