/* SPDX-License-Identifier: Apache-2.0
 *
 * Sound files of many kinds, written by libsndfile from formulas, come through as those formulas
 * say. */
#include "support/support.h"

#include <math.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mw/sound/sound.h"

enum { SECOND = 16000 };

static char path[] = "/tmp/mw_sound_test_XXXXXX";

static SNDFILE *create(int format, int rate, int channels)
{
    SF_INFO info = {.format = format, .samplerate = rate, .channels = channels};
    SNDFILE *file = sf_open(path, SFM_WRITE, &info);
    assert_non_null(file);
    return file;
}

static mw_sound read_back(size_t count)
{
    mw_sound sound;
    assert_true(mw_sound_read(path, &sound));
    assert_int_equal(sound.count, count);
    return sound;
}

/* Every value that 16 bits have, -32768 too, unchanged. */
static void sixteen_bits_as_they_are(int format)
{
    enum { COUNT = 65536 };
    int16_t *all = malloc(COUNT * sizeof *all);
    for (int i = 0; i < COUNT; i++) {
        all[i] = (int16_t)((int64_t)i * 40503 % COUNT - 32768); /* odd: each value once */
    }
    SNDFILE *file = create(format | SF_FORMAT_PCM_16, SECOND, 1);
    assert_int_equal(sf_write_short(file, all, COUNT), COUNT);
    sf_close(file);
    mw_sound sound = read_back(COUNT);
    assert_false(sound.converted);
    assert_memory_equal(sound.samples, all, COUNT * sizeof *all);
    mw_sound_free(&sound);
    free(all);
}

static void test_sixteen_bits(void **state)
{
    (void)state;
    sixteen_bits_as_they_are(SF_FORMAT_WAV);
    sixteen_bits_as_they_are(SF_FORMAT_WAVEX);
    sixteen_bits_as_they_are(SF_FORMAT_FLAC);
    sixteen_bits_as_they_are(SF_FORMAT_AIFF);
}

static void test_eight_bits(void **state)
{
    (void)state;
    uint8_t raw[256];
    for (int i = 0; i < 256; i++) {
        raw[i] = (uint8_t)i;
    }
    SNDFILE *file = create(SF_FORMAT_WAV | SF_FORMAT_PCM_U8, SECOND, 1);
    assert_int_equal(sf_write_raw(file, raw, sizeof raw), sizeof raw);
    sf_close(file);
    mw_sound sound = read_back(256);
    for (int i = 0; i < 256; i++) {
        assert_int_equal(sound.samples[i], (i - 128) * 256);
    }
    mw_sound_free(&sound);
}

/* 24 and 32 bits are rounded, and what rounds to 32768 is clipped. */
static void test_more_bits(void **state)
{
    (void)state;
    static const int32_t in[] = {0,    0x7fffff, -0x800000, 127,      129,
                                 -127, -129,     0x7fff7f,  0x7fff81, 300};
    static const int16_t out[] = {0, 32767, -32768, 0, 1, 0, -1, 32767, 32767, 1};
    enum { COUNT = sizeof in / sizeof in[0] };
    int32_t wide[COUNT];
    for (int i = 0; i < COUNT; i++) {
        wide[i] = in[i] * 256;
    }
    for (int format = 0; format < 2; format++) {
        SNDFILE *file =
            create(SF_FORMAT_WAV | (format ? SF_FORMAT_PCM_32 : SF_FORMAT_PCM_24), SECOND, 1);
        assert_int_equal(sf_write_int(file, wide, COUNT), COUNT);
        sf_close(file);
        mw_sound sound = read_back(COUNT);
        assert_memory_equal(sound.samples, out, sizeof out);
        mw_sound_free(&sound);
    }
}

static void test_float(void **state)
{
    (void)state;
    static const float in[] = {0,         0.5F,         -0.5F,        1,     -1,
                               1.5F,      -1.5F,        1e30F,        NAN,   INFINITY,
                               -INFINITY, 3.0F / 32768, 0.6F / 32768, -1e-9F};
    static const int16_t out[] = {0,     16384, -16384, 32767,  -32768, 32767, -32768,
                                  32767, 0,     32767,  -32768, 3,      1,     0};
    enum { COUNT = sizeof in / sizeof in[0] };
    SNDFILE *file = create(SF_FORMAT_WAV | SF_FORMAT_FLOAT, SECOND, 1);
    assert_int_equal(sf_write_float(file, in, COUNT), COUNT);
    sf_close(file);
    mw_sound sound = read_back(COUNT);
    assert_memory_equal(sound.samples, out, sizeof out);
    mw_sound_free(&sound);
}

