/* SPDX-License-Identifier: Apache-2.0
 *
 * mw listen: the whole pipeline over a sound, as the firmware runs it: times, scores, events. The
 * pipeline itself is hearing.c. */
#include <argp.h>
#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>

#include "mw/hearing.h"
#include "mw/mw.h"
#include "mw/options.h"
#include "mw/picture/hearing_picture.h"
#include "mw/report.h"
#include "mw/sound/sound.h"

typedef struct options {
    const char *model, *sound, *labels, *picture;
    mw_ear ear;
    mw_event_options events;
    bool json;
} options;

enum { KEY_PICTURE = 256, KEY_JSON };

static const struct argp_option argp_options[] = {
    {"labels", 'l', "NAMES", 0,
     "What the model's outputs are called, in their order, parted by commas, where it does not say "
     "so itself; silence and unknown give no events",
     0},
    {"picture", KEY_PICTURE, "FILE", 0,
     "Draw waveform, features, scores and events: FILE ends in .png or .svg", 0},
    {"json", KEY_JSON, NULL, 0, "Report in JSON", 0},
    {0}};

static const struct argp_child children[] = {
    {&mw_ear_argp, 0, NULL, 0}, {&mw_event_argp, 0, NULL, 0}, {0}};

static void take_argument(options *o, char *argument, struct argp_state *state)
{
    if (o->sound) {
        argp_error(state, "one model and one sound only");
    }
    *(o->model ? &o->sound : &o->model) = argument;
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
    case KEY_PICTURE:
        if (!mw_picture_has_format(argument)) {
            argp_error(state, "--picture takes a name that ends in .png or .svg, not '%s'",
                       argument);
        }
        o->picture = argument;
        return 0;
    case KEY_JSON:
        o->json = true;
        return 0;
    case ARGP_KEY_ARG:
        take_argument(o, argument, state);
        return 0;
    case ARGP_KEY_END:
        if (!o->sound) {
            argp_error(state, "a model and a sound are needed");
        }
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    argp_options,
    parse,
    "MODEL SOUND",
    "Listens to a sound file as the firmware listens to a microphone: features, an inference every "
    "so often, averaged scores, events. Times are milliseconds of sound from its first sample; "
    "scores go from 0 to 255.\v"
    "Example (any speech will do for speech.wav):\n"
    "  espeak-ng -v en-us+f3 -s 110 -g 50 -w speech.wav 'yes. no. yes. no.'\n"
    "  build/mw listen --labels silence,unknown,yes,no --picture speech.png \\\n"
    "    ../shared/models/tflite_micro/micro_speech_quantized.tflite speech.wav",
    children,
    NULL,
    NULL};

static const char *label_of(const mw_spotter *spotter, const mw_moment *moment)
{
    return spotter->labels.names[moment->top.label];
}

static void add_events(cJSON *report, const mw_spotter *spotter, const mw_hearing *hearing)
{
    cJSON *events = cJSON_AddArrayToObject(report, "events");
    for (size_t i = 0; i < hearing->count; i++) {
        const mw_moment *moment = &hearing->moments[i];
        if (moment->event) {
            cJSON *event = cJSON_CreateObject();
            cJSON_AddNumberToObject(event, "time_ms", moment->time_ms);
            cJSON_AddStringToObject(event, "label", label_of(spotter, moment));
            cJSON_AddNumberToObject(event, "score", moment->top.score);
            cJSON_AddItemToArray(events, event);
        }
    }
}

static void add_scores(cJSON *report, const mw_spotter *spotter, const mw_hearing *hearing)
{
    cJSON *rows = cJSON_AddArrayToObject(report, "inferences");
    for (size_t i = 0; i < hearing->count; i++) {
        const mw_moment *moment = &hearing->moments[i];
        cJSON *row = cJSON_CreateObject();
        cJSON_AddNumberToObject(row, "time_ms", moment->time_ms);
        cJSON *scores = cJSON_AddArrayToObject(row, "scores");
        for (uint32_t k = 0; k < spotter->labels.count; k++) {
            uint8_t score = hearing->scores[i * spotter->labels.count + k];
            cJSON_AddItemToArray(scores, cJSON_CreateNumber(score));
        }
        if (moment->top.score > 0) {
            cJSON_AddStringToObject(row, "leader", label_of(spotter, moment));
            cJSON_AddNumberToObject(row, "average", moment->top.score);
        }
        cJSON_AddItemToArray(rows, row);
    }
}

