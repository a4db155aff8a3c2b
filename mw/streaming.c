/* SPDX-License-Identifier: Apache-2.0
 *
 * A model hears recordings one after another. See streaming.h. */
#include "mw/streaming.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mw/hearing.h"
#include "mw/judges.h"
#include "mw/mw.h"
#include "mw/sound/stream_sound.h"
#include "mw/train/random.h"

enum { SPEECH_STREAMS = 8, SAMPLES_PER_MS = MW_SAMPLES_PER_SECOND / 1000, PATH_BYTES = 4096 };

typedef struct task {
    mw_streaming *streaming;
    const mw_recordings *recordings;
    const mw_streaming_options *options;
    mw_noise noise;
    mw_stream_rules rules;
    size_t *order; /* [streaming->recordings] indices of recordings, shuffled */
} task;

static void *known(void *memory)
{
    if (!memory) {
        exit(mw_error("the streams do not fit into memory"));
    }
    return memory;
}

/* Stream k takes the recordings order[first of k .. first of k + 1). */
static size_t first_of(const mw_streaming *s, size_t stream)
{
    return stream * s->recordings / s->speech_count;
}

/* The recordings, without noise that splits.tsv may list, shuffled (Fisher and Yates). */
static void shuffle(task *t)
{
    mw_streaming *s = t->streaming;
    mw_random random = mw_random_start(t->options->seed, 'o', 0);
    t->order = known(malloc((t->recordings->count + 1) * sizeof *t->order));
    for (size_t i = 0; i < t->recordings->count; i++) {
        if (strcmp(t->recordings->items[i].word, "_background_noise_") != 0) {
            t->order[s->recordings++] = i;
        }
    }
    for (size_t left = s->recordings; left > 1; left--) {
        size_t other = mw_random_below(&random, left);
        size_t kept = t->order[left - 1];
        t->order[left - 1] = t->order[other];
        t->order[other] = kept;
    }
}

/* The label of a recording's word where that gives events, else -1. */
static int32_t event_label(const mw_streaming *s, const char *word)
{
    uint32_t events = mw_labels_of_events(&s->labels);
    for (uint32_t i = 0; i < s->labels.count && i < MW_RECOGNISER_LABELS; i++) {
        if ((events >> i & 1U) != 0 && strcmp(s->labels.names[i], word) == 0) {
            return (int32_t)i;
        }
    }
    return -1;
}

/* Writes what is said when, for whoever wants to hear a stream or to judge it anew. */
static bool keep_table(const task *t, const mw_stream *stream, const char *path,
                       char fault[MW_FAULT_BYTES])
{
    FILE *file = fopen(path, "w");
    if (!file) {
        snprintf(fault, MW_FAULT_BYTES, "table %.300s cannot be written", path);
        return false;
    }
    fprintf(file, "start_ms\tend_ms\tword\tpath\n");
    for (size_t i = 0; i < stream->turn_count; i++) {
        const mw_turn *turn = &stream->turns[i];
        const mw_recording *recording = &t->recordings->items[turn->recording];
        fprintf(file, "%u\t%u\t%s\t%s\n", turn->start_ms, turn->end_ms, recording->word,
                recording->path);
    }
    bool wrote = !ferror(file);
    if (fclose(file) != 0 || !wrote) {
        snprintf(fault, MW_FAULT_BYTES, "table %.300s cannot be written: is the disk full?", path);
        return false;
    }
    return true;
}

static bool keep(const task *t, const mw_stream *stream, size_t number, const mw_sound *sound,
                 char fault[MW_FAULT_BYTES])
{
    char path[PATH_BYTES];
    snprintf(path, sizeof path, "%s/stream_%zu.wav", t->options->keep, number);
    if (!mw_stream_sound_write(sound, path, fault)) {
        return false;
    }
    snprintf(path, sizeof path, "%s/stream_%zu.tsv", t->options->keep, number);
    return keep_table(t, stream, path, fault);
}

/* The sound of a stream of speech, and whose turn is when. */
static bool make_speech(const task *t, size_t number, mw_sound *sound, char fault[MW_FAULT_BYTES])
{
    mw_stream *stream = &t->streaming->streams[number];
    const size_t *indices = t->order + first_of(t->streaming, number);
    size_t count = first_of(t->streaming, number + 1) - first_of(t->streaming, number);
    mw_stream_place *places = known(calloc(count + 1, sizeof *places));
    bool made = mw_stream_sound_make(&t->rules, (uint32_t)number, t->recordings, indices, count,
                                     places, sound, fault);
    if (made) {
        stream->turns = known(calloc(count + 1, sizeof *stream->turns));
        stream->turn_count = count;
        places[count].first = sound->count;
        for (size_t i = 0; i < count; i++) {
            const char *word = t->recordings->items[indices[i]].word;
            stream->turns[i] = (mw_turn){indices[i], event_label(t->streaming, word),
                                         (uint32_t)(places[i].first / SAMPLES_PER_MS),
                                         (uint32_t)(places[i + 1].first / SAMPLES_PER_MS)};
        }
    }
    free(places);
    return made;
}

