/* SPDX-License-Identifier: Apache-2.0
 *
 * The pipeline behind the front end. See hearing.h. */
#include "mw/hearing.h"

#include <stdlib.h>
#include <string.h>

#include "mw/mw.h"

mw_hearing_clock mw_hearing_clock_start(uint32_t period_ms)
{
    return (mw_hearing_clock){.period_ms = period_ms};
}

bool mw_hearing_clock_is_due(mw_hearing_clock *clock, uint32_t frame_end_ms)
{
    bool due = !clock->started || frame_end_ms >= clock->due_ms;
    if (due) {
        clock->due_ms = (clock->started ? clock->due_ms : frame_end_ms) + clock->period_ms;
        clock->started = true;
    }
    return due;
}

bool mw_hearing_start(mw_recogniser *recogniser, const mw_recogniser_parameters *p)
{
    if (mw_recogniser_init(recogniser, p) == MW_OK) {
        return true;
    }
    uint32_t most = p->labels > 0 ? MW_RECOGNISER_POOL_BYTES / p->labels : 0;
    if (p->labels > MW_RECOGNISER_LABELS) {
        mw_error("%u labels are more than the recogniser takes, %d", p->labels,
                 MW_RECOGNISER_LABELS);
    } else if (p->period_ms > p->average_ms) {
        mw_error(
            "an inference every %u ms is too rare: scores are averaged over %u ms (--average-ms)",
            p->period_ms, p->average_ms);
    } else {
        mw_error("an inference every %u ms, averaged over %u ms: more scores than the recogniser "
                 "holds, %u",
                 p->period_ms, p->average_ms,
                 most < MW_RECOGNISER_WINDOW_SCORES ? most : MW_RECOGNISER_WINDOW_SCORES);
    }
    return false;
}

static bool take_moment(mw_spotter *spotter, mw_recogniser *recogniser, const int8_t *window,
                        uint32_t time_ms, mw_hearing *hearing)
{
    const int8_t *scores;
    mw_status status = mw_spotter_judge(spotter, window, &scores);
    if (status != MW_OK) {
        mw_error("%s failed at %u ms of sound: %s", spotter->session.path, time_ms,
                 mw_status_name(status));
        return false;
    }
    mw_moment *moment = &hearing->moments[hearing->count];
    uint8_t *row = hearing->scores + hearing->count * spotter->labels.count;
    for (uint32_t i = 0; i < spotter->labels.count; i++) {
        row[i] = (uint8_t)(scores[i] + 128);
    }
    moment->time_ms = time_ms;
    moment->event = mw_recogniser_feed(recogniser, scores, time_ms, &moment->top);
    hearing->count++;
    return true;
}

bool mw_hearing_run(mw_spotter *spotter, const int8_t *frames, size_t frame_count,
                    const mw_recogniser_parameters *parameters, mw_hearing *hearing)
{
    const mw_ear *ear = &spotter->ear;
    mw_recogniser recogniser;
    *hearing = (mw_hearing){.parameters = *parameters,
                            .window_ms = mw_ear_frame_end_ms(ear, spotter->frames - 1)};
    if (!mw_hearing_start(&recogniser, parameters)) {
        return false;
    }
    hearing->moments = malloc((frame_count + 1) * sizeof *hearing->moments);
    hearing->scores = malloc((frame_count + 1) * spotter->labels.count);
    if (!hearing->moments || !hearing->scores) {
        mw_error("%zu frames are more than fits into memory", frame_count);
        mw_hearing_free(hearing);
        return false;
    }
    mw_hearing_clock clock = mw_hearing_clock_start(parameters->period_ms);
    for (size_t frame = spotter->frames; frame <= frame_count; frame++) {
        uint32_t time_ms = mw_ear_frame_end_ms(ear, frame - 1);
        if (!mw_hearing_clock_is_due(&clock, time_ms)) {
            continue;
        }
        const int8_t *window = frames + (frame - spotter->frames) * MW_FRAME_FEATURES;
        if (!take_moment(spotter, &recogniser, window, time_ms, hearing)) {
            mw_hearing_free(hearing);
            return false;
        }
    }
    return true;
}

void mw_hearing_free(mw_hearing *hearing)
{
    free(hearing->moments);
    free(hearing->scores);
    *hearing = (mw_hearing){0};
}
