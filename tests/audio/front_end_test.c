/* SPDX-License-Identifier: Apache-2.0
 *
 * The front end against the bytes of both published ones (tests/golden/audio, ../shared), and that
 * they do not depend on the portions in which the sound comes. */
#include "support/support.h"

#include "audio/channels.h"
#include "audio/spectrum.h"
#include "milliwatt/front_end.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { F = MW_FRAME_FEATURES };

/* ---- the four ways to hear a sound */

typedef struct way {
    const mw_front_end_rules *rules;
    const char *name;        /* of the folder with int8 features */
    const char *name_16_bit; /* of the folder with logarithms */
    uint32_t hop_samples;
} way;

static const way ways[] = {
    {&mw_rules_tflm, "tflm_20ms_int8", "tflm_20ms_s16", 320},
    {&mw_rules_tflm, "tflm_10ms_int8", "tflm_10ms_s16", 160},
    {&mw_rules_microfrontend, "microfrontend_20ms_int8", "microfrontend_20ms_u16", 320},
    {&mw_rules_microfrontend, "microfrontend_10ms_int8", "microfrontend_10ms_u16", 160},
};
enum { WAYS = sizeof ways / sizeof ways[0] };

static const char *const small_set[] = {
    "yes_30ms", "no_30ms", "yes_1000ms", "faint_with_min_impulse", "impulse_min", "square_full"};
static const char *const full_set[] = {
    "chirp_faint",
    "chirp_loud",
    "chirp_quiet",
    "constant_max",
    "constant_min",
    "faint_with_min_impulse",
    "impulse_1",
    "impulse_1000",
    "impulse_max",
    "impulse_min",
    "impulse_minus1",
    "joined_4s",
    "level_steps",
    "no_1000ms",
    "no_30ms",
    "noise_1000ms",
    "nyquist_full",
    "silence_1000ms",
    "silence_then_chirp_2s",
    "silence_zero",
    "sine_1000hz",
    "square_full",
    "square_slow_full",
    "white_faint",
    "white_full",
    "white_mid",
    "yes_1000ms",
    "yes_30ms",
};
enum { SMALL_SET = 6, FULL_SET = sizeof full_set / sizeof full_set[0] };

typedef const char *place(const char *relative);

static const char *in_clone(const char *relative)
{
    char path[200];
    snprintf(path, sizeof path, "tests/golden/audio/%s", relative);
    return test_source(path);
}

static const char *in_shared(const char *relative)
{
    char path[200];
    snprintf(path, sizeof path, "golden/audio/%s", relative);
    return test_shared(path);
}

static test_bytes read_golden(place *where, const char *folder, const char *sound)
{
    char path[100];
    snprintf(path, sizeof path, "%s/%s.bin", folder, sound);
    return test_read_file(where(path));
}

static size_t frame_count(size_t samples, size_t hop)
{
    return samples < MW_WINDOW_SAMPLES ? 0 : 1 + (samples - MW_WINDOW_SAMPLES) / hop;
}

/* ---- hearing it */

/* Feeds `count` samples in portions of what `portion` says, until they are all taken. */
typedef struct listener {
    mw_front_end front_end;
    int8_t *frames;
    size_t frame_count, room;
} listener;

static void listen(listener *l, const int16_t *samples, size_t count)
{
    while (count > 0) {
        int8_t frame[F];
        memset(frame, 0x55, F);
        bool ready = false;
        size_t taken = mw_front_end_feed(&l->front_end, samples, count, frame, &ready);
        assert_in_range(taken, 1, count);
        if (ready) {
            assert_true(l->frame_count < l->room);
            memcpy(l->frames + F * l->frame_count++, frame, F);
        } else {
            assert_int_equal(taken, count);
            assert_int_equal(frame[0], 0x55);
            assert_int_equal(frame[F - 1], 0x55);
        }
        samples += taken;
        count -= taken;
    }
}

static listener new_listener(const way *w, size_t samples)
{
    listener l = {.frame_count = 0, .room = frame_count(samples, w->hop_samples)};
    l.frames = malloc(F * l.room + 1);
    assert_non_null(l.frames);
    assert_int_equal(mw_front_end_init(&l.front_end, w->rules, w->hop_samples), MW_OK);
    return l;
}