/* The mean of the channels, halves to the even number. */
static void test_channels(void **state)
{
    (void)state;
    static const int16_t in[][2] = {{100, 300}, {32767, 32767}, {-32768, -32768}, {5, 0},
                                    {7, 0},     {-5, 0},        {32767, -32768}};
    static const int16_t out[] = {200, 32767, -32768, 2, 4, -2, 0};
    enum { COUNT = sizeof out / sizeof out[0] };
    SNDFILE *file = create(SF_FORMAT_WAV | SF_FORMAT_PCM_16, SECOND, 2);
    assert_int_equal(sf_writef_short(file, in[0], COUNT), COUNT);
    sf_close(file);
    mw_sound sound = read_back(COUNT);
    assert_true(sound.converted);
    assert_memory_equal(sound.samples, out, sizeof out);
    mw_sound_free(&sound);
}

static void write_tone(int rate, int channels, double hz, double amplitude)
{
    SNDFILE *file = create(SF_FORMAT_WAV | SF_FORMAT_FLOAT, rate, channels);
    for (int i = 0; i < 2 * rate; i++) {
        float frame[8];
        for (int channel = 0; channel < channels; channel++) {
            frame[channel] = (float)(amplitude / 32768 * sin(2 * M_PI * hz * i / rate));
        }
        assert_int_equal(sf_writef_float(file, frame, 1), 1);
    }
    sf_close(file);
}

/* A tone of any rate is the same tone at 16 kHz, at the same time, to a step: the converter's noise
 * lies 97 dB or more below full scale, half a step of rounding comes on top. The ends, where the
 * tone begins from nothing, are left out. */
static void test_rates(void **state)
{
    (void)state;
    static const int rates[] = {8000, 11025, 22050, 44100, 48000, 96000};
    for (size_t r = 0; r < sizeof rates / sizeof rates[0]; r++) {
        write_tone(rates[r], 1 + (int)(r % 3), 1000, 10000);
        mw_sound sound = read_back(2 * SECOND);
        assert_int_equal(sound.file_rate_hz, rates[r]);
        for (size_t i = SECOND / 4; i < 2 * SECOND - SECOND / 4; i++) {
            double want = 10000 * sin(2 * M_PI * 1000 * (double)i / SECOND);
            if (fabs(sound.samples[i] - want) > 1) {
                fail_msg("%d Hz: sample %zu is %d, not %.2f", rates[r], i, sound.samples[i], want);
            }
        }
        mw_sound_free(&sound);
    }
}

/* What 16 kHz cannot hold is not folded down into what it can. */
static void test_nothing_folds(void **state)
{
    (void)state;
    write_tone(48000, 1, 11000, 20000);
    mw_sound sound = read_back(2 * SECOND);
    for (size_t i = SECOND / 4; i < 2 * SECOND - SECOND / 4; i++) {
        assert_in_range(sound.samples[i] + 1, 0, 2);
    }
    mw_sound_free(&sound);
}

/* Ogg Vorbis loses a little: what is lost is far below the tone. */
static void test_ogg(void **state)
{
    (void)state;
    SNDFILE *file = create(SF_FORMAT_OGG | SF_FORMAT_VORBIS, SECOND, 1);
    for (int i = 0; i < SECOND; i++) {
        float value = (float)(10000.0 / 32768 * sin(2 * M_PI * 440 * i / SECOND));
        assert_int_equal(sf_write_float(file, &value, 1), 1);
    }
    sf_close(file);
    mw_sound sound = read_back(SECOND);
    double noise = 0;
    for (size_t i = SECOND / 4; i < SECOND - SECOND / 4; i++) {
        double lost = sound.samples[i] - 10000 * sin(2 * M_PI * 440 * (double)i / SECOND);
        noise += lost * lost / (SECOND / 2);
    }
    assert_true(noise < 10000.0 * 10000 / 2 / 100); /* 20 dB below */
    mw_sound_free(&sound);
}

static int make_path(void **state)
{
    (void)state;
    int descriptor = mkstemp(path);
    return descriptor < 0 ? -1 : close(descriptor);
}

static int remove_path(void **state)
{
    (void)state;
    return remove(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sixteen_bits),  cmocka_unit_test(test_eight_bits),
        cmocka_unit_test(test_more_bits),     cmocka_unit_test(test_float),
        cmocka_unit_test(test_channels),      cmocka_unit_test(test_rates),
        cmocka_unit_test(test_nothing_folds), cmocka_unit_test(test_ogg),
    };
    return cmocka_run_group_tests(tests, make_path, remove_path);
}
