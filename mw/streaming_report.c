/* SPDX-License-Identifier: Apache-2.0
 *
 * Tells what a model found in streams. See streaming_report.h. */
#include "mw/streaming_report.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <string.h>

#include "mw/report.h"
#include "mw/tally.h"

static const double ms_per_second = 1000;
static const double ms_per_hour = 3600000;

static double share(size_t part, size_t whole)
{
    return whole > 0 ? (double)part / (double)whole : 0;
}

static bool gives_events(const mw_stream_tally *t, uint32_t label)
{
    return (t->parameters.event_labels >> label & 1U) != 0;
}

/* "4.9 %, surely 3.3 to 7.2 %". */
static void print_share(size_t part, size_t whole)
{
    mw_interval i = mw_interval_of(part, whole);
    printf("%5.1f %% (95 %% sure: %.1f to %.1f %%)", 100 * share(part, whole), 100 * i.low,
           100 * i.high);
}

static void print_streams(const mw_streaming_account *a)
{
    const mw_streaming *s = a->streaming;
    printf("%s hears %zu recordings one after another, split %s of %s\n", a->model, s->recordings,
           a->split, a->folder);
    printf("%zu streams, %.1f minutes: gaps of %.2f to %.2f s, ", s->speech_count,
           s->speech_ms / 60000.0, a->options->gap_ms * 0.75 / 1000,
           a->options->gap_ms * 1.25 / 1000);
    if (s->has_noise) {
        printf("noise behind at levels from 0 to %g, seed %u\n", a->options->noise_level,
               a->options->seed);
    } else {
        printf("no noise (%s has no _background_noise_), seed %u\n", a->folder, a->options->seed);
    }
    printf("an inference every %u ms, scores averaged over %u ms, threshold %u of 255, quiet for "
           "%u ms after an event\n\n",
           a->events->every_ms, a->events->average_ms, a->tally->parameters.threshold,
           a->events->suppression_ms);
}

static void print_labels(const mw_streaming_account *a)
{
    const mw_streaming *s = a->streaming;
    const mw_stream_tally *t = a->tally;
    int width = 5;
    for (uint32_t i = 0; i < s->labels.count; i++) {
        int length = (int)strlen(s->labels.names[i]);
        width = length > width ? length : width;
    }
    printf("%-*s %6s %7s %6s   share found\n", width, "word", "found", "missed", "false");
    for (uint32_t i = 0; i < s->labels.count; i++) {
        const mw_stream_counts *c = &t->labels[i];
        if (gives_events(t, i)) {
            printf("%-*s %6zu %7zu %6zu  ", width, s->labels.names[i], c->found, c->missed,
                   c->false_events);
            print_share(c->found, c->found + c->missed);
            printf("\n");
        }
    }
    printf("%-*s %6zu %7zu %6zu  ", width, "all", t->all.found, t->all.missed, t->all.false_events);
    print_share(t->all.found, t->all.found + t->all.missed);
    printf("\n\n");
}

static void print_sweep(const mw_streaming_account *a)
{
    if (a->sweep_count > 0) {
        printf("\nthreshold   found   false an hour   other words lit   events in noise\n");
    }
    for (size_t i = 0; i < a->sweep_count; i++) {
        const mw_stream_tally *t = &a->sweep[i];
        printf("%9u %5.1f %% %15.1f %15.1f %% %17zu\n", t->parameters.threshold,
               100 * share(t->all.found, t->all.found + t->all.missed),
               mw_stream_false_per_hour(a->streaming, t), 100 * share(t->others_lit, t->others),
               t->all.noise_events);
    }
}

int mw_streaming_report_text(const mw_streaming_account *a)
{
    const mw_streaming *s = a->streaming;
    const mw_stream_tally *t = a->tally;
    print_streams(a);
    print_labels(a);
    printf("other words   %zu of %zu lit a light: ", t->others_lit, t->others);
    print_share(t->others_lit, t->others);
    printf("\nfalse events  %.1f an hour of such speech\n", mw_stream_false_per_hour(s, t));
    if (s->has_noise) {
        printf("noise alone   %zu event%s in %.1f minutes\n", t->all.noise_events,
               t->all.noise_events == 1 ? "" : "s", s->noise_ms / 60000.0);
    }
    if (t->all.found > 0) {
        printf("delay         %.2f s from a recording's first sample to its event (median)\n",
               t->delay_ms / ms_per_second);
    }
    print_sweep(a);
    return mw_report_end();
}

