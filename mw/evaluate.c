/* SPDX-License-Identifier: Apache-2.0
 *
 * mw evaluate: how good a model is on a folder of recordings. One by one: evaluation.c judges,
 * tally.c counts, accuracy_report.c tells. One after another, as a chip hears them: streaming.c
 * hears, stream_tally.c counts, streaming_report.c tells. */
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>

#include "mw/accuracy_report.h"
#include "mw/evaluation.h"
#include "mw/file.h"
#include "mw/mw.h"
#include "mw/options.h"
#include "mw/picture/canvas.h"
#include "mw/picture/confusion_picture.h"
#include "mw/picture/tradeoff_picture.h"
#include "mw/streaming.h"
#include "mw/streaming_report.h"
#include "mw/tally.h"

typedef struct options {
    const char *model, *folder, *split, *labels, *scores, *picture;
    mw_ear ear;
    bool json, streaming;
    const char *only_streaming; /* an option that was given and needs --streaming */
    mw_streaming_options streams;
    mw_event_options events;
} options;

enum {
    KEY_JSON = 256,
    KEY_SCORES,
    KEY_PICTURE,
    KEY_STREAMING,
    KEY_SEED,
    KEY_GAP,
    KEY_NOISE,
    KEY_KEEP
};
enum { MOST_GAP_MS = 60000, MOST_SEED = 1000000000 };
enum { LOW_THRESHOLD = 100, HIGH_THRESHOLD = 250, THRESHOLD_STEP = 10 };

static const struct argp_option argp_options[] = {
    {"labels", 'l', "NAMES", 0,
     "What the model's outputs are called, in their order, parted by commas, where it does not say "
     "so itself",
     0},
    {"split", 's', "SPLIT", 0, "Which recordings: validation (default), another split, or all", 0},
    {"scores", KEY_SCORES, "FILE", 0,
     "Write path, class and scores of each recording there, parted by tabs", 0},
    {"picture", KEY_PICTURE, "FILE", 0,
     "Draw the confusion matrix and the worst recordings, or with --streaming the trade-off over "
     "thresholds: FILE ends in .png or .svg",
     0},
    {"json", KEY_JSON, NULL, 0, "Report in JSON", 0},
    {"streaming", KEY_STREAMING, NULL, 0,
     "Hear the recordings one after another, with gaps and noise, and count events", 0},
    {"seed", KEY_SEED, "N", 0, "Which order, gaps and noise the streams have: 1", 0},
    {"gap-ms", KEY_GAP, "MS", 0, "Between two recordings of a stream, a quarter more or less: 2000",
     0},
    {"noise-level", KEY_NOISE, "PERCENT", 0,
     "How loud the noise behind a stream is at most, of what it is in its file: 10", 0},
    {"keep", KEY_KEEP, "FOLDER", 0,
     "Write each stream there, as stream_N.wav, and what is said when, as stream_N.tsv", 0},
    {0}};

static const struct argp_child children[] = {
    {&mw_ear_argp, 0, NULL, 0}, {&mw_event_argp, 0, NULL, 0}, {0}};

static error_t parse_streaming(int key, char *argument, struct argp_state *state)
{
    options *o = state->input;
    o->only_streaming = state->argv[state->next - 1];
    switch (key) {
    case KEY_SEED:
        o->streams.seed = mw_option_number(state, "seed", argument, 0, MOST_SEED);
        return 0;
    case KEY_GAP:
        o->streams.gap_ms = mw_option_number(state, "gap-ms", argument, 4, MOST_GAP_MS);
        return 0;
    case KEY_NOISE:
        o->streams.noise_level = mw_option_number(state, "noise-level", argument, 0, 100) / 100.0;
        return 0;
    default: /* KEY_KEEP */
        o->streams.keep = argument;
        return 0;
    }
}

static void take_picture(options *o, const char *path, struct argp_state *state)
{
    if (!mw_picture_has_format(path)) {
        argp_error(state, "--picture takes a name that ends in .png or .svg, not '%s'", path);
    }
    o->picture = path;
}

static void take_argument(options *o, const char *argument, struct argp_state *state)
{
    if (o->folder) {
        argp_error(state, "one model and one folder only");
    }
    *(o->model ? &o->folder : &o->model) = argument;
}

static void check(const options *o, struct argp_state *state)
{
    if (!o->folder) {
        argp_error(state, "a model and a folder of recordings are needed");
    }
    if (o->only_streaming && !o->streaming) {
        argp_error(state, "%s is for --streaming", o->only_streaming);
    }
    if (o->scores && o->streaming) {
        argp_error(state, "--scores is for recordings one by one, not for --streaming");
    }
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
    options *o = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &o->ear;
        state->child_inputs[1] = &o->events;
        return 0;
    case 'l':
        o->labels = argument;
        return 0;
    case 's':
        o->split = argument;
        return 0;
    case KEY_SCORES:
        o->scores = argument;
        return 0;
    case KEY_PICTURE:
        take_picture(o, argument, state);
        return 0;
    case KEY_JSON:
        o->json = true;
        return 0;
    case KEY_STREAMING:
        o->streaming = true;
        return 0;
    case KEY_SEED:
    case KEY_GAP:
    case KEY_NOISE:
    case KEY_KEEP:
        return parse_streaming(key, argument, state);
    case ARGP_KEY_ARG:
        take_argument(o, argument, state);
        return 0;
    case ARGP_KEY_END:
        check(o, state);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    argp_options,
    parse,
    "MODEL FOLDER",
    "Counts how often a model is right on recordings of single words: one window from each one's "
    "first sample, zeros after its end; the greatest score is the answer. FOLDER/splits.tsv "
    "(columns path, split, word) says what there is; without it each folder in FOLDER is a word "
    "and the speaker's hash decides the split, as in Speech Commands. A word that is no label "
    "counts as unknown. Silence is cut from FOLDER/_background_noise_. With --streaming the "
    "recordings are heard one after another, as a chip hears them, and events are counted: found, "
    "missed, false; --threshold LOW:HIGH:STEP counts them for each threshold.\v"
    "Example:\n"
    "  build/mw evaluate --labels silence,unknown,yes,no \\\n"
    "    ../shared/models/tflite_micro/micro_speech_quantized.tflite \\\n"
    "    ../shared/data/speech",
    children,
    NULL,
    NULL};

