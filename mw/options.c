/* SPDX-License-Identifier: Apache-2.0
 *
 * Options that several commands share. See options.h. */
#include "mw/options.h"

#include <stdio.h>
#include <stdlib.h>

#include "mw/file.h"
#include "mw/model_events.h"

enum { KEY_EVERY = 0x1100, KEY_THRESHOLD, KEY_AVERAGE, KEY_SUPPRESSION };
enum { FULL_SCORE = 255, DEFAULT_STEP = 5, DEFAULT_PERIOD_MS = 250 };
#define NOT_GIVEN UINT32_MAX

static const struct argp_option options[] = {
    {"every-ms", KEY_EVERY, "MS", 0, "From one inference to the next: 250", 0},
    {"threshold", KEY_THRESHOLD, "SCORE", 0,
     "An average above it is an event (the model's, or 200 of 255); mw evaluate also takes a "
     "range, LOW:HIGH:STEP",
     0},
    {"average-ms", KEY_AVERAGE, "MS", 0, "Over how long scores are averaged (the model's, or 1000)",
     0},
    {"suppression-ms", KEY_SUPPRESSION, "MS", 0,
     "Without another event after one (the model's, or 1500)", 0},
    {0}};

static bool read_number(const char *text, char **end, uint32_t least, uint32_t most,
                        uint32_t *number)
{
    long long value = strtoll(text, end, 10);
    *number = (uint32_t)value;
    return *end != text && value >= least && value <= most;
}

uint32_t mw_option_number(struct argp_state *state, const char *name, const char *text,
                          uint32_t least, uint32_t most)
{
    char *end;
    uint32_t number;
    if (!read_number(text, &end, least, most, &number) || *end != 0) {
        argp_error(state, "--%s takes a whole number from %u to %u, not '%s'", name, least, most,
                   text);
    }
    return number;
}

/* "200", or where that is wanted "100:250" or "100:250:10". */
static void take_threshold(mw_event_options *o, const char *text, struct argp_state *state)
{
    char *end;
    uint32_t *numbers[] = {&o->low, &o->high, &o->step};
    int count = 0;
    bool good = true;
    for (const char *at = text; good && count < 3; at = end + 1) {
        good = read_number(at, &end, count == 2, FULL_SCORE, numbers[count]);
        count++;
        if (good && *end != ':') {
            break;
        }
    }
    o->sweeps = count > 1;
    o->step = count == 3 ? o->step : DEFAULT_STEP;
    if (!o->sweeps && good) {
        o->threshold = o->low;
    }
    if (!good || *end != 0 || (o->sweeps && (!o->may_sweep || o->low > o->high))) {
        argp_error(state, "--threshold takes a whole number from 0 to %d%s, not '%s'", FULL_SCORE,
                   o->may_sweep ? ", or a range LOW:HIGH:STEP like 100:250:10" : "", text);
    }
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
    mw_event_options *o = state->input;
    switch (key) {
    case KEY_EVERY:
        o->every_ms = mw_option_number(state, "every-ms", argument, 1, 30000);
        return 0;
    case KEY_THRESHOLD:
        take_threshold(o, argument, state);
        return 0;
    case KEY_AVERAGE:
        o->average_ms = mw_option_number(state, "average-ms", argument, 1, 30000);
        return 0;
    case KEY_SUPPRESSION:
        o->suppression_ms = mw_option_number(state, "suppression-ms", argument, 0, 1000000);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

const struct argp mw_event_argp = {options, parse, NULL, NULL, NULL, NULL, NULL};

mw_event_options mw_event_options_default(void)
{
    return (mw_event_options){.every_ms = DEFAULT_PERIOD_MS,
                              .average_ms = NOT_GIVEN,
                              .suppression_ms = NOT_GIVEN,
                              .threshold = NOT_GIVEN};
}

bool mw_event_options_complete(mw_event_options *o, const char *path)
{
    mw_model_events events = mw_model_events_published();
    uint8_t *bytes = NULL;
    size_t size = 0;
    mw_model model;
    if (!mw_file_read(path, "model", &bytes, &size)) {
        return false;
    }
    bool good = mw_model_open(&model, bytes, size, NULL) != MW_OK ||
                mw_model_events_read(&model, path, &events);
    free(bytes);
    o->average_ms = o->average_ms == NOT_GIVEN ? events.average_ms : o->average_ms;
    o->suppression_ms = o->suppression_ms == NOT_GIVEN ? events.suppression_ms : o->suppression_ms;
    o->threshold = o->threshold == NOT_GIVEN ? events.threshold : o->threshold;
    return good;
}

mw_recogniser_parameters mw_event_parameters(const mw_event_options *o, uint32_t labels,
                                             uint32_t event_labels, uint32_t threshold)
{
    mw_recogniser_parameters p = mw_recogniser_defaults(labels, event_labels, o->every_ms);
    p.average_ms = o->average_ms;
    p.suppression_ms = o->suppression_ms;
    p.threshold = threshold;
    return p;
}
