/* SPDX-License-Identifier: Apache-2.0
 *
 * From takes and noise to clips, on all cores. See render.h. Samples are float32 on their way, 1 is
 * full scale. */
#include "mw/train/render.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mw/mw.h"
#include "mw/progress.h"
#include "mw/train/parallel.h"
#include "mw/train/random.h"

enum { MAX_SAMPLES = 16000 * 8 }; /* window and lead-in at most: see recipe.c's ranges */

static void *known(void *memory)
{
    if (!memory) {
        exit(mw_error("the clips do not fit into memory"));
    }
    return memory;
}

/* What a core needs to make one clip after another. */
typedef struct desk {
    float sound[MW_TAKE_SAMPLES + 4], stretched[2 * MW_TAKE_SAMPLES + 4];
    float mixed[MAX_SAMPLES];
    int16_t samples[MAX_SAMPLES];
} desk;

typedef struct rendering {
    const mw_recipe *recipe;
    const mw_corpus *corpus;
    const mw_noise *noise;
    uint64_t seed;
    const volatile int *stop;
    mw_clips *clips;
    size_t window_samples;
    desk *desks; /* [threads] */
    mw_progress progress;
} rendering;

/* Feeds samples to a fresh front end and keeps the last frames that fit the clip. */
static void hear(const mw_recipe *recipe, const int16_t *samples, size_t count, uint32_t frames,
                 int8_t *features)
{
    mw_front_end front_end;
    int8_t frame[MW_FRAME_FEATURES];
    size_t total = (count - MW_WINDOW_SAMPLES) / mw_ear_hop_samples(&recipe->ear) + 1;
    size_t done = 0;
    mw_front_end_init(&front_end, recipe->ear.rules, mw_ear_hop_samples(&recipe->ear));
    while (done < total) {
        bool ready;
        size_t taken = mw_front_end_feed(&front_end, samples, count, frame, &ready);
        samples += taken;
        count -= taken;
        if (ready && done + frames >= total) {
            memcpy(features + (done + frames - total) * MW_FRAME_FEATURES, frame, sizeof frame);
        }
        done += ready;
    }
}

/* The curve through four samples, `share` of the way from the second to the third: the cubic that
 * has their slopes there (Catmull and Rom, 1974). Good enough for a little change of speed. */
static float between(const float *s, float share)
{
    float a = 1.5F * (s[1] - s[2]) + 0.5F * (s[3] - s[0]);
    float b = s[0] - 2.5F * s[1] + 2.0F * s[2] - 0.5F * s[3];
    float c = 0.5F * (s[2] - s[0]);
    return ((a * share + b) * share + c) * share + s[1];
}

/* The take at another speed; returns how many samples there are. */
static size_t stretch(const mw_take *take, double speed, desk *d)
{
    float *sound = d->sound + 1; /* with a zero before it and two behind */
    memset(d->sound, 0, sizeof d->sound);
    for (uint32_t i = 0; i < take->count; i++) {
        sound[i] = (float)take->samples[i] / 32768.0F;
    }
    size_t count = (size_t)(take->count / speed);
    for (size_t i = 0; i < count; i++) {
        double at = (double)i * speed;
        size_t whole = (size_t)at;
        d->stretched[i] = between(sound + whole - 1, (float)(at - (double)whole));
    }
    return count;
}

static double level_of(const float *samples, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++) {
        sum += (double)samples[i] * (double)samples[i];
    }
    return sqrt(sum / (double)(count > 0 ? count : 1)) + 1e-6;
}

static double from_decibels(double decibels)
{
    return pow(10.0, decibels / 20.0);
}

