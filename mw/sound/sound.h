/* SPDX-License-Identifier: Apache-2.0
 *
 * Sound files as the front end takes them: 16 kHz, one channel, 16 bits.
 *
 * Whatever libsndfile reads is welcome. Sound that is 16 kHz, mono and 16 bits already comes
 * through sample for sample; else channels are averaged, the rate is changed by libsamplerate, and
 * the result is rounded and clipped. Next: frames.h, samples to features. */
#ifndef MW_SOUND_SOUND_H
#define MW_SOUND_SOUND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct mw_sound {
    int16_t *samples; /* 16 kHz, mono; malloc'd */
    size_t count;
    int file_rate_hz, file_channels; /* what the file had */
    bool converted;                  /* anything but 16 kHz, mono, 16 bits */
} mw_sound;

enum { MW_FAULT_BYTES = 400 };

/* False with one line on stderr: no such file, no sound, or no samples in it. The second one writes
 * that line to `fault` instead: for threads. */
bool mw_sound_read(const char *path, mw_sound *sound);
bool mw_sound_try(const char *path, mw_sound *sound, char fault[MW_FAULT_BYTES]);
void mw_sound_free(mw_sound *sound);

/* "1.00 s", and for a converted file "1.00 s (44100 Hz, 2 channels)". */
void mw_sound_describe(const mw_sound *sound, char *text, size_t size);

#endif
