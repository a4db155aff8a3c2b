/* SPDX-License-Identifier: Apache-2.0
 *
 * Background noise of a folder of recordings. See noise.h. */
#include "mw/sound/noise.h"

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "milliwatt/front_end.h"
#include "mw/mw.h"
#include "mw/train/random.h"

static const uint64_t silence_seed = 2018; /* never to be changed: figures would not compare */

static bool read_file(const char *folder, const char *name, mw_noise *noise)
{
    char *path = NULL;
    mw_sound *more = realloc(noise->sounds, (noise->count + 1) * sizeof *more);
    if (!more || asprintf(&path, "%s/_background_noise_/%s", folder, name) < 0) {
        exit(mw_error("the background noise does not fit into memory"));
    }
    noise->sounds = more;
    bool read = mw_sound_read(path, &noise->sounds[noise->count]);
    noise->count += read;
    free(path);
    return read;
}

static bool is_sound(const char *name)
{
    static const char *const endings[] = {".wav", ".flac", ".ogg", ".mp3", ".aiff"};
    const char *ending = strrchr(name, '.');
    for (size_t i = 0; *name != '.' && ending && i < sizeof endings / sizeof endings[0]; i++) {
        if (strcasecmp(ending, endings[i]) == 0) {
            return true;
        }
    }
    return false;
}

bool mw_noise_read(const char *folder, mw_noise *noise)
{
    *noise = (mw_noise){0};
    char *path = NULL;
    if (asprintf(&path, "%s/_background_noise_", folder) < 0) {
        exit(mw_error("the background noise does not fit into memory"));
    }
    struct dirent **entries = NULL;
    int count = scandir(path, &entries, NULL, alphasort);
    bool good = true;
    for (int i = 0; i < count; i++) {
        const char *name = entries[i]->d_name;
        good = good && (!is_sound(name) || read_file(folder, name, noise));
        free(entries[i]);
    }
    free(entries);
    free(path);
    if (!good) {
        mw_noise_free(noise);
    }
    return good;
}

void mw_noise_free(mw_noise *noise)
{
    for (size_t i = 0; i < noise->count; i++) {
        mw_sound_free(&noise->sounds[i]);
    }
    free(noise->sounds);
    *noise = (mw_noise){0};
}

size_t mw_noise_training_samples(const mw_sound *sound)
{
    return sound->count / 5 * 4;
}

void mw_noise_silence(const mw_noise *noise, size_t index, int16_t samples[16000])
{
    const mw_sound *sound = &noise->sounds[index % noise->count];
    mw_random random = mw_random_start(silence_seed, 's', index);
    size_t first = mw_noise_training_samples(sound);
    size_t held = sound->count - first;
    size_t room = held > MW_SAMPLES_PER_SECOND ? held - MW_SAMPLES_PER_SECOND : 0;
    first += mw_random_below(&random, room + 1);
    double level = mw_random_share(&random);
    for (size_t i = 0; i < MW_SAMPLES_PER_SECOND; i++) {
        double value = first + i < sound->count ? sound->samples[first + i] * level : 0.0;
        samples[i] = (int16_t)lrint(value);
    }
}
