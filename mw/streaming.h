/* SPDX-License-Identifier: Apache-2.0
 *
 * A model hears recordings one after another, as a chip hears them: with gaps between them and
 * noise behind, one stream of sound through front end and model. All of it follows from a seed.
 *
 * The recordings are shuffled and dealt to a fixed number of streams, so that all cores have work
 * and the result is the same on any machine. A stream is: a gap, a recording, a gap, a recording
 * ... and a last gap. Each gap is drawn from three quarters to five quarters of gap_ms. Behind lies
 * noise from the last fifth of each file of _background_noise_, which training never hears: every
 * few recordings another file, place and level, from 0 to noise_level. Then the noise files
 * themselves are streamed, each whole and as it is: nothing in them is a word.
 *
 * Scores are kept, so that stream_tally.h can count events for many thresholds without hearing all
 * of it again. */
#ifndef MW_STREAMING_H
#define MW_STREAMING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mw/labels.h"
#include "mw/sound/frames.h"
#include "mw/sound/noise.h"
#include "mw/sound/recordings.h"

typedef struct mw_streaming_options {
    uint32_t seed;
    uint32_t gap_ms;
    double noise_level;
    uint32_t every_ms; /* from one inference to the next */
    const char *keep;  /* a folder to write the streams to, as sound files; NULL: nowhere */
} mw_streaming_options;

/* The time of a recording in its stream: from its first sample to the first of the next one. */
typedef struct mw_turn {
    size_t recording;
    int32_t label; /* a label that gives events; -1: any other word */
    uint32_t start_ms, end_ms;
} mw_turn;

typedef struct mw_stream {
    size_t turn_count; /* 0: noise alone */
    mw_turn *turns;
    uint32_t length_ms;
    size_t count;      /* inferences */
    uint32_t *time_ms; /* [count] */
    int8_t *scores;    /* [count][labels] */
} mw_stream;

typedef struct mw_streaming {
    mw_labels labels;
    mw_ear ear;
    uint32_t window_frames;
    size_t count;        /* all streams */
    size_t speech_count; /* the first ones; the others are noise alone */
    mw_stream *streams;
    size_t recordings; /* that were streamed */
    uint32_t speech_ms, noise_ms;
    bool has_noise;
} mw_streaming;

/* False with one line on stderr. labels: the option, or NULL; ear: what options say of it. */
bool mw_streaming_run(const char *model, const char *labels, const mw_ear *ear,
                      const mw_recordings *recordings, const mw_streaming_options *options,
                      mw_streaming *streaming);
void mw_streaming_free(mw_streaming *streaming);

#endif