static bool write_scores(const char *path, const mw_evaluation *e)
{
    mw_file file;
    if (!mw_file_open(&file, path)) {
        return false;
    }
    for (size_t i = 0; i < e->judged; i++) {
        fprintf(file.stream, "%s\t%s", e->from->items[e->recordings[i]].path,
                e->labels.names[e->classes[i]]);
        for (uint32_t k = 0; k < e->labels.count; k++) {
            fprintf(file.stream, "\t%d", e->scores[i * e->labels.count + k]);
        }
        fputc('\n', file.stream);
    }
    return mw_file_close(&file);
}

static int judge_one_by_one(const options *o, const mw_recordings *recordings)
{
    mw_evaluation e;
    if (!mw_evaluation_run(o->model, o->labels, &o->ear, recordings, &e)) {
        return MW_EXIT_FAILED;
    }
    int code = MW_EXIT_FAILED;
    mw_tally tally = mw_tally_count(&e);
    mw_accuracy accuracy = {o->model, o->folder, o->split, &e, &tally};
    if ((!o->scores || write_scores(o->scores, &e)) &&
        (!o->picture || mw_confusion_picture_write(&accuracy, o->picture))) {
        code = o->json ? mw_accuracy_report_json(&accuracy) : mw_accuracy_report_text(&accuracy);
    }
    mw_tally_free(&tally);
    mw_evaluation_free(&e);
    return code;
}

/* Counts events for the threshold, and for each of a range where one was given. */
static bool count_events(const options *o, const mw_streaming *s, mw_stream_tally *tally,
                         mw_stream_tally **sweep, size_t *sweep_count)
{
    uint32_t words = mw_labels_of_events(&s->labels);
    mw_recogniser_parameters p =
        mw_event_parameters(&o->events, s->labels.count, words, o->events.threshold);
    *sweep_count = o->events.sweeps ? (o->events.high - o->events.low) / o->events.step + 1 : 0;
    *sweep = calloc(*sweep_count + 1, sizeof **sweep);
    if (!*sweep) {
        exit(mw_error("%zu thresholds do not fit into memory", *sweep_count));
    }
    bool counted = mw_stream_tally_count(s, &p, tally);
    for (size_t i = 0; counted && i < *sweep_count; i++) {
        p.threshold = o->events.low + (uint32_t)i * o->events.step;
        counted = mw_stream_tally_count(s, &p, &(*sweep)[i]);
    }
    return counted;
}

static int judge_streaming(const options *o, const mw_recordings *recordings)
{
    mw_streaming s;
    if (!mw_streaming_run(o->model, o->labels, &o->ear, recordings, &o->streams, &s)) {
        return MW_EXIT_FAILED;
    }
    int code = MW_EXIT_FAILED;
    mw_stream_tally tally;
    mw_stream_tally *sweep;
    mw_streaming_account account = {.model = o->model,
                                    .folder = o->folder,
                                    .split = o->split,
                                    .options = &o->streams,
                                    .streaming = &s,
                                    .events = &o->events,
                                    .tally = &tally};
    if (count_events(o, &s, &tally, &sweep, &account.sweep_count)) {
        account.sweep = sweep;
        if (o->picture && !mw_tradeoff_picture_write(&account, o->picture)) {
            code = MW_EXIT_FAILED;
        } else {
            code =
                o->json ? mw_streaming_report_json(&account) : mw_streaming_report_text(&account);
        }
    }
    free(sweep);
    mw_streaming_free(&s);
    return code;
}

int mw_command_evaluate(int argc, char **argv)
{
    options o = {.split = "validation",
                 .streams = {.seed = 1, .gap_ms = 2000, .noise_level = 0.1},
                 .events = mw_event_options_default()};
    o.events.may_sweep = true;
    int code = mw_parse(&argp, argc, argv, &o);
    if (code != MW_EXIT_DONE) {
        return code;
    }
    mw_recordings recordings;
    if (!mw_event_options_complete(&o.events, o.model) ||
        !mw_recordings_find(o.folder, o.split, &recordings)) {
        return MW_EXIT_FAILED;
    }
    o.streams.every_ms = o.events.every_ms;
    if (o.streaming && o.picture && !o.events.sweeps) { /* a picture of one threshold says little */
        o.events.sweeps = true;
        o.events.low = LOW_THRESHOLD;
        o.events.high = HIGH_THRESHOLD;
        o.events.step = THRESHOLD_STEP;
    }
    code = o.streaming ? judge_streaming(&o, &recordings) : judge_one_by_one(&o, &recordings);
    mw_recordings_free(&recordings);
    return code;
}
