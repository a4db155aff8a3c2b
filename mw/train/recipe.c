/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads a recipe. See recipe.h. Here is the one list of all keys. */
#include "mw/train/recipe.h"

#include <errno.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "milliwatt/front_end.h"
#include "mw/mw.h"

typedef enum key_kind { TEXT, WORDS, COUNT, REAL, RANGE, RULES, OPTIMISER } key_kind;

typedef struct key {
    const char *section, *name;
    key_kind kind;
    size_t offset,
        size; /* of the member; size for a text, the second member's offset for a range */
    double least, most;
} key;

#define MEMBER(name) offsetof(mw_recipe, name)

static const key keys[] = {
    {"recipe", "name", TEXT, MEMBER(name), sizeof((mw_recipe *)0)->name, 0, 0},
    {"recipe", "about", TEXT, MEMBER(about), sizeof((mw_recipe *)0)->about, 0, 0},
    {"sound", "rules", RULES, 0, 0, 0, 0},
    {"sound", "hop_ms", COUNT, MEMBER(ear.hop_ms), 0, 1, 30},
    {"events", "threshold", COUNT, MEMBER(events.threshold), 0, 0, 255},
    {"events", "average_ms", COUNT, MEMBER(events.average_ms), 0, 1, 30000},
    {"events", "suppression_ms", COUNT, MEMBER(events.suppression_ms), 0, 0, 1000000},
    {"classes", "words", WORDS, 0, 0, 0, 0},
    {"classes", "silence", REAL, MEMBER(silence_share), 0, 0, 0.9},
    {"classes", "unknown", REAL, MEMBER(unknown_share), 0, 0, 0.9},
    {"augment", "clips", COUNT, MEMBER(clips), 0, 64, 2000000},
    {"augment", "shift_ms", REAL, MEMBER(shift_ms), 0, 0, 1000},
    {"augment", "gain_db", RANGE, MEMBER(gain_least_db), MEMBER(gain_most_db), -60, 40},
    {"augment", "speed", REAL, MEMBER(speed), 0, 0, 0.5},
    {"augment", "tilt", REAL, MEMBER(tilt), 0, 0, 0.95},
    {"augment", "noise", REAL, MEMBER(noise_share), 0, 0, 1},
    {"augment", "noise_mixed", REAL, MEMBER(mixed_share), 0, 0, 1},
    {"augment", "noise_ratio_db", RANGE, MEMBER(ratio_least_db), MEMBER(ratio_most_db), -20, 60},
    {"augment", "noise_volume", REAL, MEMBER(volume), 0, 0, 1},
    {"augment", "lead_in_ms", REAL, MEMBER(lead_in_ms), 0, 0, 5000},
    {"augment", "mask_bands", COUNT, MEMBER(mask_bands), 0, 0, MW_FRAME_FEATURES},
    {"augment", "mask_frames", COUNT, MEMBER(mask_frames), 0, 0, 1000},
    {"augment", "mask", REAL, MEMBER(mask_share), 0, 0, 1},
    {"schedule", "seed", COUNT, MEMBER(seed), 0, 0, 4294967295},
    {"schedule", "batch", COUNT, MEMBER(batch), 0, 1, 4096},
    {"schedule", "steps", COUNT, MEMBER(steps), 0, 1, 10000000},
    {"schedule", "warm_up", COUNT, MEMBER(warm_up_steps), 0, 0, 1000000},
    {"schedule", "rate", REAL, MEMBER(rate), 0, 1e-8, 10},
    {"schedule", "optimiser", OPTIMISER, 0, 0, 0, 0},
    {"schedule", "decay", REAL, MEMBER(decay), 0, 0, 1},
    {"schedule", "clip", REAL, MEMBER(clip_norm), 0, 1e-6, 1e9},
    {"schedule", "smoothing", REAL, MEMBER(smoothing), 0, 0, 0.9},
    {"schedule", "average", REAL, MEMBER(average), 0, 0, 0.99999},
    {"schedule", "judge_every", COUNT, MEMBER(judge_every), 0, 1, 1000000},
    {"schedule", "tune_steps", COUNT, MEMBER(tune_steps), 0, 0, 1000000},
    {"schedule", "tune_rate", REAL, MEMBER(tune_rate), 0, 1e-8, 10},
};

enum { KEYS = sizeof keys / sizeof keys[0], LIST_BYTES = 400 };

