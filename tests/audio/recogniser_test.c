/* SPDX-License-Identifier: Apache-2.0
 *
 * The recogniser against sequences worked out by hand, and against a second statement of its
 * algorithm that keeps every score for ever and works with 64-bit times. */
#include "support/support.h"

#include "milliwatt/recogniser.h"

#include <stdlib.h>
#include <string.h>

enum { SILENCE, UNKNOWN, YES, NO, LABELS };
enum { YES_AND_NO = 1 << YES | 1 << NO };

/* The time of an event; the events of a run. */
typedef struct event {
    int64_t ms;
    int label;
    int score;
} event;

typedef struct events {
    event at[1000];
    int count;
} events;

/* ---- the second statement */

typedef struct plain {
    mw_recogniser_parameters p;
    int64_t times[100000];
    int8_t scores[100000][MW_RECOGNISER_LABELS];
    int count;
    int64_t event_ms;
} plain;

static int plain_least(const mw_recogniser_parameters *p)
{
    double wanted = 0.75 * p->average_ms / p->period_ms;
    return wanted > 2 ? 3 : wanted > 1 ? 2 : 1;
}

static bool plain_feed(plain *r, const int8_t *scores, int64_t now, mw_recogniser_top *top)
{
    memcpy(r->scores[r->count], scores, r->p.labels);
    r->times[r->count++] = now;
    int first = r->count - 1;
    while (first > 0 && now - r->times[first - 1] < r->p.average_ms) {
        first--;
    }
    int in_window = r->count - first, least = plain_least(&r->p);
    top->label = 0;
    top->score = 0;
    if (in_window < least || (least > 1 && now - r->times[first] < r->p.average_ms / 4)) {
        return false;
    }
    for (uint32_t label = 0; label < r->p.labels; label++) {
        int sum = 0;
        for (int i = first; i < r->count; i++) {
            sum += r->scores[i][label] + 128;
        }
        if (sum / in_window > top->score) {
            top->label = (uint8_t)label;
            top->score = (uint8_t)(sum / in_window);
        }
    }
    if (top->score <= r->p.threshold || !(r->p.event_labels & (1u << top->label)) ||
        now - r->event_ms <= r->p.suppression_ms) {
        return false;
    }
    r->event_ms = now;
    return true;
}

static plain *plain_new(const mw_recogniser_parameters *parameters)
{
    plain *r = malloc(sizeof *r);
    assert_non_null(r);
    r->p = *parameters;
    r->count = 0;
    r->event_ms = -((int64_t)1 << 40);
    return r;
}

/* ---- by hand */

static mw_recogniser new_recogniser(uint32_t period_ms)
{
    mw_recogniser recogniser;
    mw_recogniser_parameters parameters = mw_recogniser_defaults(LABELS, YES_AND_NO, period_ms);
    assert_int_equal(mw_recogniser_init(&recogniser, &parameters), MW_OK);
    return recogniser;
}

/* One letter a score, the first at one period: y, n, u and s are 255 for a label and 0 for the
 * others; 1 is 200, 2 is 201 for yes. */
static events hear(mw_recogniser *recogniser, const char *letters, uint32_t start_ms)
{
    events found = {.count = 0};
    uint32_t now = start_ms;
    for (const char *letter = letters; *letter; letter++) {
        int8_t scores[LABELS] = {-128, -128, -128, -128};
        static const char names[] = "suyn";
        const char *name = strchr(names, *letter);
        if (name) {
            scores[name - names] = 127;
        } else {
            scores[YES] = *letter == '1' ? 200 - 128 : 201 - 128;
        }
        now += recogniser->parameters.period_ms;
        mw_recogniser_top top;
        if (mw_recogniser_feed(recogniser, scores, now, &top)) {
            found.at[found.count++] =
                (event){(int64_t)(uint32_t)(now - start_ms), top.label, top.score};
        }
    }
    return found;
}

static void expect(const char *letters, uint32_t period_ms, const event *wanted, int count)
{
    static const uint32_t starts[] = {0, UINT32_MAX - 1600, UINT32_MAX - 999, 0x7FFFFF00u, 65000};
    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
        mw_recogniser recogniser = new_recogniser(period_ms);
        events found = hear(&recogniser, letters, starts[i]);
        assert_int_equal(found.count, count);
        for (int e = 0; e < count; e++) {
            assert_int_equal(found.at[e].ms, wanted[e].ms);
            assert_int_equal(found.at[e].label, wanted[e].label);
            assert_int_equal(found.at[e].score, wanted[e].score);
        }
    }
}

static void first_event_comes_as_soon_as_the_rate_allows(void **state)
{
    (void)state;
    /* 3/4 of 1, 2, 4, 10 scores a window, at most 3: 1, 2, 3, 3; a quarter of a second apart. */
    expect("y", 1000, &(event){1000, YES, 255}, 1);
    expect("yy", 500, &(event){1000, YES, 255}, 1);
    expect("yyy", 250, &(event){750, YES, 255}, 1);
    expect("yyyy", 100, &(event){400, YES, 255}, 1);
    expect("yyy", 100, NULL, 0);
    expect("yy", 250, NULL, 0);
    expect("y", 500, NULL, 0);
}