/* Splits the sound into random portions, among them many of 0 and 1 samples. */
static void listen_in_portions(listener *l, const int16_t *samples, size_t count, uint64_t *seed)
{
    while (count > 0) {
        uint64_t random = test_random(seed);
        size_t portion = (size_t)(random >> 8) % (random % 4 == 0   ? 2000
                                                  : random % 4 == 1 ? 40
                                                                    : 2);
        portion = portion < count ? portion : count;
        listen(l, samples, portion);
        samples += portion;
        count -= portion;
    }
}

static void check_frames(const way *w, const char *sound, const listener *l, test_bytes want)
{
    char what[100];
    snprintf(what, sizeof what, "%s/%s", w->name, sound);
    assert_int_equal(want.size, F * l->room);
    assert_int_equal(l->frame_count, l->room);
    test_same_bytes(what, l->frames, want.data, want.size);
}

static void check_sound(place *where, const char *sound)
{
    static uint64_t seed = 1;
    test_bytes pcm = read_golden(where, "pcm", sound);
    const int16_t *samples = (const int16_t *)(const void *)pcm.data;
    size_t count = pcm.size / 2;
    for (size_t i = 0; i < WAYS; i++) {
        test_bytes want = read_golden(where, ways[i].name, sound);
        listener whole = new_listener(&ways[i], count), portions = new_listener(&ways[i], count);
        listen(&whole, samples, count);
        check_frames(&ways[i], sound, &whole, want);
        listen_in_portions(&portions, samples, count, &seed);
        check_frames(&ways[i], sound, &portions, want);
        test_bytes_free(&want);
        free(whole.frames);
        free(portions.frames);
    }
    test_bytes_free(&pcm);
}

/* The logarithms themselves, which int8 rounds. */
static void check_logarithms(place *where, const char *sound)
{
    test_bytes pcm = read_golden(where, "pcm", sound);
    const int16_t *samples = (const int16_t *)(const void *)pcm.data;
    for (size_t i = 0; i < WAYS; i++) {
        test_bytes want = read_golden(where, ways[i].name_16_bit, sound);
        size_t frames = frame_count(pcm.size / 2, ways[i].hop_samples);
        assert_int_equal(want.size, 2 * F * frames);
        uint32_t noise[F] = {0};
        for (size_t k = 0; k < frames; k++) {
            mw_front_end_bin bins[256];
            uint16_t got[F];
            uint32_t scale_bits =
                mwi_spectrum(ways[i].rules, samples + k * ways[i].hop_samples, bins);
            mwi_channels(ways[i].rules, scale_bits, noise, bins);
            for (size_t c = 0; c < F; c++) {
                got[c] = (uint16_t)bins[c].energy;
            }
            test_same_bytes(ways[i].name_16_bit, got, want.data + k * sizeof got, sizeof got);
        }
        test_bytes_free(&want);
    }
    test_bytes_free(&pcm);
}

static void small_set_equals_both_published_front_ends(void **state)
{
    (void)state;
    for (size_t i = 0; i < SMALL_SET; i++) {
        check_sound(in_clone, small_set[i]);
    }
    check_logarithms(in_clone, "yes_30ms");
    check_logarithms(in_clone, "no_30ms");
    check_logarithms(in_clone, "square_full");
}

static void full_set_equals_both_published_front_ends(void **state)
{
    (void)state;
    for (size_t i = 0; i < FULL_SET; i++) {
        check_sound(in_shared, full_set[i]);
        check_logarithms(in_shared, full_set[i]);
    }
}

/* ---- a sound that is hard on fixed-point arithmetic: hard_sound_oracle.py has the same formula */

enum { HARD_SAMPLES = 64000, HARD_BLOCK = 80 };

static int16_t hard_sample(uint64_t block, uint64_t x)
{
    uint64_t kind = block & 7;
    if ((kind == 3 || kind == 4) && (x >> 16) % 32 == 0) {
        return INT16_MIN;
    }
    if (kind == 5) {
        return x & 0x10000 ? INT16_MIN : INT16_MAX;
    }
    if (kind == 6) {
        return (int16_t)(uint16_t)(block >> 16);
    }
    if (kind == 7) {
        return (x >> 16) % 128 == 0 ? INT16_MIN : 0;
    }
    return (int16_t)((int16_t)(uint16_t)x >> (block >> 8) % 17);
}

