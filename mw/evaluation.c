/* SPDX-License-Identifier: Apache-2.0
 *
 * A model judges recordings on all cores. See evaluation.h. */
#include "mw/evaluation.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mw/judges.h"
#include "mw/mw.h"
#include "mw/sound/sound.h"

/* The samples of a row's window, malloc'd; NULL with a line in fault. */
static int16_t *samples_of(const mw_evaluation *e, size_t row, size_t count,
                           char fault[MW_FAULT_BYTES])
{
    size_t room = count > MW_SAMPLES_PER_SECOND ? count : MW_SAMPLES_PER_SECOND;
    int16_t *samples = calloc(room, sizeof *samples);
    if (!samples) {
        exit(mw_error("%zu samples do not fit into memory", room));
    }
    if (row >= e->judged) {
        mw_noise_silence(&e->noise, row - e->judged, samples);
        return samples;
    }
    mw_sound sound;
    char *path = mw_recording_path(e->from, e->recordings[row]);
    bool read = mw_sound_try(path, &sound, fault);
    free(path);
    if (!read) {
        free(samples);
        return NULL;
    }
    memcpy(samples, sound.samples, (sound.count < count ? sound.count : count) * sizeof *samples);
    mw_sound_free(&sound);
    return samples;
}

int8_t *mw_evaluation_features(const mw_evaluation *e, size_t row, char fault[MW_FAULT_BYTES])
{
    size_t needed = mw_ear_samples_of(&e->ear, e->window_frames);
    int16_t *samples = samples_of(e, row, needed, fault);
    if (!samples) {
        return NULL;
    }
    size_t frame_count = 0;
    int8_t *frames = mw_ear_hear(&e->ear, samples, needed, &frame_count);
    free(samples);
    return frames;
}

static bool judge(void *context, mw_spotter *spotter, size_t row, char fault[MW_FAULT_BYTES])
{
    mw_evaluation *e = context;
    int8_t *frames = mw_evaluation_features(e, row, fault);
    if (!frames) {
        return false;
    }
    const int8_t *scores;
    mw_reset(&spotter->session.interpreter);
    mw_status status = mw_spotter_judge(spotter, frames, &scores);
    free(frames);
    if (status == MW_OK) {
        memcpy(e->scores + row * e->labels.count, scores, e->labels.count);
    } else {
        char *name = mw_evaluation_name(e, row);
        snprintf(fault, MW_FAULT_BYTES, "the model failed on %s: %s", name, mw_status_name(status));
        free(name);
    }
    return status == MW_OK;
}

/* Rows for the recordings whose word is a label, or which "unknown" stands for. Noise is none of
 * them, even where splits.tsv lists it. */
static void list_recordings(mw_evaluation *e)
{
    for (size_t i = 0; i < e->from->count; i++) {
        const char *word = e->from->items[i].word;
        int32_t label = mw_labels_of_word(&e->labels, word);
        if (strcmp(word, "_background_noise_") == 0) {
            continue;
        }
        if (label < 0) {
            e->left_out++;
            continue;
        }
        e->recordings[e->judged] = i;
        e->classes[e->judged++] = label;
    }
    e->count = e->judged;
}

/* And for clips of silence, where there can be any. */
static void list_silence(mw_evaluation *e)
{
    int32_t silence = mw_labels_of_word(&e->labels, "silence");
    for (size_t i = 0; e->noise.count > 0 && i < MW_SILENCE_CLIPS; i++) {
        e->classes[e->count++] = silence;
    }
}

static bool list_rows(mw_evaluation *e)
{
    size_t most = e->from->count + MW_SILENCE_CLIPS;
    e->recordings = malloc(most * sizeof *e->recordings);
    e->classes = malloc(most * sizeof *e->classes);
    e->scores = malloc(most * e->labels.count);
    if (!e->recordings || !e->classes || !e->scores) {
        mw_error("%zu recordings are more than fits into memory", e->from->count);
        return false;
    }
    list_recordings(e);
    if (e->judged == 0) {
        mw_error("none of the %zu recordings in %s has a word that is a label, the first one is "
                 "'%s', and there is no label 'unknown'",
                 e->from->count, e->from->folder, e->from->items[0].word);
        return false;
    }
    list_silence(e);
    return true;
}

/* Rows, and what all spotters have in common. */
static bool prepare(mw_evaluation *e, mw_judges *judges)
{
    mw_spotter *first = &judges->spotters[0];
    e->labels = first->labels; /* ours from now on */
    first->labels = (mw_labels){0};
    e->ear = first->ear;
    e->window_frames = first->frames;
    bool wants_noise = mw_labels_of_word(&e->labels, "silence") >= 0;
    return (!wants_noise || mw_noise_read(e->from->folder, &e->noise)) && list_rows(e);
}

bool mw_evaluation_run(const char *model, const char *labels, const mw_ear *ear,
                       const mw_recordings *recordings, mw_evaluation *evaluation)
{
    mw_judges judges;
    *evaluation = (mw_evaluation){.from = recordings};
    if (!mw_judges_open(&judges, recordings->count, model, labels, ear)) {
        return false;
    }
    bool done = prepare(evaluation, &judges) &&
                mw_judges_run(&judges, evaluation->count, "recordings", judge, evaluation);
    mw_judges_close(&judges);
    if (!done) {
        mw_evaluation_free(evaluation);
    }
    return done;
}

void mw_evaluation_free(mw_evaluation *evaluation)
{
    mw_noise_free(&evaluation->noise);
    free(evaluation->recordings);
    free(evaluation->classes);
    free(evaluation->scores);
    mw_labels_free(&evaluation->labels);
    *evaluation = (mw_evaluation){0};
}

uint32_t mw_evaluation_answer(const mw_evaluation *evaluation, size_t row)
{
    const int8_t *scores = evaluation->scores + row * evaluation->labels.count;
    uint32_t best = 0;
    for (uint32_t i = 1; i < evaluation->labels.count; i++) {
        best = scores[i] > scores[best] ? i : best;
    }
    return best;
}

char *mw_evaluation_name(const mw_evaluation *e, size_t row)
{
    char *name = NULL;
    int length = row < e->judged ? asprintf(&name, "%s", e->from->items[e->recordings[row]].path)
                                 : asprintf(&name, "silence %zu", row - e->judged);
    if (length < 0) {
        exit(mw_error("a name does not fit into memory"));
    }
    return name;
}
