/* SPDX-License-Identifier: Apache-2.0
 *
 * Events in streams, counted. See stream_tally.h. */
#include "mw/stream_tally.h"

#include <stdlib.h>

#include "mw/hearing.h"
#include "mw/mw.h"

static const double ms_per_hour = 3600000.0;

typedef struct counter {
    const mw_streaming *streaming;
    mw_stream_tally *tally;
    uint32_t *delays; /* of those found */
} counter;

static void take_false(mw_stream_tally *t, uint32_t label)
{
    t->labels[label].false_events++;
    t->all.false_events++;
}

/* An event in somebody's turn. `had`: events of that turn before. */
static void take_event(counter *c, const mw_turn *turn, uint32_t label, uint32_t time_ms,
                       bool *found)
{
    mw_stream_tally *t = c->tally;
    if (turn->label == (int32_t)label && !*found) {
        c->delays[t->all.found++] = time_ms - turn->start_ms;
        t->labels[label].found++;
        *found = true;
    } else {
        take_false(t, label);
    }
}

/* The turn is over. */
static void close_turn(counter *c, const mw_turn *turn, bool found, bool lit)
{
    mw_stream_tally *t = c->tally;
    if (turn->label < 0) {
        t->others++;
        t->others_lit += lit;
    } else if (!found) {
        t->all.missed++;
        t->labels[turn->label].missed++;
    }
}

static void count_speech(counter *c, const mw_stream *stream, mw_recogniser *recogniser)
{
    const uint32_t labels = c->streaming->labels.count;
    size_t turn = 0;
    bool found = false;
    bool lit = false;
    for (size_t i = 0; i < stream->count; i++) {
        uint32_t now = stream->time_ms[i];
        while (turn < stream->turn_count && now >= stream->turns[turn].end_ms) {
            close_turn(c, &stream->turns[turn++], found, lit);
            found = lit = false;
        }
        mw_recogniser_top top;
        if (!mw_recogniser_feed(recogniser, stream->scores + i * labels, now, &top)) {
            continue;
        }
        if (turn < stream->turn_count && now >= stream->turns[turn].start_ms) {
            take_event(c, &stream->turns[turn], top.label, now, &found);
            lit = true;
        } else {
            take_false(c->tally, top.label);
        }
    }
    for (; turn < stream->turn_count; turn++) {
        close_turn(c, &stream->turns[turn], found, lit);
        found = lit = false;
    }
}

static void count_noise(counter *c, const mw_stream *stream, mw_recogniser *recogniser)
{
    const uint32_t labels = c->streaming->labels.count;
    for (size_t i = 0; i < stream->count; i++) {
        mw_recogniser_top top;
        if (mw_recogniser_feed(recogniser, stream->scores + i * labels, stream->time_ms[i], &top)) {
            c->tally->labels[top.label].noise_events++;
            c->tally->all.noise_events++;
        }
    }
}

static int compare(const void *a, const void *b)
{
    uint32_t left = *(const uint32_t *)a;
    uint32_t right = *(const uint32_t *)b;
    return (left > right) - (left < right);
}

bool mw_stream_tally_count(const mw_streaming *streaming,
                           const mw_recogniser_parameters *parameters, mw_stream_tally *tally)
{
    mw_recogniser recogniser;
    *tally = (mw_stream_tally){.parameters = *parameters};
    if (!mw_hearing_start(&recogniser, parameters)) {
        return false;
    }
    counter c = {streaming, tally, malloc((streaming->recordings + 1) * sizeof(uint32_t))};
    if (!c.delays) {
        exit(mw_error("%zu recordings are more than fits into memory", streaming->recordings));
    }
    for (size_t i = 0; i < streaming->count; i++) {
        mw_recogniser_reset(&recogniser);
        if (i < streaming->speech_count) {
            count_speech(&c, &streaming->streams[i], &recogniser);
        } else {
            count_noise(&c, &streaming->streams[i], &recogniser);
        }
    }
    if (tally->all.found > 0) {
        qsort(c.delays, tally->all.found, sizeof *c.delays, compare);
        tally->delay_ms = c.delays[tally->all.found / 2];
    }
    free(c.delays);
    return true;
}

double mw_stream_false_per_hour(const mw_streaming *streaming, const mw_stream_tally *tally)
{
    return (double)tally->all.false_events * ms_per_hour / streaming->speech_ms;
}
