/* SPDX-License-Identifier: Apache-2.0
 *
 * mw record: words of one's own into the folder layout that mw train takes. It listens, cuts out
 * each word that is said (sound/utterances.c), and saves it under a name that decides its split
 * (takes.c). The sound comes from a microphone (sound/microphone.c) or from a file. */
#include <argp.h>
#include <cjson/cJSON.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "milliwatt/front_end.h"
#include "mw/level_meter.h"
#include "mw/mw.h"
#include "mw/options.h"
#include "mw/report.h"
#include "mw/sound/microphone.h"
#include "mw/sound/sound.h"
#include "mw/sound/utterances.h"
#include "mw/takes.h"

typedef struct options {
    const char *folder, *word, *speaker, *from, *device;
    uint32_t count, seconds;
    bool list, json;
} options;

enum { KEY_FROM = 256, KEY_DEVICE, KEY_LIST, KEY_SPEAKER, KEY_SECONDS, KEY_JSON };
enum { DEFAULT_COUNT = 20, DEFAULT_SECONDS = 60, MOST_COUNT = 100000, MOST_SECONDS = 3600 };

static const struct argp_option argp_options[] = {
    {"count", 'n', "N", 0, "Stop after so many: 20; from a file: when it ends", 0},
    {"speaker", KEY_SPEAKER, "NAME", 0,
     "Who speaks: all recordings of a speaker are in one split. Without it every fifth recording "
     "is for validation",
     0},
    {"from", KEY_FROM, "SOUND", 0, "Cut the words out of a sound file, not from the microphone", 0},
    {"device", KEY_DEVICE, "NAME", 0, "Which microphone: a number or a part of a name of --list",
     0},
    {"list", KEY_LIST, NULL, 0, "List the microphones, and record nothing", 0},
    {"seconds", KEY_SECONDS, "N", 0, "How much _background_noise_ to record: 60", 0},
    {"json", KEY_JSON, NULL, 0, "Report in JSON", 0},
    {0}};