static void hard_sound_equals_tflm(void **state)
{
    (void)state;
    int16_t *samples = malloc(HARD_SAMPLES * sizeof *samples);
    assert_non_null(samples);
    uint64_t seed = 2026, block = 0;
    for (size_t i = 0; i < HARD_SAMPLES; i++) {
        block = i % HARD_BLOCK == 0 ? test_random(&seed) : block;
        samples[i] = hard_sample(block, test_random(&seed));
    }
    for (size_t i = 0; i < 2; i++) {
        test_bytes want = read_golden(in_clone, "hard", ways[i].name);
        listener l = new_listener(&ways[i], HARD_SAMPLES);
        listen(&l, samples, HARD_SAMPLES);
        check_frames(&ways[i], "hard", &l, want);
        test_bytes_free(&want);
        free(l.frames);
    }
    free(samples);
}

/* ---- portions, copies, memory */

/* Every split of the first 1120 samples in two, and every size of equal portions. */
static void every_split_gives_the_same_frames(void **state)
{
    (void)state;
    enum { COUNT = 1120 };
    test_bytes pcm = read_golden(in_clone, "pcm", "yes_1000ms");
    const int16_t *samples = (const int16_t *)(const void *)pcm.data;
    for (size_t i = 0; i < WAYS; i++) {
        test_bytes want = read_golden(in_clone, ways[i].name, "yes_1000ms");
        for (size_t split = 0; split <= COUNT; split++) {
            listener two = new_listener(&ways[i], COUNT), many = new_listener(&ways[i], COUNT);
            want.size = F * two.room;
            listen(&two, samples, split);
            listen(&two, samples + split, COUNT - split);
            check_frames(&ways[i], "yes_1000ms, split", &two, want);
            for (size_t at = 0; at < COUNT; at += split + 1) {
                listen(&many, samples + at, COUNT - at < split + 1 ? COUNT - at : split + 1);
            }
            check_frames(&ways[i], "yes_1000ms, equal portions", &many, want);
            free(two.frames);
            free(many.frames);
        }
        test_bytes_free(&want);
    }
    test_bytes_free(&pcm);
}

/* A hop for which nobody published anything: each frame's window is where the header says. */
static void any_hop_takes_its_windows(void **state)
{
    (void)state;
    static const uint32_t hops[] = {1, 7, 100, 479, 480};
    test_bytes pcm = read_golden(in_clone, "pcm", "yes_1000ms");
    const int16_t *samples = (const int16_t *)(const void *)pcm.data;
    for (size_t i = 0; i < sizeof hops / sizeof hops[0]; i++) {
        const way w = {&mw_rules_tflm, "any hop", "", hops[i]};
        listener l = new_listener(&w, 3000);
        listen(&l, samples, 3000);
        uint32_t noise[F] = {0};
        for (size_t k = 0; k < l.room; k++) {
            mw_front_end_bin bins[256];
            mwi_channels(w.rules, mwi_spectrum(w.rules, samples + k * hops[i], bins), noise, bins);
            for (size_t c = 0; c < F; c++) {
                assert_int_equal(l.frames[F * k + c], mwi_feature(bins[c].energy));
            }
        }
        free(l.frames);
    }
    test_bytes_free(&pcm);
}

static void copy_goes_on_and_reset_starts_anew(void **state)
{
    (void)state;
    test_bytes pcm = read_golden(in_clone, "pcm", "yes_1000ms");
    test_bytes want = read_golden(in_clone, ways[0].name, "yes_1000ms");
    const int16_t *samples = (const int16_t *)(const void *)pcm.data;
    test_guarded memory = test_guarded_new(sizeof(mw_front_end), _Alignof(mw_front_end));
    mw_front_end *copy = (mw_front_end *)(void *)memory.data;
    listener l = new_listener(&ways[0], 16000);
    listen(&l, samples, 7777);
    *copy = l.front_end;
    memset(&l.front_end, 0xA5, sizeof l.front_end);
    l.front_end = *copy;
    listen(&l, samples + 7777, 16000 - 7777);
    check_frames(&ways[0], "copied", &l, want);

    mw_front_end_reset(&l.front_end);
    l.frame_count = 0;
    listen(&l, samples, 16000);
    check_frames(&ways[0], "reset", &l, want);
    free(l.frames);
    test_guarded_free(&memory);
    test_bytes_free(&want);
    test_bytes_free(&pcm);
}

