/* SPDX-License-Identifier: Apache-2.0
 *
 * Samples to frames of features. See frames.h. */
#include "mw/sound/frames.h"

#include <stdlib.h>
#include <string.h>

#include "mw/mw.h"

enum { KEY_HOP = 0x1000, KEY_RULES };

static const struct argp_option options[] = {
    {"hop-ms", KEY_HOP, "MS", 0,
     "From one frame to the next: 20, 10, or 1 to 30; default: as the model says, else 20", 0},
    {"rules", KEY_RULES, "NAME", 0,
     "Whose front end: tflm, or microfrontend, the older C one; default: as the model says, else "
     "tflm",
     0},
    {0}};

static error_t parse(int key, char *argument, struct argp_state *state)
{
    mw_ear *ear = state->input;
    char *end = NULL;
    if (key == KEY_HOP) {
        long hop = strtol(argument, &end, 10);
        if (*argument == 0 || *end != 0 || hop < 1 || hop > 30) {
            argp_error(state, "--hop-ms takes 1 to 30 milliseconds, not '%s'", argument);
        }
        ear->hop_ms = (uint32_t)hop;
        return 0;
    }
    if (key == KEY_RULES) {
        if (!mw_ear_take_rules(ear, argument)) {
            argp_error(state, "--rules takes tflm or microfrontend, not '%s'", argument);
        }
        return 0;
    }
    return ARGP_ERR_UNKNOWN;
}

const struct argp mw_ear_argp = {options, parse, NULL, NULL, NULL, NULL, NULL};

bool mw_ear_take_rules(mw_ear *ear, const char *name)
{
    bool older = strcmp(name, "microfrontend") == 0;
    if (!older && strcmp(name, "tflm") != 0) {
        return false;
    }
    ear->rules = older ? &mw_rules_microfrontend : &mw_rules_tflm;
    ear->rules_name = older ? "microfrontend" : "tflm";
    return true;
}

void mw_ear_complete(mw_ear *ear, const mw_ear *otherwise)
{
    if (ear->hop_ms == 0) {
        ear->hop_ms = otherwise->hop_ms;
    }
    if (!ear->rules) {
        ear->rules = otherwise->rules;
        ear->rules_name = otherwise->rules_name;
    }
}

uint32_t mw_ear_hop_samples(const mw_ear *ear)
{
    return ear->hop_ms * (MW_SAMPLES_PER_SECOND / 1000);
}

uint32_t mw_ear_frame_end_ms(const mw_ear *ear, size_t index)
{
    return (uint32_t)index * ear->hop_ms + MW_WINDOW_SAMPLES / (MW_SAMPLES_PER_SECOND / 1000);
}

size_t mw_ear_samples_of(const mw_ear *ear, size_t frames)
{
    return frames == 0 ? 0 : (frames - 1) * mw_ear_hop_samples(ear) + MW_WINDOW_SAMPLES;
}

int8_t *mw_ear_hear(const mw_ear *ear, const int16_t *samples, size_t samples_count, size_t *count)
{
    size_t most = samples_count / mw_ear_hop_samples(ear) + 1;
    int8_t *frames = malloc(most * MW_FRAME_FEATURES);
    mw_front_end front_end;
    if (!frames || mw_front_end_init(&front_end, ear->rules, mw_ear_hop_samples(ear)) != MW_OK) {
        exit(mw_error("%zu frames do not fit into memory", most));
    }
    *count = 0;
    while (samples_count > 0) {
        bool ready;
        size_t taken = mw_front_end_feed(&front_end, samples, samples_count,
                                         frames + *count * MW_FRAME_FEATURES, &ready);
        samples += taken;
        samples_count -= taken;
        *count += ready;
    }
    return frames;
}