static int report_json(const options *o, const mw_spotter *spotter, const mw_sound *sound,
                       const mw_hearing *hearing)
{
    cJSON *report = cJSON_CreateObject();
    cJSON_AddStringToObject(report, "model", o->model);
    cJSON_AddStringToObject(report, "sound", o->sound);
    cJSON_AddNumberToObject(report, "sound_ms",
                            (double)(sound->count * 1000 / MW_SAMPLES_PER_SECOND));
    cJSON_AddStringToObject(report, "rules", spotter->ear.rules_name);
    cJSON_AddNumberToObject(report, "hop_ms", spotter->ear.hop_ms);
    cJSON_AddNumberToObject(report, "window_frames", spotter->frames);
    cJSON_AddNumberToObject(report, "every_ms", o->events.every_ms);
    cJSON_AddNumberToObject(report, "average_ms", o->events.average_ms);
    cJSON_AddNumberToObject(report, "suppression_ms", o->events.suppression_ms);
    cJSON_AddNumberToObject(report, "threshold", o->events.threshold);
    cJSON *labels = cJSON_AddArrayToObject(report, "labels");
    for (uint32_t i = 0; i < spotter->labels.count; i++) {
        cJSON_AddItemToArray(labels, cJSON_CreateString(spotter->labels.names[i]));
    }
    add_events(report, spotter, hearing);
    add_scores(report, spotter, hearing);
    return mw_report_json(report);
}

static int report_text(const options *o, const mw_spotter *spotter, const mw_sound *sound,
                       const mw_hearing *hearing)
{
    char about[80];
    size_t events = 0;
    mw_sound_describe(sound, about, sizeof about);
    printf("%s: %s\n", o->sound, about);
    for (size_t i = 0; i < hearing->count; i++) {
        const mw_moment *moment = &hearing->moments[i];
        if (moment->event) {
            printf("%8.2f s  %-12s score %u\n", moment->time_ms / 1000.0, label_of(spotter, moment),
                   moment->top.score);
            events++;
        }
    }
    printf("%zu event%s in %zu inference%s, one every %u ms, each of the last %.2f s\n", events,
           events == 1 ? "" : "s", hearing->count, hearing->count == 1 ? "" : "s",
           o->events.every_ms, hearing->window_ms / 1000.0);
    if (hearing->count == 0) {
        printf("The sound ends before the model's first window is full.\n");
    }
    return mw_report_end();
}

static int report(const options *o, const mw_spotter *spotter, const mw_sound *sound,
                  const int8_t *frames, size_t frame_count, const mw_hearing *hearing)
{
    mw_hearing_picture picture = {.sound_name = o->sound,
                                  .model_name = o->model,
                                  .sound = sound,
                                  .ear = &spotter->ear,
                                  .frames = frames,
                                  .frame_count = frame_count,
                                  .labels = &spotter->labels,
                                  .hearing = hearing};
    if (o->picture && !mw_hearing_picture_write(&picture, o->picture)) {
        return MW_EXIT_FAILED;
    }
    return o->json ? report_json(o, spotter, sound, hearing)
                   : report_text(o, spotter, sound, hearing);
}

static int listen_to(const options *o, mw_spotter *spotter, const mw_sound *sound)
{
    mw_recogniser_parameters parameters =
        mw_event_parameters(&o->events, spotter->labels.count,
                            mw_labels_of_events(&spotter->labels), o->events.threshold);
    mw_hearing hearing;
    size_t frame_count = 0;
    int8_t *frames = mw_ear_hear(&spotter->ear, sound->samples, sound->count, &frame_count);
    int code = MW_EXIT_FAILED;
    if (mw_hearing_run(spotter, frames, frame_count, &parameters, &hearing)) {
        code = report(o, spotter, sound, frames, frame_count, &hearing);
        mw_hearing_free(&hearing);
    }
    free(frames);
    return code;
}

int mw_command_listen(int argc, char **argv)
{
    options o = {.events = mw_event_options_default()};
    int code = mw_parse(&argp, argc, argv, &o);
    if (code != MW_EXIT_DONE) {
        return code;
    }
    mw_spotter spotter;
    mw_sound sound;
    if (!mw_event_options_complete(&o.events, o.model) ||
        !mw_spotter_open(&spotter, o.model, o.labels, &o.ear)) {
        return MW_EXIT_FAILED;
    }
    code = MW_EXIT_FAILED;
    if (mw_sound_read(o.sound, &sound)) {
        code = listen_to(&o, &spotter, &sound);
        mw_sound_free(&sound);
    }
    mw_spotter_close(&spotter);
    return code;
}