/* State and frame between pages that fault, the samples ending at one. */
static void touches_only_what_it_was_given(void **state)
{
    (void)state;
    test_guarded memory = test_guarded_new(sizeof(mw_front_end), _Alignof(mw_front_end));
    test_guarded sound = test_guarded_new(2 * MW_WINDOW_SAMPLES, 2), frame = test_guarded_new(F, 1);
    mw_front_end *front_end = (mw_front_end *)(void *)memory.data;
    uint64_t seed = 3;
    for (size_t i = 0; i < sound.size; i++) {
        sound.data[i] = (uint8_t)test_random(&seed);
    }
    assert_int_equal(mw_front_end_init(front_end, &mw_rules_microfrontend, 480), MW_OK);
    for (int i = 0; i < 3; i++) {
        bool ready = false;
        assert_int_equal(mw_front_end_feed(front_end, (const int16_t *)(const void *)sound.data,
                                           MW_WINDOW_SAMPLES, (int8_t *)frame.data, &ready),
                         MW_WINDOW_SAMPLES);
        assert_true(ready);
    }
    test_guarded_free(&memory);
    test_guarded_free(&sound);
    test_guarded_free(&frame);
}

static void arguments_are_checked(void **state)
{
    (void)state;
    mw_front_end front_end;
    assert_int_equal(mw_front_end_init(NULL, &mw_rules_tflm, 320), MW_BAD_ARGUMENT);
    assert_int_equal(mw_front_end_init(&front_end, NULL, 320), MW_BAD_ARGUMENT);
    assert_int_equal(mw_front_end_init(&front_end, &mw_rules_tflm, 0), MW_BAD_ARGUMENT);
    assert_int_equal(mw_front_end_init(&front_end, &mw_rules_tflm, 481), MW_BAD_ARGUMENT);
    assert_int_equal(mw_front_end_init(&front_end, &mw_rules_tflm, 480), MW_OK);
    bool ready = true;
    assert_int_equal(mw_front_end_feed(&front_end, NULL, 0, NULL, &ready), 0);
    assert_false(ready);
}

/* ---- parts whose formula is short enough to state here */

static void check_root(uint64_t n)
{
    uint64_t root = 0;
    for (uint64_t bit = 1 << 23; bit > 0; bit >>= 1) {
        root += (root + bit) * (root + bit) <= n ? bit : 0;
    }
    root += n - root * root > root && (n >> 32 || root != 0xFFFF);
    uint32_t got = mwi_root((uint32_t)(n >> 32), (uint32_t)n);
    if (got != root) {
        fail_msg("root of %llu: got %u, want %llu", (unsigned long long)n, got,
                 (unsigned long long)root);
    }
}

static void root_is_rounded_as_published(void **state)
{
    (void)state;
    const uint64_t end = (uint64_t)1 << 47;
    for (uint64_t n = 0; n < 100000; n++) {
        check_root(n);
        check_root(end - 1 - n);
        check_root(((uint64_t)1 << 32) - 50000 + n);
    }
    for (uint64_t root = 1; root * root + root + 1 < end; root += 1 + root % 5) {
        for (uint64_t n = root * root - 1; n <= root * root + 1; n++) {
            check_root(n);
            check_root(n + root);
        }
    }
    uint64_t seed = 4;
    for (int i = 0; i < 1000000; i++) {
        uint64_t random = test_random(&seed);
        check_root((random >> 17) >> (random % 47));
    }
}

static void feature_is_the_quotient(void **state)
{
    (void)state;
    for (int32_t logarithm = 0; logarithm <= 1638; logarithm++) {
        int32_t want = (logarithm * 256 + 333) / 666 - 128;
        assert_int_equal(mwi_feature((uint32_t)logarithm), want < 127 ? want : 127);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_set_equals_both_published_front_ends),
        cmocka_unit_test(full_set_equals_both_published_front_ends),
        cmocka_unit_test(hard_sound_equals_tflm),
        cmocka_unit_test(every_split_gives_the_same_frames),
        cmocka_unit_test(any_hop_takes_its_windows),
        cmocka_unit_test(copy_goes_on_and_reset_starts_anew),
        cmocka_unit_test(touches_only_what_it_was_given),
        cmocka_unit_test(arguments_are_checked),
        cmocka_unit_test(root_is_rounded_as_published),
        cmocka_unit_test(feature_is_the_quotient),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