static const mw_recipe defaults = {
    .ear = {&mw_rules_tflm, "tflm", 20},
    .silence_share = 0.16,
    .unknown_share = 0.44,
    .clips = 98304,
    .shift_ms = 150,
    .gain_least_db = -10,
    .gain_most_db = 6,
    .speed = 0.1,
    .noise_share = 0.8,
    .mixed_share = 0.6,
    .ratio_least_db = 0,
    .ratio_most_db = 30,
    .volume = 0.1,
    .lead_in_ms = 500,
    .mask_bands = 7,
    .mask_frames = 9,
    .mask_share = 0.7,
    .seed = 1,
    .batch = 128,
    .steps = 6000,
    .warm_up_steps = 200,
    .tune_steps = 600,
    .judge_every = 250,
    .rate = 5e-3,
    .tune_rate = 1e-4,
    .decay = 2.5e-3,
    .clip_norm = 5,
    .smoothing = 0.05,
    .average = 0.998,
};

/* A recipe while it is read. */
typedef struct reader {
    mw_recipe *recipe;
    FILE *file;
    int line;
    int failed; /* the first line that was refused; 0: none */
    char fault[2 * 400];
} reader;

static bool refuse(reader *r, const char *what)
{
    if (!r->failed) {
        r->failed = r->line;
        snprintf(r->fault, sizeof r->fault, "%s", what);
    }
    return false;
}

/* "words, silence, unknown": what a section may have, or which sections there may be. */
static void list_keys(const char *section, char list[LIST_BYTES])
{
    size_t length = 0;
    list[0] = 0;
    for (size_t i = 0; i < KEYS && length < LIST_BYTES; i++) {
        bool first = i == 0 || strcmp(keys[i].section, keys[i - 1].section) != 0;
        const char *name = section ? keys[i].name : keys[i].section;
        if (section ? strcmp(keys[i].section, section) == 0 : first) {
            length += (size_t)snprintf(list + length, LIST_BYTES - length, "%s%s",
                                       length > 0 ? ", " : "", name);
        }
    }
}

static bool refuse_key(reader *r, const char *section, const char *name)
{
    char list[LIST_BYTES];
    char what[2 * LIST_BYTES];
    list_keys(section, list);
    if (*list) {
        snprintf(what, sizeof what, "[%s] has no key '%.60s'; it may have %s", section, name, list);
    } else {
        list_keys(NULL, list);
        snprintf(what, sizeof what, "there is no section [%.60s]; there are %s, layers", section,
                 list);
    }
    return refuse(r, what);
}

static bool read_real(const char *text, const key *k, double *value, char **end)
{
    errno = 0;
    *value = strtod(text, end);
    return *end != text && errno == 0 && *value >= k->least && *value <= k->most;
}

static bool set_number(reader *r, const key *k, const char *text)
{
    double value = 0;
    char *end = NULL;
    uint8_t *member = (uint8_t *)r->recipe;
    bool good = read_real(text, k, &value, &end);
    if (good && k->kind == RANGE) {
        double most = 0;
        good = read_real(end, k, &most, &end) && value <= most;
        memcpy(member + k->size, &most, sizeof most);
    }
    good = good && *end == 0 && (k->kind != COUNT || value == (double)(uint32_t)value);
    if (!good) {
        char what[LIST_BYTES];
        snprintf(what, sizeof what, "%s takes %s from %g to %g, not '%.60s'", k->name,
                 k->kind == COUNT   ? "a whole number"
                 : k->kind == RANGE ? "two numbers, the lesser first,"
                                    : "a number",
                 k->least, k->most, text);
        return refuse(r, what);
    }
    if (k->kind == COUNT) {
        uint32_t count = (uint32_t)value;
        memcpy(member + k->offset, &count, sizeof count);
    } else {
        memcpy(member + k->offset, &value, sizeof value);
    }
    return true;
}

/* NULL, or what is wrong with the words. */
static const char *take_words(mw_recipe *recipe, const char *text)
{
    recipe->word_count = 0;
    for (const char *at = text;; at++) {
        at += strspn(at, " ");
        size_t length = strcspn(at, ",");
        size_t bare = length;
        while (bare > 0 && at[bare - 1] == ' ') {
            bare--;
        }
        if (bare == 0 || bare >= sizeof recipe->words[0]) {
            return "words takes names of 1 to 31 characters, parted by commas";
        }
        if (recipe->word_count == MW_WORDS_MAX - 2) {
            return "words takes at most 30 names";
        }
        char *word = recipe->words[recipe->word_count];
        snprintf(word, sizeof recipe->words[0], "%.*s", (int)bare, at);
        for (uint32_t i = 0; i < recipe->word_count; i++) {
            if (strcmp(recipe->words[i], word) == 0) {
                return "words has a name twice";
            }
        }
        if (strcmp(word, "silence") == 0 || strcmp(word, "unknown") == 0) {
            return "silence and unknown are classes anyway: leave them out of words";
        }
        recipe->word_count++;
        at += length;
        if (*at == 0) {
            return NULL;
        }
    }
}

