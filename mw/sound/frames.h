/* SPDX-License-Identifier: Apache-2.0
 *
 * Samples to frames of features: the front end of src/audio over a whole sound, and the options
 * that choose it, which several commands share. */
#ifndef MW_SOUND_FRAMES_H
#define MW_SOUND_FRAMES_H

#include <argp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "milliwatt/front_end.h"

/* How sound is heard. What nobody has said yet is 0 and NULL. */
typedef struct mw_ear {
    const mw_front_end_rules *rules;
    const char *rules_name;
    uint32_t hop_ms;
} mw_ear;

#define MW_EAR_DEFAULT ((mw_ear){&mw_rules_tflm, "tflm", 20})

/* --hop-ms and --rules, for a command's argp children; its input is an mw_ear, of which it sets
 * what is said. */
extern const struct argp mw_ear_argp;

/* Sets the rules by their name, tflm or microfrontend; false for another name. */
bool mw_ear_take_rules(mw_ear *ear, const char *name);

/* Fills in what an ear does not say. */
void mw_ear_complete(mw_ear *ear, const mw_ear *otherwise);

uint32_t mw_ear_hop_samples(const mw_ear *ear);

/* When frame `index` is complete, in milliseconds of sound; and how many samples so many frames
 * take. */
uint32_t mw_ear_frame_end_ms(const mw_ear *ear, size_t index);
size_t mw_ear_samples_of(const mw_ear *ear, size_t frames);

/* All frames of a sound heard from the start by a fresh front end, [*count][MW_FRAME_FEATURES];
 * malloc'd, never NULL. */
int8_t *mw_ear_hear(const mw_ear *ear, const int16_t *samples, size_t samples_count, size_t *count);

#endif
