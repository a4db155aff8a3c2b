/* SPDX-License-Identifier: Apache-2.0
 *
 * Where recordings of one's own go: FOLDER/WORD/, with names from which the split follows as
 * recordings.h tells, so that mw train and mw evaluate take the folder as it is.
 *
 * With a speaker's name a file is SPEAKER_nohash_NUMBER.wav, and all of that speaker's recordings
 * are in one split: a model is measured on voices that it never heard. Without one, each recording
 * counts as a speaker of its own, and its name is chosen so that every fifth falls into validation
 * and the others into training: that measures how well a model knows the voices that it was trained
 * with. */
#ifndef MW_TAKES_H
#define MW_TAKES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MW_TAKE_NAME_BYTES = 128 };

typedef struct mw_takes {
    const char *folder, *word, *speaker; /* speaker may be NULL */
    bool noise;                          /* the word is _background_noise_ */
    uint32_t next;                       /* number */
    size_t training, validation, other;  /* saved */
    char name[MW_TAKE_NAME_BYTES];       /* of the last one, below the folder */
} mw_takes;

/* Makes the folders that are missing and finds the next number. False with one line on stderr: a
 * word or speaker that is no name for a folder or file, a folder that cannot be made, or one whose
 * splits.tsv would leave new recordings out. */
bool mw_takes_open(mw_takes *takes, const char *folder, const char *word, const char *speaker);

/* False with one line on stderr where the file cannot be written. */
bool mw_takes_save(mw_takes *takes, const int16_t *samples, size_t count);

#endif
