/* SPDX-License-Identifier: Apache-2.0
 *
 * Sound from a microphone as the front end takes it (16 kHz, mono, 16 bits), by PortAudio. A device
 * that has no such rate is opened with its own, and libsamplerate makes 16 kHz of it. */
#ifndef MW_SOUND_MICROPHONE_H
#define MW_SOUND_MICROPHONE_H

#include <portaudio.h>
#include <samplerate.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MW_MICROPHONE_BUFFER = 8192 };

typedef struct mw_microphone {
    PaStream *stream;
    double rate_hz;       /* the device's */
    SRC_STATE *converter; /* NULL: none is needed */
    int16_t waiting[MW_MICROPHONE_BUFFER];
    size_t waiting_count; /* samples of 16 kHz that were not handed out yet */
    size_t lost;          /* times that the device lost sound because it was read too late */
    const char *name;
} mw_microphone;

/* device: a number or a part of a name as mw_microphone_list prints them; NULL: the system's own
 * choice. False with one line on stderr: no microphone, no such one, or it does not start. */
bool mw_microphone_open(mw_microphone *microphone, const char *device);
void mw_microphone_close(mw_microphone *microphone);

/* Waits for `count` samples (at most a quarter of the buffer); false with one line on stderr. */
bool mw_microphone_read(mw_microphone *microphone, int16_t *samples, size_t count);

/* Prints all microphones, one a line; false with one line on stderr where there is none. */
bool mw_microphone_list(void);

#endif
