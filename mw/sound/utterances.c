/* SPDX-License-Identifier: Apache-2.0
 *
 * Finds single words in sound. See utterances.h. */
#include "mw/sound/utterances.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    LEAST_FLOOR_BLOCKS = 30, /* before that nobody knows how loud the room is */
    QUIET_BLOCKS = 25,       /* so long it must be quiet again for a word to be over */
    LEAST_WORD_BLOCKS = 8,
    MOST_WORD_BLOCKS = 95,
    CLIP_BLOCKS = MW_CLIP_SAMPLES / MW_BLOCK_SAMPLES,
    CLIPPED_SAMPLE = 32700,
    MOST_CLIPPED = 8 /* samples at full scale that do no harm */
};

static const double begin_above_floor_db = 12;
static const double end_above_floor_db = 6;
static const double faintest_db = -48; /* what is fainter is no word */
static const double silence_db = -90;
static const double quietest_room_db = -66; /* below it nobody hears a word fade */

void mw_utterances_start(mw_utterances *utterances)
{
    memset(utterances, 0, sizeof *utterances);
    utterances->level_db = utterances->floor_db = silence_db;
}

static double level_of(const int16_t *block)
{
    double sum = 0;
    for (int i = 0; i < MW_BLOCK_SAMPLES; i++) {
        sum += (double)block[i] * block[i];
    }
    double square = sum / MW_BLOCK_SAMPLES / (32768.0 * 32768.0);
    return square > 1e-9 ? 10 * log10(square) : silence_db;
}

void mw_utterances_foresee(mw_utterances *u, const int16_t *samples, size_t count)
{
    for (; u->levels < MW_FLOOR_BLOCKS && count >= MW_BLOCK_SAMPLES; count -= MW_BLOCK_SAMPLES) {
        u->levels_db[u->levels++] = level_of(samples);
        samples += MW_BLOCK_SAMPLES;
    }
}

static int compare(const void *a, const void *b)
{
    double left = *(const double *)a;
    double right = *(const double *)b;
    return (left > right) - (left < right);
}

/* The level below which a fifth of the last seconds was. */
static double floor_of(const mw_utterances *u)
{
    double sorted[MW_FLOOR_BLOCKS];
    memcpy(sorted, u->levels_db, u->levels * sizeof *sorted);
    qsort(sorted, u->levels, sizeof *sorted, compare);
    double level = sorted[u->levels / 5];
    return level > quietest_room_db ? level : quietest_room_db;
}

/* The samples of some blocks out of the ring; blocks that were before the start are silent. */
static void copy_blocks(const mw_utterances *u, int64_t first, int count, int16_t *to)
{
    for (int i = 0; i < count; i++, to += MW_BLOCK_SAMPLES) {
        if (first + i < 0) {
            memset(to, 0, MW_BLOCK_SAMPLES * sizeof *to);
        } else {
            const size_t slot = (size_t)(first + i) % MW_KEPT_BLOCKS;
            memcpy(to, u->kept + slot * MW_BLOCK_SAMPLES, MW_BLOCK_SAMPLES * sizeof *to);
        }
    }
}

/* The word is over: when its second will be complete, and whether it is one. */
static void finish_word(mw_utterances *u)
{
    uint64_t length = u->end - u->begin;
    u->speaking = false;
    if (length >= LEAST_WORD_BLOCKS) {
        u->due = (u->begin + u->end) / 2 + CLIP_BLOCKS / 2;
        u->verdict = length > MOST_WORD_BLOCKS ? MW_TAKE_LONG : MW_TAKE;
    }
}

static void follow_level(mw_utterances *u)
{
    bool known = u->levels >= LEAST_FLOOR_BLOCKS;
    bool loud = u->level_db > u->floor_db + begin_above_floor_db && u->level_db > faintest_db;
    if (!u->speaking && u->due == 0 && known && loud) {
        u->speaking = true;
        u->begin = u->blocks - 1;
    }
    if (u->speaking && u->level_db > u->floor_db + end_above_floor_db) {
        u->end = u->blocks;
    }
    if (u->speaking && u->blocks - u->end >= QUIET_BLOCKS) {
        finish_word(u);
    }
}

static mw_take take_clip(mw_utterances *u, int16_t *clip)
{
    mw_take verdict = u->verdict;
    int clipped = 0;
    copy_blocks(u, (int64_t)u->due - CLIP_BLOCKS, CLIP_BLOCKS, clip);
    u->due = 0;
    for (int i = 0; i < MW_CLIP_SAMPLES; i++) {
        clipped += clip[i] >= CLIPPED_SAMPLE || clip[i] <= -CLIPPED_SAMPLE;
    }
    return verdict == MW_TAKE && clipped > MOST_CLIPPED ? MW_TAKE_CLIPPED : verdict;
}

mw_take mw_utterances_feed(mw_utterances *u, const int16_t block[MW_BLOCK_SAMPLES], int16_t *clip)
{
    size_t slot = (size_t)(u->blocks % MW_KEPT_BLOCKS);
    memcpy(u->kept + slot * MW_BLOCK_SAMPLES, block, MW_BLOCK_SAMPLES * sizeof *block);
    u->level_db = level_of(block);
    u->levels_db[u->blocks % MW_FLOOR_BLOCKS] = u->level_db;
    u->levels = u->blocks < u->levels || u->levels == MW_FLOOR_BLOCKS ? u->levels : u->levels + 1;
    u->blocks++;
    u->floor_db = floor_of(u);
    follow_level(u);
    return u->due != 0 && u->blocks >= u->due ? take_clip(u, clip) : MW_NO_TAKE;
}
