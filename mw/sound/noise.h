/* SPDX-License-Identifier: Apache-2.0
 *
 * Background noise of a folder of recordings: FOLDER/_background_noise_/ has sound files of any
 * length. The last fifth of each is kept back from training; the silence that a model is measured
 * on is cut from it. */
#ifndef MW_SOUND_NOISE_H
#define MW_SOUND_NOISE_H

#include <stdbool.h>
#include <stddef.h>

#include "mw/sound/sound.h"

enum { MW_SILENCE_CLIPS = 159 }; /* as many as there are validation recordings of "yes" */

typedef struct mw_noise {
    size_t count; /* 0: there is no such folder, or no sound in it */
    mw_sound *sounds;
} mw_noise;

/* Reads all noise in the order of the files' names; false with one line on stderr where a file
 * cannot be read. */
bool mw_noise_read(const char *folder, mw_noise *noise);
void mw_noise_free(mw_noise *noise);

/* How many samples of a sound training may hear: the first four fifths. */
size_t mw_noise_training_samples(const mw_sound *sound);

/* Silence number `index` of MW_SILENCE_CLIPS: a second of the last fifth of a file, at a level of 0
 * to 1 of its own; the same each time, for everybody. There must be noise. */
void mw_noise_silence(const mw_noise *noise, size_t index, int16_t samples[16000]);

#endif
