/* SPDX-License-Identifier: Apache-2.0
 *
 * Averages scores over a window of time and finds the moments at which a word was said;
 * milliwatt/recogniser.h tells the algorithm and where it is from. */
#include "milliwatt/recogniser.h"

#include "base/memory.h"

enum { LONGEST_WINDOW_MS = 30000, PUBLISHED_LEAST = 3 };

static bool parameters_are_good(const mw_recogniser_parameters *p)
{
    return p->labels >= 1 && p->labels <= MW_RECOGNISER_LABELS && p->average_ms >= 1 &&
           p->average_ms <= LONGEST_WINDOW_MS && p->period_ms >= 1 &&
           p->period_ms <= p->average_ms && p->threshold <= 255 && p->suppression_ms <= INT32_MAX;
}

/* Divisions without a division instruction; `limit` bounds the result and the work. */
static uint32_t divide_up(uint32_t dividend, uint32_t divisor, uint32_t limit)
{
    uint32_t quotient = 0;
    while (quotient * divisor < dividend && quotient < limit) {
        quotient++;
    }
    return quotient;
}

static uint32_t average(uint32_t sum, uint32_t count)
{
    uint32_t quotient = 0;
    for (uint32_t bit = 128; bit > 0; bit >>= 1) {
        if ((quotient + bit) * count <= sum) {
            quotient += bit;
        }
    }
    return quotient;
}

mw_status mw_recogniser_init(mw_recogniser *recogniser, const mw_recogniser_parameters *parameters)
{
    if (recogniser == NULL || parameters == NULL || !parameters_are_good(parameters)) {
        return MW_BAD_ARGUMENT;
    }
    uint32_t needed =
        divide_up(parameters->average_ms, parameters->period_ms, MW_RECOGNISER_WINDOW_SCORES + 1);
    uint32_t slots = 0;
    while (slots < MW_RECOGNISER_WINDOW_SCORES &&
           (slots + 1) * parameters->labels <= MW_RECOGNISER_POOL_BYTES) {
        slots++;
    }
    if (needed > slots) {
        return MW_BAD_ARGUMENT;
    }
    memset(recogniser, 0, sizeof *recogniser);
    recogniser->parameters = *parameters;
    recogniser->slots = (uint16_t)slots;
    recogniser->least =
        (uint16_t)divide_up(3 * parameters->average_ms, 4 * parameters->period_ms, PUBLISHED_LEAST);
    mw_recogniser_reset(recogniser);
    return MW_OK;
}

void mw_recogniser_reset(mw_recogniser *recogniser)
{
    recogniser->latest_ms = 0;
    recogniser->suppressed_ms = 0;
    recogniser->first = 0;
    recogniser->count = 0;
}

static void drop_oldest(mw_recogniser *r)
{
    r->first = (uint16_t)(r->first + 1 < r->slots ? r->first + 1 : 0);
    r->count--;
}

static uint32_t slot_at(const mw_recogniser *r, uint32_t index)
{
    uint32_t slot = r->first + index;
    return slot < r->slots ? slot : slot - r->slots;
}

/* The age of the oldest score. None is older than a window, so half the time is enough. */
static uint32_t age_of_oldest(const mw_recogniser *r, uint32_t now_ms)
{
    return (uint16_t)(now_ms - r->time_ms[r->first]);
}

static void move_on(mw_recogniser *r, uint32_t now_ms)
{
    uint32_t step = now_ms - r->latest_ms;
    r->latest_ms = now_ms;
    r->suppressed_ms = r->suppressed_ms > step ? r->suppressed_ms - step : 0;
    if (step >= r->parameters.average_ms) {
        r->count = 0;
    }
    while (r->count > 0 && age_of_oldest(r, now_ms) >= r->parameters.average_ms) {
        drop_oldest(r);
    }
}

static void append(mw_recogniser *r, const int8_t *scores, uint32_t now_ms)
{
    if (r->count == r->slots) {
        drop_oldest(r);
    }
    uint32_t slot = slot_at(r, r->count);
    r->count++;
    r->time_ms[slot] = (uint16_t)now_ms;
    memcpy(r->scores + slot * r->parameters.labels, scores, r->parameters.labels);
}

/* The first of the labels with the highest average. */
static mw_recogniser_top highest_average(const mw_recogniser *r)
{
    mw_recogniser_top top = {0, 0};
    for (uint32_t label = 0; label < r->parameters.labels; label++) {
        uint32_t sum = 0;
        for (uint32_t i = 0; i < r->count; i++) {
            sum += (uint32_t)(r->scores[slot_at(r, i) * r->parameters.labels + label] + 128);
        }
        uint32_t score = average(sum, r->count);
        if (score > top.score) {
            top.label = (uint8_t)label;
            top.score = (uint8_t)score;
        }
    }
    return top;
}

static bool has_enough(const mw_recogniser *r, uint32_t now_ms)
{
    return r->count >= r->least &&
           (r->least == 1 || age_of_oldest(r, now_ms) >= r->parameters.average_ms / 4);
}

bool mw_recogniser_feed(mw_recogniser *recogniser, const int8_t *scores, uint32_t now_ms,
                        mw_recogniser_top *top)
{
    move_on(recogniser, now_ms);
    append(recogniser, scores, now_ms);
    *top = (mw_recogniser_top){0, 0};
    if (!has_enough(recogniser, now_ms)) {
        return false;
    }
    *top = highest_average(recogniser);
    bool begins = top->score > recogniser->parameters.threshold &&
                  (recogniser->parameters.event_labels >> top->label & 1u) != 0 &&
                  recogniser->suppressed_ms == 0;
    if (begins) {
        recogniser->suppressed_ms = recogniser->parameters.suppression_ms + 1;
    }
    return begins;
}