static void one_event_a_word(void **state)
{
    (void)state;
    expect("ssssyyyyssssssssnnnnssss", 250, (event[]){{2000, YES, 255}, {5000, NO, 255}}, 2);
    expect("sssyssnsss", 1000, (event[]){{4000, YES, 255}, {7000, NO, 255}}, 2);
    expect("ssyysssnnsss", 500, (event[]){{2000, YES, 255}, {4500, NO, 255}}, 2);
    /* At 10 a second the average of ten passes 200 with the eighth: 8 * 255 / 10. */
    expect("ssssssssssyyyyyyyyyyssssssssss", 100, &(event){1800, YES, 204}, 1);
}

static void average_must_exceed_the_threshold(void **state)
{
    (void)state;
    expect("1111111", 250, NULL, 0);
    expect("2222222", 250, &(event){750, YES, 201}, 1);
    expect("ssssyyysssss", 250, NULL, 0); /* three of four: 191 */
}

static void suppression_covers_every_label_and_ends(void **state)
{
    (void)state;
    /* The published algorithm has a second event as soon as "no" has the window: at 1750. */
    expect("yyynnnnn", 250, &(event){750, YES, 255}, 1);
    /* 1500 ms after the event is still too early, 1750 is not. */
    expect("yyynnnnnnnnnn", 250, (event[]){{750, YES, 255}, {2500, NO, 255}}, 2);
    expect("yyyyyyyyyyyyy", 250, (event[]){{750, YES, 255}, {2500, YES, 255}}, 2);
    /* The published one forgets the suppression once "silence" was ahead: yes again at 2250. */
    expect("yyyssssyyyyss", 250, (event[]){{750, YES, 255}, {2750, YES, 255}}, 2);
}

static void other_labels_win_silently(void **state)
{
    (void)state;
    expect("uuuussssuuuu", 250, NULL, 0);
    expect("uuuuuuyyyy", 250, &(event){2500, YES, 255}, 1);
}

static void gaps_and_steps_back_forget(void **state)
{
    (void)state;
    mw_recogniser recogniser = new_recogniser(250);
    const int8_t yes[LABELS] = {-128, -128, 127, -128};
    mw_recogniser_top top;
    assert_false(mw_recogniser_feed(&recogniser, yes, 250, &top));
    assert_false(mw_recogniser_feed(&recogniser, yes, 500, &top));
    assert_false(mw_recogniser_feed(&recogniser, yes, 66036, &top)); /* 65536 ms later */
    assert_false(mw_recogniser_feed(&recogniser, yes, 66286, &top));
    assert_false(mw_recogniser_feed(&recogniser, yes, 100, &top)); /* back */
    assert_false(mw_recogniser_feed(&recogniser, yes, 350, &top));
    assert_int_equal(top.score, 0);
    assert_true(mw_recogniser_feed(&recogniser, yes, 600, &top));
    mw_recogniser_reset(&recogniser);
    assert_false(mw_recogniser_feed(&recogniser, yes, 850, &top));
    assert_false(mw_recogniser_feed(&recogniser, yes, 1100, &top));
    assert_true(mw_recogniser_feed(&recogniser, yes, 1350, &top));
}

/* Far faster than announced: the newest 64 scores of the window count, the others have no room. */
static void too_many_scores_push_the_oldest_out(void **state)
{
    (void)state;
    test_guarded memory = test_guarded_new(sizeof(mw_recogniser), _Alignof(mw_recogniser));
    mw_recogniser *recogniser = (mw_recogniser *)(void *)memory.data;
    mw_recogniser_parameters parameters = mw_recogniser_defaults(LABELS, YES_AND_NO, 250);
    parameters.threshold = 254;
    parameters.suppression_ms = 100000;
    assert_int_equal(mw_recogniser_init(recogniser, &parameters), MW_OK);
    uint32_t event_ms = 0;
    for (uint32_t ms = 1; ms <= 900; ms++) {
        const int8_t silence[LABELS] = {127, -128, -128, -128};
        const int8_t yes[LABELS] = {-128, -128, 127, -128};
        mw_recogniser_top top;
        if (mw_recogniser_feed(recogniser, ms <= 500 ? silence : yes, 5 * ms, &top)) {
            assert_int_equal(event_ms, 0);
            assert_int_equal(top.score, 255);
            event_ms = ms;
        }
    }
    assert_int_equal(event_ms, 564);
    test_guarded_free(&memory);
}

