/* SPDX-License-Identifier: Apache-2.0
 *
 * mw features: what the front end hears in a sound. */
#include <argp.h>
#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>

#include "mw/file.h"
#include "mw/mw.h"
#include "mw/picture/hearing_picture.h"
#include "mw/report.h"
#include "mw/sound/frames.h"
#include "mw/sound/sound.h"

typedef struct options {
    const char *sound, *output, *picture;
    mw_ear ear;
    bool json;
} options;

enum { KEY_JSON = 256, KEY_PICTURE };

static const struct argp_option argp_options[] = {
    {"output", 'o', "FILE", 0,
     "Where the features go: int8, 40 a frame; without it and --picture they are printed", 0},
    {"picture", KEY_PICTURE, "FILE", 0, "Draw waveform and features: FILE ends in .png or .svg", 0},
    {"json", KEY_JSON, NULL, 0, "Report in JSON", 0},
    {0}};

static const struct argp_child children[] = {{&mw_ear_argp, 0, NULL, 0}, {0}};

static error_t parse(int key, char *argument, struct argp_state *state)
{
    options *o = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &o->ear;
        return 0;
    case 'o':
        o->output = argument;
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
        if (o->sound) {
            argp_error(state, "one sound only");
        }
        o->sound = argument;
        return 0;
    case ARGP_KEY_END:
        if (!o->sound) {
            argp_error(state, "a sound is needed");
        }
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    argp_options,
    parse,
    "SOUND",
    "Makes features of a sound as the chip's front end does: a frame of 40 int8 for each 30 ms, "
    "every "
    "20 ms. Any sound file that libsndfile reads will do; it is heard as 16 kHz, mono.\v"
    "Example:\n"
    "  espeak-ng -w yes.wav yes && build/mw features yes.wav \\\n"
    "    --output yes.bin --picture yes.png",
    children,
    NULL,
    NULL};

typedef struct heard {
    mw_sound sound;
    int8_t *frames;
    size_t count;
} heard;

static const int8_t *frame_at(const heard *h, size_t index)
{
    return h->frames + index * MW_FRAME_FEATURES;
}

static int report_json(const options *o, const heard *h)
{
    cJSON *report = cJSON_CreateObject();
    cJSON_AddStringToObject(report, "sound", o->sound);
    cJSON_AddNumberToObject(report, "samples", (double)h->sound.count);
    cJSON_AddStringToObject(report, "rules", o->ear.rules_name);
    cJSON_AddNumberToObject(report, "hop_ms", o->ear.hop_ms);
    cJSON_AddNumberToObject(report, "frames", (double)h->count);
    cJSON_AddNumberToObject(report, "features_per_frame", MW_FRAME_FEATURES);
    if (o->output) {
        cJSON_AddStringToObject(report, "output", o->output);
    } else {
        cJSON *rows = cJSON_AddArrayToObject(report, "features");
        for (size_t i = 0; i < h->count; i++) {
            int row[MW_FRAME_FEATURES];
            for (int k = 0; k < MW_FRAME_FEATURES; k++) {
                row[k] = frame_at(h, i)[k];
            }
            cJSON_AddItemToArray(rows, cJSON_CreateIntArray(row, MW_FRAME_FEATURES));
        }
    }
    return mw_report_json(report);
}

static int report_text(const options *o, const heard *h)
{
    char about[80];
    bool numbers = !o->output && !o->picture;
    mw_sound_describe(&h->sound, about, sizeof about);
    printf("%s%s: %s, %zu frame%s of %d int8, one every %u ms, rules %s\n", numbers ? "# " : "",
           o->sound, about, h->count, h->count == 1 ? "" : "s", MW_FRAME_FEATURES, o->ear.hop_ms,
           o->ear.rules_name);
    for (size_t i = 0; i < h->count && numbers; i++) {
        for (int k = 0; k < MW_FRAME_FEATURES; k++) {
            printf("%s%d", k ? " " : "", frame_at(h, i)[k]);
        }
        printf("\n");
    }
    return mw_report_end();
}

static bool write_files(const options *o, const heard *h)
{
    if (o->output && !mw_file_write(o->output, h->frames, h->count * MW_FRAME_FEATURES)) {
        return false;
    }
    mw_hearing_picture picture = {.sound_name = o->sound,
                                  .sound = &h->sound,
                                  .ear = &o->ear,
                                  .frames = h->frames,
                                  .frame_count = h->count};
    return !o->picture || mw_hearing_picture_write(&picture, o->picture);
}

int mw_command_features(int argc, char **argv)
{
    options o = {.ear = MW_EAR_DEFAULT};
    int code = mw_parse(&argp, argc, argv, &o);
    heard h = {0};
    if (code != MW_EXIT_DONE) {
        return code;
    }
    if (!mw_sound_read(o.sound, &h.sound)) {
        return MW_EXIT_FAILED;
    }
    h.frames = mw_ear_hear(&o.ear, h.sound.samples, h.sound.count, &h.count);
    if (h.count == 0) {
        code = mw_error("sound %s has %zu samples at 16 kHz; the first frame needs %d (30 ms)",
                        o.sound, h.sound.count, MW_WINDOW_SAMPLES);
    } else if (!write_files(&o, &h)) {
        code = MW_EXIT_FAILED;
    } else {
        code = o.json ? report_json(&o, &h) : report_text(&o, &h);
    }
    free(h.frames);
    mw_sound_free(&h.sound);
    return code;
}