static void add_settings(cJSON *report, const mw_streaming_account *a)
{
    const mw_streaming *s = a->streaming;
    cJSON_AddStringToObject(report, "model", a->model);
    cJSON_AddStringToObject(report, "folder", a->folder);
    cJSON_AddStringToObject(report, "split", a->split);
    cJSON_AddNumberToObject(report, "seed", a->options->seed);
    cJSON_AddNumberToObject(report, "gap_ms", a->options->gap_ms);
    cJSON_AddNumberToObject(report, "noise_level", s->has_noise ? a->options->noise_level : 0);
    cJSON_AddNumberToObject(report, "every_ms", a->events->every_ms);
    cJSON_AddNumberToObject(report, "average_ms", a->events->average_ms);
    cJSON_AddNumberToObject(report, "suppression_ms", a->events->suppression_ms);
    cJSON_AddNumberToObject(report, "recordings", (double)s->recordings);
    cJSON_AddNumberToObject(report, "streams", (double)s->speech_count);
    cJSON_AddNumberToObject(report, "hours", s->speech_ms / ms_per_hour);
}

/* The figures of one threshold. */
static void add_figures(cJSON *to, const mw_streaming *s, const mw_stream_tally *t)
{
    cJSON_AddNumberToObject(to, "threshold", t->parameters.threshold);
    cJSON_AddNumberToObject(to, "found", (double)t->all.found);
    cJSON_AddNumberToObject(to, "missed", (double)t->all.missed);
    cJSON_AddNumberToObject(to, "found_share", share(t->all.found, t->all.found + t->all.missed));
    cJSON_AddNumberToObject(to, "false", (double)t->all.false_events);
    cJSON_AddNumberToObject(to, "false_per_hour", mw_stream_false_per_hour(s, t));
    cJSON *others = cJSON_AddObjectToObject(to, "others");
    cJSON_AddNumberToObject(others, "recordings", (double)t->others);
    cJSON_AddNumberToObject(others, "lit", (double)t->others_lit);
    cJSON_AddNumberToObject(others, "share", share(t->others_lit, t->others));
    cJSON *labels = cJSON_AddObjectToObject(to, "labels");
    for (uint32_t i = 0; i < s->labels.count; i++) {
        if (gives_events(t, i)) {
            cJSON *label = cJSON_AddObjectToObject(labels, s->labels.names[i]);
            cJSON_AddNumberToObject(label, "found", (double)t->labels[i].found);
            cJSON_AddNumberToObject(label, "missed", (double)t->labels[i].missed);
            cJSON_AddNumberToObject(label, "false", (double)t->labels[i].false_events);
            cJSON_AddNumberToObject(label, "noise_events", (double)t->labels[i].noise_events);
        }
    }
    if (s->has_noise) {
        cJSON *noise = cJSON_AddObjectToObject(to, "noise");
        cJSON_AddNumberToObject(noise, "seconds", s->noise_ms / ms_per_second);
        cJSON_AddNumberToObject(noise, "events", (double)t->all.noise_events);
    } else {
        cJSON_AddNullToObject(to, "noise");
    }
    cJSON_AddNumberToObject(to, "delay_ms", t->delay_ms);
}

int mw_streaming_report_json(const mw_streaming_account *a)
{
    cJSON *report = cJSON_CreateObject();
    add_settings(report, a);
    add_figures(report, a->streaming, a->tally);
    if (a->sweep_count > 0) {
        cJSON *sweep = cJSON_AddArrayToObject(report, "sweep");
        for (size_t i = 0; i < a->sweep_count; i++) {
            cJSON *row = cJSON_CreateObject();
            add_figures(row, a->streaming, &a->sweep[i]);
            cJSON_AddItemToArray(sweep, row);
        }
    }
    return mw_report_json(report);
}