/* Adds a piece of noise over all `count` samples: its level set against speech's, or a volume. */
static void add_noise(const rendering *r, mw_random *random, double speech_level, bool mixed,
                      double volume, desk *d, size_t count)
{
    const mw_sound *sound = &r->noise->sounds[mw_random_below(random, r->noise->count)];
    size_t room = mw_noise_training_samples(sound);
    size_t first = room > count ? mw_random_below(random, room - count + 1) : 0;
    double sum = 1e-3;
    size_t heard = room - first < count ? room - first : count;
    for (size_t i = 0; i < heard; i++) {
        sum += (double)sound->samples[first + i] * sound->samples[first + i];
    }
    double ratio = from_decibels(
        mw_random_between(random, r->recipe->ratio_least_db, r->recipe->ratio_most_db));
    double level = sqrt(sum / (double)(heard > 0 ? heard : 1)) / 32768.0;
    double factor = (mixed ? speech_level / ratio / level : volume) / 32768.0;
    for (size_t i = 0; i < heard; i++) {
        d->mixed[i] += (float)(sound->samples[first + i] * factor);
    }
}

/* Another microphone: high sounds louder or softer, s[i] + tilt * s[i - 1]. */
static void tilt(float *samples, size_t count, double by)
{
    for (size_t i = count; i-- > 1;) {
        samples[i] += (float)by * samples[i - 1];
    }
}

/* A take varied, put at the end of the samples: lead_in samples are before its window. */
static void place_take(const rendering *r, mw_random *random, const mw_take *take, desk *d,
                       size_t lead_in, double *level)
{
    const mw_recipe *recipe = r->recipe;
    double speed = mw_random_between(random, 1.0 - recipe->speed, 1.0 + recipe->speed);
    size_t count = stretch(take, speed, d);
    tilt(d->stretched, count, mw_random_between(random, -recipe->tilt, recipe->tilt));
    double gain =
        from_decibels(mw_random_between(random, recipe->gain_least_db, recipe->gain_most_db));
    long shift = lrint(mw_random_between(random, -recipe->shift_ms, recipe->shift_ms) *
                       MW_SAMPLES_PER_SECOND / 1000.0);
    for (size_t i = 0; i < count; i++) {
        long to = (long)i + shift;
        if (to >= 0 && (size_t)to < r->window_samples) {
            d->mixed[lead_in + (size_t)to] = (float)((double)d->stretched[i] * gain);
        }
    }
    *level = level_of(d->mixed + lead_in, r->window_samples);
}

static uint32_t draw_class(const rendering *r, mw_random *random)
{
    const mw_corpus *c = r->corpus;
    double share = mw_random_share(random);
    double silence = c->silence >= 0 ? r->recipe->silence_share : 0;
    double unknown = c->unknown >= 0 ? r->recipe->unknown_share : 0;
    if (share < silence) {
        return (uint32_t)c->silence;
    }
    if (share < silence + unknown) {
        return (uint32_t)c->unknown;
    }
    uint32_t words = c->labels.count - (c->silence >= 0) - (c->unknown >= 0);
    uint32_t word = (uint32_t)((share - silence - unknown) / (1.0 - silence - unknown) * words);
    return c->labels.count - words + (word < words ? word : words - 1); /* the words stand last */
}

static size_t draw_lead_in(const rendering *r, mw_random *random, bool noisy)
{
    uint32_t hop = mw_ear_hop_samples(&r->recipe->ear);
    double samples = mw_random_between(random, 0, r->recipe->lead_in_ms) * 16.0;
    return noisy ? (size_t)samples / hop * hop : 0;
}

