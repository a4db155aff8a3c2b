/* SPDX-License-Identifier: Apache-2.0
 *
 * Recordings of a split, in memory, by class. See corpus.h. */
#include "mw/train/corpus.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "mw/mw.h"
#include "mw/sound/recordings.h"
#include "mw/sound/sound.h"
#include "mw/train/parallel.h"

static void *known(void *memory)
{
    if (!memory) {
        exit(mw_error("the recordings do not fit into memory"));
    }
    return memory;
}

static void add_label(mw_labels *labels, const char *name)
{
    labels->names = known(realloc(labels->names, (labels->count + 1) * sizeof *labels->names));
    labels->names[labels->count++] = known(strdup(name));
}

static bool is_word(const mw_recipe *recipe, const char *word)
{
    for (uint32_t i = 0; i < recipe->word_count; i++) {
        if (strcmp(recipe->words[i], word) == 0) {
            return true;
        }
    }
    return false;
}

static size_t count_word(const mw_recordings *recordings, const char *word)
{
    size_t count = 0;
    for (size_t i = 0; i < recordings->count; i++) {
        count += strcmp(recordings->items[i].word, word) == 0;
    }
    return count;
}

static size_t count_others(const mw_recipe *recipe, const mw_recordings *recordings)
{
    size_t count = 0;
    for (size_t i = 0; i < recordings->count; i++) {
        count += !is_word(recipe, recordings->items[i].word);
    }
    return count;
}

static bool add_words(const mw_recipe *recipe, const mw_recordings *recordings, mw_labels *labels)
{
    for (uint32_t i = 0; i < recipe->word_count; i++) {
        if (count_word(recordings, recipe->words[i]) == 0) {
            mw_error("nobody says '%s' in the training recordings of %s: record it, or name other "
                     "words (--words)",
                     recipe->words[i], recordings->folder);
            return false;
        }
        add_label(labels, recipe->words[i]);
    }
    return true;
}

bool mw_corpus_classes(const mw_recipe *recipe, const char *folder, const mw_noise *noise,
                       mw_labels *labels)
{
    mw_recordings recordings;
    *labels = (mw_labels){0};
    if (!mw_recordings_find(folder, "training", &recordings)) {
        return false;
    }
    if (noise->count > 0) {
        add_label(labels, "silence");
    } else {
        fprintf(stderr,
                "no noise in %s/_background_noise_: no class silence, and no noise mixed "
                "in\n",
                folder);
    }
    if (count_others(recipe, &recordings) > 0) {
        add_label(labels, "unknown");
    } else {
        fprintf(stderr, "no recordings of other words in %s: no class unknown\n", folder);
    }
    bool good = add_words(recipe, &recordings, labels);
    if (good && labels->count < 2) {
        mw_error("%s has one class only, '%s': there is nothing to tell it from; add recordings of "
                 "other words, or noise in _background_noise_",
                 folder, labels->names[0]);
        good = false;
    }
    mw_recordings_free(&recordings);
    if (!good) {
        mw_labels_free(labels);
    }
    return good;
}

/* Reading on all cores: recording i becomes take i, count 0 where it cannot be used. */
typedef struct reading {
    const mw_recordings *recordings;
    mw_take *takes;
    char (*faults)[MW_FAULT_BYTES];
} reading;

static bool is_silent(const mw_sound *sound)
{
    for (size_t i = 0; i < sound->count; i++) {
        if (sound->samples[i] != 0) {
            return false;
        }
    }
    return true;
}

static void read_take(void *context, size_t piece, size_t thread)
{
    (void)thread;
    reading *r = context;
    char *path = mw_recording_path(r->recordings, piece);
    mw_sound sound;
    if (mw_sound_try(path, &sound, r->faults[piece])) {
        mw_take *take = &r->takes[piece];
        if (is_silent(&sound)) {
            snprintf(r->faults[piece], MW_FAULT_BYTES, "%s is silent: every sample is 0", path);
            mw_sound_free(&sound);
        } else {
            size_t count = sound.count < MW_TAKE_SAMPLES ? sound.count : MW_TAKE_SAMPLES;
            take->count = (uint32_t)count;
            take->samples = known(realloc(sound.samples, count * sizeof *take->samples));
        }
    }
    free(path);
}

/* Keeps the takes of a class in the order of the classes; drops what has none or no samples. */
static void sort_takes(mw_corpus *corpus, const mw_recordings *recordings, const reading *r,
                       size_t *of_recording)
{
    for (uint32_t class = 0; class < corpus->labels.count; class ++) {
        corpus->first[class] = corpus->count;
        for (size_t i = 0; i < recordings->count; i++) {
            int32_t label = mw_labels_of_word(&corpus->labels, recordings->items[i].word);
            if (label == (int32_t) class && r->takes[i].count > 0) {
                of_recording[corpus->count] = i;
                r->takes[i].class = class;
                corpus->takes[corpus->count++] = r->takes[i];
            }
        }
    }
    corpus->first[corpus->labels.count] = corpus->count;
}