static error_t parse(int key, char *argument, struct argp_state *state)
{
    options *o = state->input;
    switch (key) {
    case 'n':
        o->count = mw_option_number(state, "count", argument, 1, MOST_COUNT);
        return 0;
    case KEY_SPEAKER:
        o->speaker = argument;
        return 0;
    case KEY_FROM:
        o->from = argument;
        return 0;
    case KEY_DEVICE:
        o->device = argument;
        return 0;
    case KEY_LIST:
        o->list = true;
        return 0;
    case KEY_SECONDS:
        o->seconds = mw_option_number(state, "seconds", argument, 1, MOST_SECONDS);
        return 0;
    case KEY_JSON:
        o->json = true;
        return 0;
    case ARGP_KEY_ARG:
        if (o->word) {
            argp_error(state, "one folder and one word only");
        }
        *(o->folder ? &o->word : &o->folder) = argument;
        return 0;
    case ARGP_KEY_END:
        if (!o->word && !o->list) {
            argp_error(state, "a folder and a word are needed");
        }
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    argp_options,
    parse,
    "FOLDER WORD\n--list",
    "Records a word into FOLDER/WORD, a second for each time that it is said: say it again and "
    "again, with a pause of a second, until there are enough; Ctrl-C ends earlier and keeps what "
    "there is. The meter shows the level (#), the room's own (:) and the loudest of late (|). The "
    "word _background_noise_ records noise in one piece instead.\v"
    "Example:\n"
    "  espeak-ng -v en-us+f3 -s 110 -g 150 -w many.wav 'go. go. go. go. go.'\n"
    "  build/mw record mine go --from many.wav",
    NULL,
    NULL,
    NULL};

/* Where blocks of sound come from: a file where there is one, else the microphone. */
typedef struct source {
    mw_sound file;
    size_t at;
    bool is_file, failed;
    mw_microphone microphone;
} source;

static volatile sig_atomic_t interrupted;

static void interrupt(int signal_number)
{
    (void)signal_number;
    interrupted = 1;
}

static bool open_source(source *s, const options *o)
{
    s->is_file = o->from != NULL;
    return s->is_file ? mw_sound_read(o->from, &s->file)
                      : mw_microphone_open(&s->microphone, o->device);
}

static void close_source(source *s)
{
    if (s->is_file) {
        mw_sound_free(&s->file);
    } else {
        mw_microphone_close(&s->microphone);
    }
}

/* The next 10 ms; false at the end. Behind a file's end there is a second of silence, so that its
 * last word is over. */
static bool next_block(source *s, int16_t block[MW_BLOCK_SAMPLES])
{
    if (interrupted) {
        return false;
    }
    if (!s->is_file) {
        s->failed = !mw_microphone_read(&s->microphone, block, MW_BLOCK_SAMPLES);
        return !s->failed;
    }
    size_t left = s->at < s->file.count ? s->file.count - s->at : 0;
    size_t taken = left < MW_BLOCK_SAMPLES ? left : MW_BLOCK_SAMPLES;
    memset(block, 0, MW_BLOCK_SAMPLES * sizeof *block);
    memcpy(block, s->file.samples + (s->file.count - left), taken * sizeof *block);
    s->at += MW_BLOCK_SAMPLES;
    return s->at < s->file.count + MW_SAMPLES_PER_SECOND;
}

typedef struct session {
    const options *o;
    mw_takes takes;
    size_t saved, too_long, clipped;
    mw_level_meter meter;
} session;

/* A line for each take, where somebody watches. */
static void tell_take(const session *s, const char *what)
{
    if (s->meter.visible) {
        mw_level_meter_wipe(&s->meter);
        fprintf(stderr, "%s\n", what);
    }
}

/* False where the take cannot be saved. */
static bool keep_take(session *s, mw_take take, const int16_t *clip)
{
    if (take == MW_TAKE_LONG) {
        s->too_long++;
        tell_take(s, "  longer than a second: one word at a time, with pauses");
    } else if (take == MW_TAKE_CLIPPED) {
        s->clipped++;
        tell_take(s, "  too loud for the microphone: not kept");
    } else if (take == MW_TAKE) {
        if (!mw_takes_save(&s->takes, clip, MW_CLIP_SAMPLES)) {
            return false;
        }
        s->saved++;
        tell_take(s, s->takes.name);
    }
    return true;
}

static bool record_words(session *s, source *from)
{
    static mw_utterances utterances;
    int16_t block[MW_BLOCK_SAMPLES];
    int16_t clip[MW_CLIP_SAMPLES];
    char says[200];
    mw_utterances_start(&utterances);
    if (from->is_file) {
        mw_utterances_foresee(&utterances, from->file.samples, from->file.count);
    }
    while (s->saved < s->o->count && next_block(from, block)) {
        if (!keep_take(s, mw_utterances_feed(&utterances, block, clip), clip)) {
            return false;
        }
        snprintf(says, sizeof says, "say '%.60s': %zu of %u", s->o->word, s->saved, s->o->count);
        mw_level_meter_show(&s->meter, utterances.level_db, utterances.floor_db, says);
    }
    return !from->failed;
}

static bool record_noise(session *s, source *from)
{
    static mw_utterances utterances; /* for its levels */
    size_t wanted =
        from->is_file ? from->file.count : (size_t)s->o->seconds * MW_SAMPLES_PER_SECOND;
    int16_t *samples = calloc(wanted + MW_BLOCK_SAMPLES, sizeof *samples);
    int16_t clip[MW_CLIP_SAMPLES];
    char says[100];
    size_t count = 0;
    if (!samples) {
        exit(mw_error("%zu samples do not fit into memory", wanted));
    }
    mw_utterances_start(&utterances);
    while (count < wanted && next_block(from, samples + count)) {
        mw_utterances_feed(&utterances, samples + count, clip);
        count += MW_BLOCK_SAMPLES;
        snprintf(says, sizeof says, "noise: %zu of %zu s", count / MW_SAMPLES_PER_SECOND,
                 wanted / MW_SAMPLES_PER_SECOND);
        mw_level_meter_show(&s->meter, utterances.level_db, utterances.floor_db, says);
    }
    count = count < wanted ? count : wanted;
    bool good = !from->failed && (count == 0 || mw_takes_save(&s->takes, samples, count));
    s->saved += good && count > 0;
    free(samples);
    return good;
}

static int report_json(const session *s, const source *from)
{
    cJSON *report = cJSON_CreateObject();
    cJSON_AddStringToObject(report, "folder", s->o->folder);
    cJSON_AddStringToObject(report, "word", s->o->word);
    cJSON_AddNumberToObject(report, "saved", (double)s->saved);
    if (!s->takes.noise) {
        cJSON_AddNumberToObject(report, "training", (double)s->takes.training);
        cJSON_AddNumberToObject(report, "validation", (double)s->takes.validation);
        cJSON_AddNumberToObject(report, "testing", (double)s->takes.other);
    }
    cJSON_AddNumberToObject(report, "too_long", (double)s->too_long);
    cJSON_AddNumberToObject(report, "too_loud", (double)s->clipped);
    cJSON_AddNumberToObject(report, "lost", from->is_file ? 0 : (double)from->microphone.lost);
    return mw_report_json(report);
}

static int report_text(const session *s, const source *from)
{
    const mw_takes *t = &s->takes;
    if (t->noise) {
        printf("noise saved as %s/%s\n", t->folder, t->name);
        return mw_report_end();
    }
    printf("%zu recording%s of '%s' in %s/%s: %zu for training, %zu for validation", s->saved,
           s->saved == 1 ? "" : "s", t->word, t->folder, t->word, t->training, t->validation);
    printf(t->other > 0 ? ", %zu for testing\n" : "\n", t->other);
    if (s->too_long > 0) {
        printf("%zu left out: longer than a second\n", s->too_long);
    }
    if (s->clipped > 0) {
        printf("%zu left out: too loud for the microphone\n", s->clipped);
    }
    if (!from->is_file && from->microphone.lost > 0) {
        printf("the microphone lost sound %zu times: listen to what was recorded\n",
               from->microphone.lost);
    }
    return mw_report_end();
}

static int finish(const session *s, const source *from)
{
    if (s->saved == 0 && s->takes.noise) {
        return mw_error("no noise was recorded");
    }
    if (s->saved == 0 && s->too_long + s->clipped > 0) {
        return mw_error("no word%s%s could be kept: %zu longer than a second, %zu too loud for the "
                        "microphone",
                        from->is_file ? " in " : "", from->is_file ? s->o->from : "", s->too_long,
                        s->clipped);
    }
    if (s->saved == 0) {
        return mw_error("no word was heard%s%s: say it clearly, with a second of quiet before and "
                        "after",
                        from->is_file ? " in " : "", from->is_file ? s->o->from : "");
    }
    return s->o->json ? report_json(s, from) : report_text(s, from);
}

static int record(const options *o)
{
    static source from; /* its buffer is large */
    session s = {.o = o};
    if (!open_source(&from, o)) {
        return MW_EXIT_FAILED;
    }
    int code = MW_EXIT_FAILED;
    if (mw_takes_open(&s.takes, o->folder, o->word, o->speaker)) {
        signal(SIGINT, interrupt);
        mw_level_meter_start(&s.meter);
        s.meter.visible = s.meter.visible && !from.is_file;
        bool good = s.takes.noise ? record_noise(&s, &from) : record_words(&s, &from);
        mw_level_meter_wipe(&s.meter);
        signal(SIGINT, SIG_DFL);
        code = good ? finish(&s, &from) : MW_EXIT_FAILED;
    }
    close_source(&from);
    return code;
}

int mw_command_record(int argc, char **argv)
{
    options o = {.seconds = DEFAULT_SECONDS};
    int code = mw_parse(&argp, argc, argv, &o);
    if (code != MW_EXIT_DONE) {
        return code;
    }
    if (o.list) {
        return mw_microphone_list() ? mw_report_end() : MW_EXIT_FAILED;
    }
    if (o.count == 0) {
        o.count = o.from ? MOST_COUNT : DEFAULT_COUNT;
    }
    return record(&o);
}
