/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads a sound file in blocks: libsndfile -> mono -> 16 kHz -> int16. See sound.h. */
#include "mw/sound/sound.h"

#include <errno.h>
#include <math.h>
#include <samplerate.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "milliwatt/front_end.h"
#include "mw/mw.h"

enum { BLOCK_FRAMES = 1 << 14, MOST_CHANNELS = 1024 };

/* Room for more samples; false when there is no memory. */
static bool reserve(mw_sound *sound, size_t *capacity, size_t more)
{
    if (sound->count + more <= *capacity) {
        return true;
    }
    size_t larger = *capacity * 2 + more;
    int16_t *samples = realloc(sound->samples, larger * sizeof *samples);
    if (!samples) {
        return false;
    }
    sound->samples = samples;
    *capacity = larger;
    return true;
}

/* 1 is 32768, as in the files: so a 16-bit sample goes to float and back unchanged. */
static int16_t to_int16(float value)
{
    float scaled = rintf(value * 32768.0F);
    if (isnan(scaled)) {
        return 0;
    }
    return scaled >= 32767.0F ? INT16_MAX : scaled <= -32768.0F ? INT16_MIN : (int16_t)scaled;
}

static const char *read_as_it_is(SNDFILE *file, mw_sound *sound)
{
    size_t capacity = 0;
    sf_count_t got = BLOCK_FRAMES;
    while (got == BLOCK_FRAMES) {
        if (!reserve(sound, &capacity, BLOCK_FRAMES)) {
            return "it does not fit into memory";
        }
        got = sf_readf_short(file, sound->samples + sound->count, BLOCK_FRAMES);
        sound->count += (size_t)got;
    }
    return NULL;
}

/* A file on its way through mixing and the change of rate. */
typedef struct conversion {
    SNDFILE *file;
    int channels;
    size_t frames;      /* read so far */
    bool padded;        /* with silence, so that the converter gives all that it holds back */
    float *interleaved; /* BLOCK_FRAMES of all channels */
    float mono[BLOCK_FRAMES];
    float at_16_khz[BLOCK_FRAMES];
} conversion;

static long read_mono(void *user, float **data)
{
    conversion *c = user;
    sf_count_t got = sf_readf_float(c->file, c->interleaved, BLOCK_FRAMES);
    for (sf_count_t i = 0; i < got; i++) {
        const float *frame = c->interleaved + i * c->channels;
        double sum = 0;
        for (int channel = 0; channel < c->channels; channel++) {
            sum += (double)frame[channel];
        }
        c->mono[i] = (float)(sum / c->channels);
    }
    c->frames += (size_t)got;
    *data = c->mono;
    return (long)got;
}

static long read_mono_padded(void *user, float **data)
{
    conversion *c = user;
    long got = read_mono(user, data);
    if (got == 0 && !c->padded) {
        c->padded = true;
        memset(c->mono, 0, sizeof c->mono);
        got = BLOCK_FRAMES;
    }
    return got;
}

static const char *append(mw_sound *sound, size_t *capacity, const float *values, long count)
{
    if (!reserve(sound, capacity, (size_t)count)) {
        return "it does not fit into memory";
    }
    for (long i = 0; i < count; i++) {
        sound->samples[sound->count++] = to_int16(values[i]);
    }
    return NULL;
}

static const char *convert_same_rate(conversion *c, mw_sound *sound)
{
    size_t capacity = 0;
    const char *fault = NULL;
    float *mono = NULL;
    for (long got = read_mono(c, &mono); got > 0 && !fault; got = read_mono(c, &mono)) {
        fault = append(sound, &capacity, mono, got);
    }
    return fault;
}

static const char *convert_rate(conversion *c, mw_sound *sound)
{
    double ratio = (double)MW_SAMPLES_PER_SECOND / sound->file_rate_hz;
    if (!src_is_valid_ratio(ratio)) {
        return "its rate cannot be changed to 16000 Hz; rates from 63 Hz to 4 MHz can";
    }
    int error = 0;
    SRC_STATE *state = src_callback_new(read_mono_padded, SRC_SINC_BEST_QUALITY, 1, &error, c);
    if (!state) {
        return src_strerror(error);
    }
    size_t capacity = 0;
    const char *fault = NULL;
    long got = 1;
    while (got > 0 && !fault) {
        got = src_callback_read(state, ratio, BLOCK_FRAMES, c->at_16_khz);
        fault = append(sound, &capacity, c->at_16_khz, got);
    }
    if (!fault && src_error(state) != 0) {
        fault = src_strerror(src_error(state));
    }
    src_delete(state);
    /* As many samples as begin before the sound ends. */
    uint64_t rate = (uint64_t)sound->file_rate_hz;
    size_t whole = (size_t)((c->frames * (uint64_t)MW_SAMPLES_PER_SECOND + rate - 1) / rate);
    sound->count = sound->count < whole ? sound->count : whole;
    return fault;
}

