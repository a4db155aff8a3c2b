/* SPDX-License-Identifier: Apache-2.0
 *
 * A model judges recordings on all cores. See evaluation.h. */
#include "mw/evaluation.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mw/mw.h"
#include "mw/progress.h"
#include "mw/sound/sound.h"
#include "mw/spotter.h"

enum { MOST_THREADS = 64 };

/* What the threads share. Recordings are handed out in order, so when one fails those before it
 * have been handed out too, and the first of the failures is told whatever the threads' luck. */
typedef struct shared {
    pthread_mutex_t lock;
    size_t next, done;          /* locked */
    size_t failed;              /* locked: the first one; SIZE_MAX: none */
    char fault[MW_FAULT_BYTES]; /* locked: of that one */
    mw_progress progress;       /* locked */
    mw_evaluation *evaluation;  /* each thread writes its own rows of scores */
    const mw_recordings *recordings;
    const mw_ear *ear;
} shared;

typedef struct worker {
    shared *shared;
    mw_spotter spotter;
    pthread_t thread;
} worker;

/* Scores of one recording; false with a line in fault. */
static bool judge(worker *w, size_t index, char fault[MW_FAULT_BYTES])
{
    mw_evaluation *e = w->shared->evaluation;
    char *path = mw_recording_path(w->shared->recordings, e->recordings[index]);
    mw_sound sound;
    if (!mw_sound_try(path, &sound, fault)) {
        free(path);
        return false;
    }
    size_t needed = mw_ear_samples_of(w->shared->ear, e->window_frames);
    int16_t *samples = calloc(needed, sizeof *samples);
    if (!samples) {
        exit(mw_error("%zu samples do not fit into memory", needed));
    }
    memcpy(samples, sound.samples, (sound.count < needed ? sound.count : needed) * sizeof *samples);
    size_t frame_count = 0;
    int8_t *frames = mw_ear_hear(w->shared->ear, samples, needed, &frame_count);
    const int8_t *scores;
    mw_reset(&w->spotter.session.interpreter);
    mw_status status = mw_spotter_judge(&w->spotter, frames, &scores);
    if (status == MW_OK) {
        memcpy(e->scores + index * e->labels.count, scores, e->labels.count);
    } else {
        snprintf(fault, MW_FAULT_BYTES, "the model failed on %s: %s", path, mw_status_name(status));
    }
    free(frames);
    free(samples);
    mw_sound_free(&sound);
    free(path);
    return status == MW_OK;
}

static void *work(void *argument)
{
    worker *w = argument;
    shared *s = w->shared;
    char fault[MW_FAULT_BYTES];
    pthread_mutex_lock(&s->lock);
    while (s->next < s->evaluation->count && s->failed == SIZE_MAX) {
        size_t index = s->next++;
        pthread_mutex_unlock(&s->lock);
        bool judged = judge(w, index, fault);
        pthread_mutex_lock(&s->lock);
        if (!judged && index < s->failed) {
            s->failed = index;
            memcpy(s->fault, fault, sizeof fault);
        }
        mw_progress_show(&s->progress, ++s->done);
    }
    pthread_mutex_unlock(&s->lock);
    return NULL;
}

static size_t count_threads(size_t recordings)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    size_t threads = cores < 1 ? 1 : cores > MOST_THREADS ? MOST_THREADS : (size_t)cores;
    return threads < recordings ? threads : recordings;
}

/* The first worker works on the calling thread; the others have a model each. */
static void run_workers(worker *workers, shared *s, const char *model, const char *labels)
{
    size_t wanted = count_threads(s->evaluation->count);
    size_t started = 1;
    while (started < wanted) {
        worker *w = &workers[started];
        w->shared = s;
        if (!mw_spotter_open(&w->spotter, model, labels)) {
            break;
        }
        if (pthread_create(&w->thread, NULL, work, w) != 0) {
            mw_spotter_close(&w->spotter);
            break;
        }
        started++;
    }
    work(&workers[0]);
    for (size_t i = 1; i < started; i++) {
        pthread_join(workers[i].thread, NULL);
        mw_spotter_close(&workers[i].spotter);
    }
}

static bool make_room(mw_evaluation *e, const mw_recordings *recordings)
{
    e->recordings = malloc(recordings->count * sizeof *e->recordings);
    e->classes = malloc(recordings->count * sizeof *e->classes);
    e->scores = malloc(recordings->count * e->labels.count);
    if (!e->recordings || !e->classes || !e->scores) {
        mw_error("%zu recordings are more than fits into memory", recordings->count);
        return false;
    }
    for (size_t i = 0; i < recordings->count; i++) {
        int32_t label = mw_labels_of_word(&e->labels, recordings->items[i].word);
        if (label >= 0) {
            e->recordings[e->count] = i;
            e->classes[e->count++] = label;
        }
    }
    e->left_out = recordings->count - e->count;
    if (e->count == 0) {
        mw_error("none of the %zu recordings in %s has a word that is a label, the first one is "
                 "'%s', and there is no label 'unknown'",
                 recordings->count, recordings->folder, recordings->items[0].word);
    }
    return e->count > 0;
}

bool mw_evaluation_run(const char *model, const char *labels, const mw_ear *ear,
                       const mw_recordings *recordings, mw_evaluation *evaluation)
{
    static worker workers[MOST_THREADS];
    shared s = {.failed = SIZE_MAX,
                .lock = PTHREAD_MUTEX_INITIALIZER,
                .evaluation = evaluation,
                .recordings = recordings,
                .ear = ear};
    *evaluation = (mw_evaluation){0};
    workers[0] = (worker){.shared = &s};
    if (!mw_spotter_open(&workers[0].spotter, model, labels)) {
        return false;
    }
    evaluation->labels = workers[0].spotter.labels; /* ours from now on */
    workers[0].spotter.labels = (mw_labels){0};
    evaluation->window_frames = workers[0].spotter.frames;
    bool done = make_room(evaluation, recordings);
    if (done) {
        mw_progress_start(&s.progress, evaluation->count, "recordings");
        run_workers(workers, &s, model, labels);
        mw_progress_end(&s.progress);
        done = s.failed == SIZE_MAX;
        if (!done) {
            mw_error("%s", s.fault);
        }
    }
    mw_spotter_close(&workers[0].spotter);
    if (!done) {
        mw_evaluation_free(evaluation);
    }
    return done;
}

void mw_evaluation_free(mw_evaluation *evaluation)
{
    free(evaluation->recordings);
    free(evaluation->classes);
    free(evaluation->scores);
    mw_labels_free(&evaluation->labels);
    *evaluation = (mw_evaluation){0};
}

uint32_t mw_evaluation_answer(const mw_evaluation *evaluation, size_t index)
{
    const int8_t *scores = evaluation->scores + index * evaluation->labels.count;
    uint32_t best = 0;
    for (uint32_t i = 1; i < evaluation->labels.count; i++) {
        best = scores[i] > scores[best] ? i : best;
    }
    return best;
}