static void parameters_are_checked(void **state)
{
    (void)state;
    const mw_recogniser_parameters good = mw_recogniser_defaults(4, 12, 250);
    const mw_recogniser_parameters bad[] = {
        {0, 12, 250, 1000, 1500, 200},       {17, 12, 250, 1000, 1500, 200},
        {4, 12, 0, 1000, 1500, 200},         {4, 12, 1001, 1000, 1500, 200},
        {4, 12, 250, 30001, 1500, 200},      {4, 12, 250, 1000, 1500, 256},
        {4, 12, 250, 1000, UINT32_MAX, 200}, {4, 12, 15, 1000, 1500, 200}, /* 67 scores, of 64 */
        {12, 12, 45, 1000, 1500, 200}, /* 23 scores of 12, of 256 / 12 = 21 */
    };
    mw_recogniser recogniser;
    assert_int_equal(mw_recogniser_init(&recogniser, &good), MW_OK);
    assert_int_equal(mw_recogniser_init(NULL, &good), MW_BAD_ARGUMENT);
    assert_int_equal(mw_recogniser_init(&recogniser, NULL), MW_BAD_ARGUMENT);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(mw_recogniser_init(&recogniser, &bad[i]), MW_BAD_ARGUMENT);
    }
    assert_int_equal(
        mw_recogniser_init(&recogniser, &(mw_recogniser_parameters){4, 12, 16, 1000, 1500, 200}),
        MW_OK);
}

/* ---- against the second statement */

/* Scores that come in bursts for one label, so that there are events. */
static void random_scores(uint64_t *seed, uint32_t labels, int *favourite, int8_t *scores)
{
    if (test_random(seed) % 6 == 0) {
        *favourite = (int)(test_random(seed) % labels);
    }
    for (uint32_t i = 0; i < labels; i++) {
        scores[i] = (int8_t)((int)(test_random(seed) % 100) - 128);
    }
    scores[*favourite] = (int8_t)(127 - (int)(test_random(seed) % 60));
}

static int compare_run(uint64_t seed, const mw_recogniser_parameters *parameters, uint64_t start,
                       int count)
{
    plain *want = plain_new(parameters);
    test_guarded memory = test_guarded_new(sizeof(mw_recogniser), _Alignof(mw_recogniser));
    mw_recogniser *got = (mw_recogniser *)(void *)memory.data;
    assert_int_equal(mw_recogniser_init(got, parameters), MW_OK);
    int favourite = 0, found = 0;
    uint64_t now = start;
    for (int i = 0; i < count; i++) {
        int8_t scores[MW_RECOGNISER_LABELS];
        random_scores(&seed, parameters->labels, &favourite, scores);
        now += test_random(&seed) % 50 == 0 ? test_random(&seed) % 3000 : parameters->period_ms;
        mw_recogniser_top top_got, top_want;
        bool event_got = mw_recogniser_feed(got, scores, (uint32_t)now, &top_got);
        bool event_want = plain_feed(want, scores, (int64_t)now, &top_want);
        assert_int_equal(event_got, event_want);
        assert_int_equal(top_got.label, top_want.label);
        assert_int_equal(top_got.score, top_want.score);
        found += event_got;
    }
    test_guarded_free(&memory);
    free(want);
    return found;
}

static void equals_the_second_statement(void **state)
{
    (void)state;
    static const uint32_t periods[] = {1000, 500, 250, 100, 20};
    uint64_t seed = 7;
    for (size_t p = 0; p < sizeof periods / sizeof periods[0]; p++) {
        for (uint32_t labels = 1; labels <= 4; labels++) {
            mw_recogniser_parameters parameters =
                mw_recogniser_defaults(labels, (uint32_t)test_random(&seed) | 1, periods[p]);
            parameters.threshold = 160 + (uint32_t)(test_random(&seed) % 60);
            int found = compare_run(seed, &parameters, ((uint64_t)1 << 32) - 20000, 3000);
            assert_true(found > 0);
        }
    }
    mw_recogniser_parameters many = mw_recogniser_defaults(16, 0xFFFC, 100);
    assert_true(compare_run(3, &many, 0, 20000) > 0);
}

/* 60 days at one score a second: past the end of 32 bits of milliseconds. */
static void goes_on_for_days(void **state)
{
    (void)state;
    mw_recogniser recogniser = new_recogniser(1000);
    uint32_t found = 0, days = 60, words = days * 86400 / 10;
    for (uint32_t second = 1; second <= days * 86400; second++) {
        int8_t scores[LABELS] = {127, -128, -128, -128};
        if (second % 10 == 0) {
            scores[SILENCE] = -128;
            scores[second % 20 == 0 ? YES : NO] = 127;
        }
        mw_recogniser_top top;
        found += mw_recogniser_feed(&recogniser, scores, second * 1000u, &top);
    }
    assert_int_equal(found, words);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(first_event_comes_as_soon_as_the_rate_allows),
        cmocka_unit_test(one_event_a_word),
        cmocka_unit_test(average_must_exceed_the_threshold),
        cmocka_unit_test(suppression_covers_every_label_and_ends),
        cmocka_unit_test(other_labels_win_silently),
        cmocka_unit_test(gaps_and_steps_back_forget),
        cmocka_unit_test(too_many_scores_push_the_oldest_out),
        cmocka_unit_test(parameters_are_checked),
        cmocka_unit_test(equals_the_second_statement),
        cmocka_unit_test(goes_on_for_days),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
