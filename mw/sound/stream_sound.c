/* SPDX-License-Identifier: Apache-2.0
 *
 * The sound of a stream of recordings. See stream_sound.h. */
#include "mw/sound/stream_sound.h"

#include <math.h>
#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "milliwatt/front_end.h"
#include "mw/mw.h"
#include "mw/train/random.h"

enum {
    SAMPLES_PER_MS = MW_SAMPLES_PER_SECOND / 1000,
    FADE_SAMPLES = MW_SAMPLES_PER_SECOND / 4, /* one noise goes, the next one comes */
    NOISE_SAMPLES = 15 * MW_SAMPLES_PER_SECOND
};

/* Room for more samples, all zero. */
static int16_t *extend(mw_sound *sound, size_t more)
{
    int16_t *samples = realloc(sound->samples, (sound->count + more + 1) * sizeof *samples);
    if (!samples) {
        exit(mw_error("a stream of %zu samples does not fit into memory", sound->count + more));
    }
    sound->samples = samples;
    memset(samples + sound->count, 0, more * sizeof *samples);
    sound->count += more;
    return samples + sound->count - more;
}

static void add_gap(const mw_stream_rules *rules, mw_random *random, mw_sound *sound)
{
    uint64_t shortest = (uint64_t)rules->gap_ms * SAMPLES_PER_MS * 3 / 4;
    uint64_t spread = (uint64_t)rules->gap_ms * SAMPLES_PER_MS / 2;
    /* Whole milliseconds, so that times can be told exactly. */
    uint64_t gap = shortest + mw_random_below(random, spread + 1);
    extend(sound, gap / SAMPLES_PER_MS * SAMPLES_PER_MS);
}

/* A recording of any length, and zeros to a whole millisecond. */
static bool add_recording(const mw_recordings *recordings, size_t index, mw_sound *sound,
                          mw_stream_place *place, char fault[MW_FAULT_BYTES])
{
    mw_sound recording;
    char *path = mw_recording_path(recordings, index);
    bool read = mw_sound_try(path, &recording, fault);
    free(path);
    if (read) {
        size_t whole = (recording.count + SAMPLES_PER_MS - 1) / SAMPLES_PER_MS * SAMPLES_PER_MS;
        *place = (mw_stream_place){sound->count, recording.count};
        int16_t *to = extend(sound, whole);
        memcpy(to, recording.samples, recording.count * sizeof *to);
        mw_sound_free(&recording);
    }
    return read;
}

/* How loud noise is at a sample of its piece: it comes and goes slowly, so that its edges are not
 * taken for speech. */
static double envelope(size_t at, size_t length)
{
    size_t edge = at < length - 1 - at ? at : length - 1 - at;
    return edge < FADE_SAMPLES ? (double)edge / FADE_SAMPLES : 1;
}

/* A piece of noise behind some samples: from the last fifth of a file, over and over. */
static void lay_noise(const mw_stream_rules *rules, mw_random *random, int16_t *samples,
                      size_t count)
{
    const mw_sound *from = &rules->noise->sounds[mw_random_below(random, rules->noise->count)];
    size_t first = mw_noise_training_samples(from);
    size_t held = from->count - first;
    size_t at = mw_random_below(random, held);
    double level = rules->noise_level * mw_random_share(random);
    for (size_t i = 0; i < count; i++) {
        double noise = from->samples[first + (at + i) % held] * level * envelope(i, count);
        long sum = lrint(samples[i] + noise);
        samples[i] = (int16_t)(sum > INT16_MAX ? INT16_MAX : sum < INT16_MIN ? INT16_MIN : sum);
    }
}

bool mw_stream_sound_make(const mw_stream_rules *rules, uint32_t number,
                          const mw_recordings *recordings, const size_t *indices, size_t count,
                          mw_stream_place *places, mw_sound *sound, char fault[MW_FAULT_BYTES])
{
    mw_random random = mw_random_start(rules->seed, 'g', number);
    mw_random noises = mw_random_start(rules->seed, 'n', number);
    *sound = (mw_sound){.file_rate_hz = MW_SAMPLES_PER_SECOND, .file_channels = 1};
    add_gap(rules, &random, sound);
    for (size_t i = 0; i < count; i++) {
        if (!add_recording(recordings, indices[i], sound, &places[i], fault)) {
            mw_sound_free(sound);
            return false;
        }
        add_gap(rules, &random, sound);
    }
    for (size_t at = 0; rules->noise->count > 0 && at < sound->count; at += NOISE_SAMPLES) {
        size_t left = sound->count - at;
        lay_noise(rules, &noises, sound->samples + at, left < NOISE_SAMPLES ? left : NOISE_SAMPLES);
    }
    return true;
}

bool mw_stream_sound_write(const mw_sound *sound, const char *path, char fault[MW_FAULT_BYTES])
{
    SF_INFO info = {.samplerate = MW_SAMPLES_PER_SECOND,
                    .channels = 1,
                    .format = SF_FORMAT_WAV | SF_FORMAT_PCM_16};
    SNDFILE *file = sf_open(path, SFM_WRITE, &info);
    sf_count_t count = (sf_count_t)sound->count;
    bool wrote = file && sf_write_short(file, sound->samples, count) == count;
    if (!wrote) {
        snprintf(fault, MW_FAULT_BYTES, "sound %.300s cannot be written: %s", path,
                 sf_strerror(file));
    }
    if (file && sf_close(file) != 0 && wrote) {
        snprintf(fault, MW_FAULT_BYTES, "sound %.300s cannot be written to its end", path);
        wrote = false;
    }
    return wrote;
}