static void render(void *context, size_t piece, size_t thread)
{
    rendering *r = context;
    desk *d = &r->desks[thread];
    if (*r->stop) {
        return;
    }
    mw_random random = mw_random_start(r->seed, 'c', piece);
    uint32_t class = draw_class(r, &random);
    bool silence = (int32_t) class == r->corpus->silence;
    bool noisy =
        r->noise->count > 0 && (silence || mw_random_share(&random) < r->recipe->noise_share);
    size_t lead_in = draw_lead_in(r, &random, noisy);
    size_t count = lead_in + r->window_samples;
    double level = 0;
    memset(d->mixed, 0, count * sizeof *d->mixed);
    if (!silence) {
        place_take(r, &random, mw_corpus_take(r->corpus, class, mw_random_share(&random)), d,
                   lead_in, &level);
    }
    if (noisy) {
        bool mixed = !silence && mw_random_share(&random) < r->recipe->mixed_share;
        double volume = mw_random_between(&random, 0, silence ? 1.0 : r->recipe->volume);
        add_noise(r, &random, level, mixed, volume, d, count);
    }
    for (size_t i = 0; i < count; i++) {
        float value = rintf(d->mixed[i] * 32768.0F);
        d->samples[i] = value >= 32767.0F    ? INT16_MAX
                        : value <= -32768.0F ? INT16_MIN
                                             : (int16_t)value;
    }
    hear(r->recipe, d->samples, count, r->clips->frames,
         r->clips->features + piece * r->clips->frames * MW_FRAME_FEATURES);
    r->clips->classes[piece] = (uint8_t) class;
    if (thread == 0) {
        mw_progress_show(&r->progress, piece);
    }
}

static void make_room(mw_clips *clips, const mw_recipe *recipe, const mw_corpus *corpus,
                      size_t count)
{
    clips->count = count;
    clips->frames = recipe->network.layers[0].size.height;
    clips->class_count = corpus->labels.count;
    clips->features = known(calloc(count, (size_t)clips->frames * MW_FRAME_FEATURES));
    clips->classes = known(calloc(count, 1));
}

bool mw_clips_render(const mw_recipe *recipe, const mw_corpus *corpus, const mw_noise *noise,
                     uint64_t seed, const volatile int *stop, mw_clips *clips)
{
    make_room(clips, recipe, corpus, recipe->clips);
    rendering r = {.recipe = recipe,
                   .corpus = corpus,
                   .noise = noise,
                   .seed = seed,
                   .stop = stop,
                   .clips = clips,
                   .window_samples = mw_ear_samples_of(&recipe->ear, clips->frames),
                   .desks = known(calloc(mw_thread_count(), sizeof(desk)))};
    if (r.window_samples + 5000 * 16 > MAX_SAMPLES) {
        exit(mw_error("recipe %s: a window of %u frames is too long: 3 s are the most",
                      recipe->path, clips->frames));
    }
    mw_progress_start(&r.progress, recipe->clips, "clips");
    mw_parallel(recipe->clips, render, &r);
    mw_progress_end(&r.progress);
    free(r.desks);
    return !*stop;
}

/* Plain clips: number piece of the takes, then of the silences. */
typedef struct plain {
    const mw_recipe *recipe;
    const mw_corpus *corpus;
    const mw_noise *noise;
    mw_clips *clips;
} plain;

static void hear_plain(void *context, size_t piece, size_t thread)
{
    (void)thread;
    plain *p = context;
    size_t count = mw_ear_samples_of(&p->recipe->ear, p->clips->frames);
    int16_t *samples = known(calloc(count + MW_SAMPLES_PER_SECOND, sizeof *samples));
    if (piece < p->corpus->count) {
        const mw_take *take = &p->corpus->takes[piece];
        memcpy(samples, take->samples,
               (take->count < count ? take->count : count) * sizeof *samples);
        p->clips->classes[piece] = (uint8_t)take->class;
    } else {
        mw_noise_silence(p->noise, piece - p->corpus->count, samples);
        p->clips->classes[piece] = (uint8_t)p->corpus->silence;
    }
    hear(p->recipe, samples, count, p->clips->frames,
         p->clips->features + piece * p->clips->frames * MW_FRAME_FEATURES);
    free(samples);
}

void mw_clips_plain(const mw_recipe *recipe, const mw_corpus *corpus, const mw_noise *noise,
                    mw_clips *clips)
{
    size_t silences = corpus->silence >= 0 && noise->count > 0 ? MW_SILENCE_CLIPS : 0;
    make_room(clips, recipe, corpus, corpus->count + silences);
    plain p = {recipe, corpus, noise, clips};
    mw_parallel(clips->count, hear_plain, &p);
}

void mw_clips_free(mw_clips *clips)
{
    free(clips->features);
    free(clips->classes);
    *clips = (mw_clips){0};
}
