/* SPDX-License-Identifier: Apache-2.0
 *
 * Finds single words in sound as it comes, and cuts a second around each: so that a person can say
 * a word again and again and need press nothing.
 *
 * The room's own level is what is exceeded in four fifths of the last three seconds. A word begins
 * when the level rises clearly above it and ends when it has fallen back for a while; the word's
 * middle becomes the clip's middle. Integers and comparisons of mean squares, no spectrum: what is
 * loud and short is taken for a word, so it is the speaker who sees to it that it is one. */
#ifndef MW_SOUND_UTTERANCES_H
#define MW_SOUND_UTTERANCES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    MW_BLOCK_SAMPLES = 160, /* 10 ms: the detector's step */
    MW_CLIP_SAMPLES = 16000,
    MW_FLOOR_BLOCKS = 300, /* 3 s */
    MW_KEPT_BLOCKS = 300   /* of sound, to cut from */
};

typedef enum mw_take {
    MW_NO_TAKE,
    MW_TAKE,         /* the clip holds a word */
    MW_TAKE_CLIPPED, /* it was too loud for the microphone */
    MW_TAKE_LONG     /* it did not fit into a second */
} mw_take;

typedef struct mw_utterances {
    int16_t kept[MW_KEPT_BLOCKS * MW_BLOCK_SAMPLES]; /* a ring */
    double levels_db[MW_FLOOR_BLOCKS];               /* a ring */
    size_t levels;                                   /* how many of them are known */
    uint64_t blocks;                                 /* heard so far */
    bool speaking;
    uint64_t begin, end; /* blocks: of the word */
    uint64_t due;        /* the block with which the clip is complete; 0: no clip is waited for */
    mw_take verdict;     /* of that clip */
    double level_db, floor_db; /* of the last block, and of the room; 0 dB is full scale */
} mw_utterances;

void mw_utterances_start(mw_utterances *utterances);

/* Where the sound is known beforehand (a file): learns from its begin how loud the room is, so that
 * a word may stand at the very start. Before the first block. */
void mw_utterances_foresee(mw_utterances *utterances, const int16_t *samples, size_t count);

/* Takes a block. MW_TAKE and MW_TAKE_CLIPPED fill the clip with MW_CLIP_SAMPLES samples. */
mw_take mw_utterances_feed(mw_utterances *utterances, const int16_t block[MW_BLOCK_SAMPLES],
                           int16_t *clip);

#endif
