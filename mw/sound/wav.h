/* SPDX-License-Identifier: Apache-2.0
 *
 * Writes sound of 16 kHz, mono, 16 bits as a WAV file: beside its place and renamed, so that there
 * is never half a recording. */
#ifndef MW_SOUND_WAV_H
#define MW_SOUND_WAV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* False with one line on stderr. */
bool mw_wav_write(const char *path, const int16_t *samples, size_t count);

#endif