/* Weights as running sums, 1 at the end of each class. */
static void weigh(mw_corpus *corpus, const mw_recordings *recordings, const size_t *of_recording)
{
    for (uint32_t class = 0; class < corpus->labels.count; class ++) {
        double sum = 0;
        for (size_t i = corpus->first[class]; i < corpus->first[class + 1]; i++) {
            const char *word = recordings->items[of_recording[i]].word;
            sum += 1.0 / sqrt((double)count_word(recordings, word));
            corpus->takes[i].weight = sum;
        }
        for (size_t i = corpus->first[class]; i < corpus->first[class + 1]; i++) {
            corpus->takes[i].weight /= sum;
        }
    }
}

static void tell_faults(mw_corpus *corpus, const mw_recordings *recordings, const reading *r)
{
    enum { MOST_TOLD = 10 };
    size_t faults = 0;
    for (size_t i = 0; i < recordings->count; i++) {
        if (r->faults[i][0]) {
            bool silent = strstr(r->faults[i], "is silent: every sample") != NULL;
            corpus->silent += silent;
            corpus->unreadable += !silent;
            if (faults++ < MOST_TOLD) {
                fprintf(stderr, "left out: %s\n", r->faults[i]);
            }
        }
    }
    if (faults > 0) {
        fprintf(stderr, "left out: %zu of %zu recordings, %zu unreadable and %zu silent\n", faults,
                recordings->count, corpus->unreadable, corpus->silent);
    }
}

static bool has_all(const mw_corpus *corpus, const mw_recordings *recordings, const char *split)
{
    for (uint32_t class = 0; class < corpus->labels.count; class ++) {
        if (corpus->first[class] == corpus->first[class + 1] &&
            (int32_t) class != corpus->silence) {
            mw_error("there is no usable %s recording of '%s' in %s", split,
                     corpus->labels.names[class], recordings->folder);
            return false;
        }
    }
    return true;
}

bool mw_corpus_read(const char *folder, const char *split, mw_labels labels, mw_corpus *corpus)
{
    mw_recordings recordings;
    *corpus = (mw_corpus){.labels = labels, .silence = -1, .unknown = -1};
    for (uint32_t i = 0; i < labels.count; i++) {
        corpus->silence = mw_label_is_silence(labels.names[i]) ? (int32_t)i : corpus->silence;
        corpus->unknown = mw_label_is_unknown(labels.names[i]) ? (int32_t)i : corpus->unknown;
    }
    if (!mw_recordings_find(folder, split, &recordings)) {
        mw_corpus_free(corpus);
        return false;
    }
    reading r = {.recordings = &recordings,
                 .takes = known(calloc(recordings.count, sizeof(mw_take))),
                 .faults = known(calloc(recordings.count, sizeof *r.faults))};
    corpus->takes = known(calloc(recordings.count, sizeof(mw_take)));
    corpus->first = known(calloc(labels.count + 1, sizeof(size_t)));
    size_t *of_recording = known(calloc(recordings.count, sizeof(size_t)));
    mw_parallel(recordings.count, read_take, &r);
    sort_takes(corpus, &recordings, &r, of_recording);
    weigh(corpus, &recordings, of_recording);
    tell_faults(corpus, &recordings, &r);
    bool good = has_all(corpus, &recordings, split);
    for (size_t i = 0; i < recordings.count; i++) {
        if (mw_labels_of_word(&labels, recordings.items[i].word) < 0) {
            free(r.takes[i].samples);
        }
    }
    free(of_recording);
    free(r.takes);
    free(r.faults);
    mw_recordings_free(&recordings);
    if (!good) {
        mw_corpus_free(corpus);
    }
    return good;
}

void mw_corpus_free(mw_corpus *corpus)
{
    for (size_t i = 0; i < corpus->count; i++) {
        free(corpus->takes[i].samples);
    }
    free(corpus->takes);
    free(corpus->first);
    mw_labels_free(&corpus->labels);
    *corpus = (mw_corpus){0};
}

const mw_take *mw_corpus_take(const mw_corpus *corpus, uint32_t class, double share)
{
    size_t low = corpus->first[class];
    size_t high = corpus->first[class + 1] - 1;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (corpus->takes[middle].weight > share) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return &corpus->takes[low];
}
