/* SPDX-License-Identifier: Apache-2.0
 *
 * A folder of recordings: which word each one has, and to which split it belongs.
 *
 * Where FOLDER/splits.tsv is, it decides: tab-separated, a header line that names at least the
 * columns path and split; without a column word, the recording's folder is its word. Elsewhere each
 * folder in FOLDER is a word (but for those that begin with a dot and _background_noise_, which is
 * no word but noise of any length), each sound file in it a recording, in the order of their names,
 * and the split follows from the speaker as Speech Commands has it (P. Warden, arXiv 1804.03209):
 * SHA-1 of the name before _nohash_, modulo 2^27, in per cent of 2^27 - 1: below 10 validation,
 * below 20 testing, else training. */
#ifndef MW_SOUND_RECORDINGS_H
#define MW_SOUND_RECORDINGS_H

#include <stdbool.h>
#include <stddef.h>

typedef struct mw_recording {
    char *path; /* below the folder */
    char *word;
    char *split;
} mw_recording;

typedef struct mw_recordings {
    const char *folder;
    size_t count;
    mw_recording *items;
} mw_recordings;

/* Those of a split, or with "all" of every split. False with one line on stderr: no such folder, no
 * recordings in it, no such split (the message lists those that there are), a line of splits.tsv
 * that makes no sense. */
bool mw_recordings_find(const char *folder, const char *split, mw_recordings *recordings);
void mw_recordings_free(mw_recordings *recordings);

/* The published rule: "training", "validation" or "testing". */
const char *mw_recording_split(const char *file_name);

/* The path of a recording, malloc'd. */
char *mw_recording_path(const mw_recordings *recordings, size_t index);

#endif