/* Hears a sound from its start: times and scores of all inferences. */
static bool hear(const task *t, mw_spotter *spotter, const mw_sound *sound, mw_stream *stream,
                 char fault[MW_FAULT_BYTES])
{
    size_t frame_count = 0;
    int8_t *frames = mw_ear_hear(&spotter->ear, sound->samples, sound->count, &frame_count);
    uint32_t labels = t->streaming->labels.count;
    stream->length_ms = (uint32_t)(sound->count / SAMPLES_PER_MS);
    stream->time_ms = known(malloc((frame_count + 1) * sizeof *stream->time_ms));
    stream->scores = known(malloc((frame_count + 1) * labels));
    mw_status status = MW_OK;
    mw_hearing_clock clock = mw_hearing_clock_start(t->options->every_ms);
    mw_reset(&spotter->session.interpreter);
    for (size_t frame = spotter->frames; status == MW_OK && frame <= frame_count; frame++) {
        uint32_t time_ms = mw_ear_frame_end_ms(&spotter->ear, frame - 1);
        if (mw_hearing_clock_is_due(&clock, time_ms)) {
            const int8_t *scores;
            status = mw_spotter_judge(
                spotter, frames + (frame - spotter->frames) * MW_FRAME_FEATURES, &scores);
            memcpy(stream->scores + stream->count * labels, scores, labels);
            stream->time_ms[stream->count++] = time_ms;
        }
    }
    free(frames);
    if (status != MW_OK) {
        snprintf(fault, MW_FAULT_BYTES, "the model failed in a stream: %s", mw_status_name(status));
    }
    return status == MW_OK;
}

static bool work(void *context, mw_spotter *spotter, size_t number, char fault[MW_FAULT_BYTES])
{
    task *t = context;
    mw_streaming *s = t->streaming;
    mw_stream *stream = &s->streams[number];
    if (number >= s->speech_count) {
        return hear(t, spotter, &t->noise.sounds[number - s->speech_count], stream, fault);
    }
    mw_sound sound;
    if (!make_speech(t, number, &sound, fault)) {
        return false;
    }
    bool good = (!t->options->keep || keep(t, stream, number, &sound, fault)) &&
                hear(t, spotter, &sound, stream, fault);
    mw_sound_free(&sound);
    return good;
}

static bool prepare(task *t, mw_judges *judges)
{
    mw_streaming *s = t->streaming;
    mw_spotter *first = &judges->spotters[0];
    s->labels = first->labels; /* ours from now on */
    first->labels = (mw_labels){0};
    s->ear = first->ear;
    s->window_frames = first->frames;
    if (mw_labels_of_events(&s->labels) == 0) {
        mw_error("%s has no label that gives events", first->session.path);
        return false;
    }
    if (!mw_noise_read(t->recordings->folder, &t->noise)) {
        return false;
    }
    shuffle(t);
    s->has_noise = t->noise.count > 0;
    s->speech_count = s->recordings < SPEECH_STREAMS ? s->recordings : SPEECH_STREAMS;
    s->count = s->speech_count + t->noise.count;
    s->streams = known(calloc(s->count + 1, sizeof *s->streams));
    t->rules =
        (mw_stream_rules){t->options->seed, t->options->gap_ms, t->options->noise_level, &t->noise};
    return true;
}

bool mw_streaming_run(const char *model, const char *labels, const mw_ear *ear,
                      const mw_recordings *recordings, const mw_streaming_options *options,
                      mw_streaming *streaming)
{
    mw_judges judges;
    task t = {.streaming = streaming, .recordings = recordings, .options = options};
    *streaming = (mw_streaming){0};
    if (!mw_judges_open(&judges, SPEECH_STREAMS, model, labels, ear)) {
        return false;
    }
    bool done =
        prepare(&t, &judges) && mw_judges_run(&judges, streaming->count, "streams", work, &t);
    for (size_t i = 0; done && i < streaming->count; i++) {
        uint32_t *sum = i < streaming->speech_count ? &streaming->speech_ms : &streaming->noise_ms;
        *sum += streaming->streams[i].length_ms;
    }
    free(t.order);
    mw_noise_free(&t.noise);
    mw_judges_close(&judges);
    if (!done) {
        mw_streaming_free(streaming);
    }
    return done;
}

void mw_streaming_free(mw_streaming *streaming)
{
    for (size_t i = 0; i < streaming->count; i++) {
        free(streaming->streams[i].turns);
        free(streaming->streams[i].time_ms);
        free(streaming->streams[i].scores);
    }
    free(streaming->streams);
    mw_labels_free(&streaming->labels);
    *streaming = (mw_streaming){0};
}
