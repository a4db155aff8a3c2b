/* SPDX-License-Identifier: Apache-2.0
 *
 * The sound of a stream of recordings, made from a seed: gaps, recordings, noise behind them. See
 * mw/streaming.h for the rules. */
#ifndef MW_SOUND_STREAM_SOUND_H
#define MW_SOUND_STREAM_SOUND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mw/sound/noise.h"
#include "mw/sound/recordings.h"
#include "mw/sound/sound.h"

typedef struct mw_stream_rules {
    uint32_t seed, gap_ms;
    double noise_level;
    const mw_noise *noise; /* may have none */
} mw_stream_rules;

/* Where a recording lies in the stream. */
typedef struct mw_stream_place {
    size_t first, count; /* samples */
} mw_stream_place;

/* Stream number `number` of the recordings whose indices are given, in that order; a place for each
 * of them. False with a line in fault where one cannot be read. The sound is to be freed. */
bool mw_stream_sound_make(const mw_stream_rules *rules, uint32_t number,
                          const mw_recordings *recordings, const size_t *indices, size_t count,
                          mw_stream_place *places, mw_sound *sound, char fault[MW_FAULT_BYTES]);

/* Writes a sound as a WAV file of 16 kHz, mono, 16 bits; false with one line in fault. */
bool mw_stream_sound_write(const mw_sound *sound, const char *path, char fault[MW_FAULT_BYTES]);

#endif