static const char *convert(SNDFILE *file, mw_sound *sound)
{
    conversion *c = malloc(sizeof *c);
    const char *fault = "it does not fit into memory";
    if (c) {
        c->file = file;
        c->channels = sound->file_channels;
        c->frames = 0;
        c->padded = false;
        c->interleaved = malloc(sizeof(float) * BLOCK_FRAMES * (size_t)c->channels);
        if (c->interleaved) {
            fault = sound->file_rate_hz == MW_SAMPLES_PER_SECOND ? convert_same_rate(c, sound)
                                                                 : convert_rate(c, sound);
        }
        free(c->interleaved);
    }
    free(c);
    return fault;
}

static const char *read_samples(SNDFILE *file, const SF_INFO *info, mw_sound *sound)
{
    if (info->channels < 1 || info->channels > MOST_CHANNELS || info->samplerate < 1) {
        return "its header makes no sense (channels, rate)";
    }
    int depth = info->format & SF_FORMAT_SUBMASK;
    sound->file_rate_hz = info->samplerate;
    sound->file_channels = info->channels;
    sound->converted = info->samplerate != MW_SAMPLES_PER_SECOND || info->channels != 1 ||
                       depth != SF_FORMAT_PCM_16;
    const char *fault = sound->converted ? convert(file, sound) : read_as_it_is(file, sound);
    if (!fault && sf_error(file) != SF_ERR_NO_ERROR) {
        fault = sf_strerror(file);
    }
    if (!fault && sound->count == 0) {
        fault = "there are no samples in it";
    }
    return fault;
}

/* Why a file need not be tried at all; NULL: it may be. */
static const char *plain_fault(const char *path)
{
    struct stat about;
    FILE *file = fopen(path, "rb");
    if (!file) {
        return strerror(errno);
    }
    bool known = fstat(fileno(file), &about) == 0;
    fclose(file);
    if (known && S_ISDIR(about.st_mode)) {
        return "it is a folder";
    }
    return known && S_ISREG(about.st_mode) && about.st_size == 0 ? "the file is empty" : NULL;
}

bool mw_sound_try(const char *path, mw_sound *sound, char fault[MW_FAULT_BYTES])
{
    *sound = (mw_sound){0};
    const char *why = plain_fault(path);
    SF_INFO info = {0};
    SNDFILE *file = why ? NULL : sf_open(path, SFM_READ, &info);
    if (file) {
        why = read_samples(file, &info, sound);
        sf_close(file);
    } else if (!why) {
        why = "it is no sound file of a known kind (WAV, FLAC, Ogg ...)";
    }
    if (why) {
        snprintf(fault, MW_FAULT_BYTES, "sound %s cannot be read: %s", path, why);
        mw_sound_free(sound);
    }
    return !why;
}

bool mw_sound_read(const char *path, mw_sound *sound)
{
    char fault[MW_FAULT_BYTES];
    bool read = mw_sound_try(path, sound, fault);
    if (!read) {
        mw_error("%s", fault);
    }
    return read;
}

void mw_sound_free(mw_sound *sound)
{
    free(sound->samples);
    *sound = (mw_sound){0};
}

void mw_sound_describe(const mw_sound *sound, char *text, size_t size)
{
    double seconds = (double)sound->count / MW_SAMPLES_PER_SECOND;
    if (sound->file_rate_hz == MW_SAMPLES_PER_SECOND && sound->file_channels == 1) {
        snprintf(text, size, "%.2f s", seconds);
    } else {
        snprintf(text, size, "%.2f s (%d Hz, %d channel%s)", seconds, sound->file_rate_hz,
                 sound->file_channels, sound->file_channels == 1 ? "" : "s");
    }
}