static bool set_choice(reader *r, const key *k, const char *text)
{
    bool first = strcmp(text, k->kind == RULES ? "tflm" : "adamw") == 0;
    if (!first && strcmp(text, k->kind == RULES ? "microfrontend" : "sgd") != 0) {
        return refuse(r, k->kind == RULES ? "rules takes tflm or microfrontend"
                                          : "optimiser takes adamw or sgd");
    }
    if (k->kind == OPTIMISER) {
        r->recipe->sgd = !first;
    } else {
        r->recipe->ear.rules = first ? &mw_rules_tflm : &mw_rules_microfrontend;
        r->recipe->ear.rules_name = first ? "tflm" : "microfrontend";
    }
    return true;
}

static bool set(reader *r, const key *k, const char *text)
{
    const char *fault = NULL;
    switch (k->kind) {
    case TEXT:
        snprintf((char *)r->recipe + k->offset, k->size, "%s", text);
        return true;
    case WORDS:
        fault = take_words(r->recipe, text);
        return fault ? refuse(r, fault) : true;
    case COUNT:
    case REAL:
    case RANGE:
        return set_number(r, k, text);
    case RULES:
    case OPTIMISER:
        return set_choice(r, k, text);
    }
    return false;
}

static int take_key(void *user, const char *section, const char *name, const char *value)
{
    reader *r = user;
    if (r->failed) {
        return 0;
    }
    if (strcmp(section, "layers") == 0) {
        char fault[MW_NETWORK_FAULT_BYTES];
        return mw_network_add(&r->recipe->network, name, value, fault) || refuse(r, fault);
    }
    for (size_t i = 0; i < KEYS; i++) {
        if (strcmp(keys[i].section, section) == 0 && strcmp(keys[i].name, name) == 0) {
            return set(r, &keys[i], value);
        }
    }
    return refuse_key(r, section, name);
}

static char *read_line(char *line, int size, void *stream)
{
    reader *r = stream;
    r->line++;
    return fgets(line, size, r->file);
}

/* The whole makes sense, not only its lines. */
static bool check(reader *r)
{
    const mw_recipe *recipe = r->recipe;
    const mw_layer *input = &recipe->network.layers[0];
    if (recipe->network.count == 0) {
        mw_error("recipe %s has no [layers]", recipe->path);
    } else if (input->size.width * input->channels != MW_FRAME_FEATURES) {
        mw_error("recipe %s: its input has %u x %u numbers a frame; the front end gives %d, so it "
                 "is FRAMESx%dx1 or FRAMESx1x%d",
                 recipe->path, input->size.width, input->channels, MW_FRAME_FEATURES,
                 MW_FRAME_FEATURES, MW_FRAME_FEATURES);
    } else if (recipe->word_count == 0) {
        mw_error("recipe %s names no words: [classes] needs `words = yes, no` or the like",
                 recipe->path);
    } else if (recipe->silence_share + recipe->unknown_share >= 0.95) {
        mw_error("recipe %s: silence and unknown leave nothing for the words", recipe->path);
    } else {
        return true;
    }
    return false;
}

bool mw_recipe_read(const char *path, mw_recipe *recipe)
{
    *recipe = defaults;
    recipe->events = mw_model_events_published();
    recipe->path = path;
    reader r = {.recipe = recipe, .file = fopen(path, "r")};
    if (!r.file) {
        mw_error("recipe %s cannot be read: %s; `mw train --list` shows those there are", path,
                 strerror(errno));
        return false;
    }
    int wrong = ini_parse_stream(read_line, &r, take_key, &r);
    fclose(r.file);
    if (wrong != 0) {
        mw_error("recipe %s, line %d: %s", path, wrong,
                 wrong == r.failed ? r.fault : "neither a [section] nor KEY = VALUE");
    }
    return wrong == 0 && check(&r);
}

bool mw_recipe_take_words(mw_recipe *recipe, const char *words)
{
    const char *fault = take_words(recipe, words);
    if (fault) {
        mw_error("--words '%s': %s", words, fault);
    }
    return !fault;
}
