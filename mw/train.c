/* SPDX-License-Identifier: Apache-2.0
 *
 * mw train: recordings to a model. train/trainer.c does the work, this file reads the command line
 * and tells. */
#include <argp.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "mw/file.h"
#include "mw/mw.h"
#include "mw/picture/canvas.h"
#include "mw/progress.h"
#include "mw/train/cost.h"
#include "mw/train/curves.h"
#include "mw/train/trainer.h"

typedef struct options {
    const char *recipe, *folder, *output, *words, *log, *picture, *board;
    uint64_t seed;
    bool seeded, list, resume, json;
} options;

enum { KEY_LIST = 256, KEY_SEED, KEY_RESUME, KEY_WORDS, KEY_LOG, KEY_PICTURE, KEY_BOARD, KEY_JSON };

static const struct argp_option argp_options[] = {
    {"output", 'o', "FILE", 0, "The model to write, a .tflite file", 0},
    {"list", KEY_LIST, NULL, 0, "List the recipes and what each costs, and train nothing", 0},
    {"words", KEY_WORDS, "NAMES", 0,
     "Words to tell apart, parted by commas, instead of the recipe's", 0},
    {"board", KEY_BOARD, "NAME", 0, "Refuse a recipe whose model would not fit that board", 0},
    {"seed", KEY_SEED, "N", 0,
     "Another number, another outcome of all chances (default: the recipe's)", 0},
    {"resume", KEY_RESUME, NULL, 0, "Go on where a training of the same model was interrupted", 0},
    {"log", KEY_LOG, "FILE", 0, "Write a table of the course of training there (CSV)", 0},
    {"picture", KEY_PICTURE, "FILE", 0, "Draw the course of training there (.png, .svg)", 0},
    {"json", KEY_JSON, NULL, 0, "Report in JSON", 0},
    {0}};

static error_t take_seed(options *o, const char *argument, struct argp_state *state)
{
    char *end = NULL;
    o->seed = strtoull(argument, &end, 10);
    o->seeded = true;
    if (*argument < '0' || *argument > '9' || *end != 0) {
        argp_error(state, "--seed takes a whole number, not '%s'", argument);
    }
    return 0;
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
    options *o = state->input;
    switch (key) {
    case 'o':
        o->output = argument;
        return 0;
    case KEY_LIST:
        o->list = true;
        return 0;
    case KEY_WORDS:
        o->words = argument;
        return 0;
    case KEY_SEED:
        return take_seed(o, argument, state);
    case KEY_RESUME:
        o->resume = true;
        return 0;
    case KEY_BOARD:
        o->board = argument;
        return 0;
    case KEY_LOG:
        o->log = argument;
        return 0;
    case KEY_PICTURE:
        o->picture = argument;
        if (!mw_picture_has_format(argument)) {
            argp_error(state, "--picture takes a name that ends in .png or .svg");
        }
        return 0;
    case KEY_JSON:
        o->json = true;
        return 0;
    case ARGP_KEY_ARG:
        if (o->folder) {
            argp_error(state, "one recipe and one folder only");
        }
        *(o->recipe ? &o->folder : &o->recipe) = argument;
        return 0;
    case ARGP_KEY_END:
        if (!o->list && (!o->folder || !o->output)) {
            argp_error(state, "a recipe, a folder of recordings and -o MODEL are needed");
        }
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    argp_options,
    parse,
    "RECIPE FOLDER -o MODEL\n--list",
    "Trains a model on recordings of single words and writes it as an 8-bit .tflite file with its "
    "labels and front-end settings inside. FOLDER is as `mw evaluate` takes it; noise is in "
    "FOLDER/_background_noise_. What there is to choose is in the recipe, an INI file; a name "
    "alone "
    "is one of those that --list shows.\v"
    "The best model so far, judged on the split `validation` as the chip computes it, is what is "
    "written at the end, also after Ctrl-C. One seed gives one model, bit for bit, on one "
    "machine.\n\n"
    "Example:\n"
    "  build/mw train models/yes_no/recipe.ini ../shared/data/speech -o mine.tflite",
    NULL,
    NULL,
    NULL};

static volatile int stop;

static void handle_interrupt(int number)
{
    (void)number;
    stop = 1;
}

/* The second Ctrl-C ends the program at once. */
static void catch_interrupts(void)
{
    struct sigaction action = {.sa_handler = handle_interrupt, .sa_flags = (int)SA_RESETHAND};
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

/* All that one training holds. */
typedef struct run {
    const options *o;
    mw_recipe recipe;
    mw_network network;
    mw_noise noise;
    mw_corpus training, validation;
    mw_clips clips, judged;
    mw_trainer trainer;
    char *state_path;
    uint64_t seed;
    double started_s;
} run;

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static bool read_recordings(run *r)
{
    mw_labels labels;
    mw_labels again;
    char fault[MW_NETWORK_FAULT_BYTES];
    if (!mw_noise_read(r->o->folder, &r->noise) ||
        !mw_corpus_classes(&r->recipe, r->o->folder, &r->noise, &labels)) {
        return false;
    }
    if (!mw_network_finish(&r->network, labels.count, fault)) {
        mw_error("recipe %s: %s", r->recipe.path, fault);
        mw_labels_free(&labels);
        return false;
    }
    return mw_corpus_read(r->o->folder, "training", labels, &r->training) &&
           mw_corpus_classes(&r->recipe, r->o->folder, &r->noise, &again) &&
           mw_corpus_read(r->o->folder, "validation", again, &r->validation);
}

static void tell_plan(const run *r)
{
    fprintf(stderr, "%zu recordings to train on, %zu to judge by", r->training.count,
            r->validation.count);
    if (r->judged.count > r->validation.count) {
        fprintf(stderr,
                " and %zu seconds of noise (from the last fifth of each file, which training never "
                "hears)",
                r->judged.count - r->validation.count);
    }
    fprintf(stderr, "\n%u parameters, %llu multiply-accumulates a window, classes",
            mw_network_weights(&r->network), (unsigned long long)mw_network_macs(&r->network));
    for (uint32_t i = 0; i < r->training.labels.count; i++) {
        fprintf(stderr, "%s %s", i ? "," : "", r->training.labels.names[i]);
    }
    fprintf(stderr, "\n");
}

static void tell_moment(const run *r)
{
    const mw_moment_of_training *m = &r->trainer.log[r->trainer.log_count - 1];
    fprintf(stderr,
            "step %5u of %u%s: loss %.3f, training %.1f %%, validation %.2f %% (float %.2f %%), "
            "best %.2f %%\n",
            m->step, mw_trainer_steps(&r->trainer), m->tuning ? ", 8 bits" : "", m->loss,
            100 * m->training_share, 100 * m->balance, 100 * m->float_balance,
            100 * r->trainer.best_balance);
}

/* Trains until the end, an interruption or a failure. */
static bool train(run *r)
{
    mw_trainer *t = &r->trainer;
    mw_progress progress;
    bool failed = false;
    uint32_t first = t->step;
    uint32_t steps = mw_trainer_steps(t);
    mw_progress_start(&progress, steps - first, "steps");
    while (t->step < steps && !stop && !failed) {
        if (mw_trainer_step(t, &failed)) {
            mw_progress_end(&progress);
            tell_moment(r);
            failed = r->state_path && !mw_trainer_save(t, r->state_path);
        }
        mw_progress_show(&progress, t->step - first);
    }
    mw_progress_end(&progress);
    return !failed;
}

static int report(const run *r)
{
    const mw_trainer *t = &r->trainer;
    mw_advice advice;
    mw_advise(&r->training, &r->validation, &advice);
    if (r->o->json) {
        return mw_report_training(&r->recipe, t, now_s() - r->started_s, r->o->output, &advice);
    }
    mw_print_training(t, r->judged.count - r->validation.count, now_s() - r->started_s,
                      r->o->output);
    for (size_t i = 0; i < advice.count; i++) {
        printf("%s%s\n", i == 0 ? "\n" : "", advice.lines[i]);
    }
    return mw_report_end();
}

static int finish(run *r)
{
    const mw_trainer *t = &r->trainer;
    if (!t->best) {
        return mw_error("interrupted at step %u, before a first model was judged: nothing is "
                        "written",
                        t->step);
    }
    if (!mw_file_write(r->o->output, t->best, t->best_size) ||
        (r->o->log && !mw_write_log(t, r->o->log)) ||
        (r->o->picture && !mw_draw_curves(t, r->recipe.name, r->o->picture))) {
        return MW_EXIT_FAILED;
    }
    if (stop) {
        return mw_error("interrupted at step %u of %u: %s is the best so far (step %u, validation "
                        "%.2f %%); --resume goes on",
                        t->step, mw_trainer_steps(t), r->o->output, t->best_step,
                        100 * t->best_balance);
    }
    if (r->state_path) {
        remove(r->state_path);
    }
    return report(r);
}

static void free_run(run *r)
{
    if (r->trainer.recipe) {
        mw_trainer_close(&r->trainer);
    }
    mw_clips_free(&r->clips);
    mw_clips_free(&r->judged);
    mw_corpus_free(&r->training);
    mw_corpus_free(&r->validation);
    mw_noise_free(&r->noise);
    free(r->state_path);
    free(r);
}

/* The state stands beside the model; NULL where that is no file, like /dev/null or a pipe. */
static char *find_state_path(const char *output)
{
    struct stat about;
    char *path = NULL;
    if (stat(output, &about) == 0 && !S_ISREG(about.st_mode)) {
        return NULL;
    }
    return asprintf(&path, "%s.state", output) < 0 ? NULL : path;
}

/* Told before minutes of training, not after. */
static bool can_be_written(const char *path)
{
    char *folder = strdup(path);
    char *slash = folder ? strrchr(folder, '/') : NULL;
    if (slash) {
        slash[slash == folder] = 0;
    }
    bool can = access(slash ? folder : ".", W_OK) == 0;
    if (!can) {
        mw_error("%s cannot be written: %s", path, strerror(errno));
    }
    free(folder);
    return can;
}

static int run_training(const options *o, run *r)
{
    char *path = mw_find_recipe(o->recipe);
    bool read = mw_recipe_read(path ? path : o->recipe, &r->recipe) &&
                (!o->words || mw_recipe_take_words(&r->recipe, o->words)) &&
                (!o->board || mw_recipe_fits(&r->recipe, o->board));
    r->recipe.path = o->recipe;
    free(path);
    r->network = r->recipe.network;
    r->seed = o->seeded ? o->seed : r->recipe.seed;
    if (!read || !read_recordings(r)) {
        return MW_EXIT_FAILED;
    }
    r->state_path = find_state_path(o->output);
    mw_clips_plain(&r->recipe, &r->validation, &r->noise, &r->judged);
    tell_plan(r);
    if (!can_be_written(o->output)) {
        return MW_EXIT_FAILED;
    }
    catch_interrupts();
    if (!mw_clips_render(&r->recipe, &r->training, &r->noise, r->seed, &stop, &r->clips)) {
        return mw_error("interrupted before training began: nothing is written");
    }
    mw_trainer_open(&r->trainer, &r->recipe, &r->network, &r->training.labels, &r->clips,
                    &r->judged, r->seed);
    if ((o->resume && r->state_path && !mw_trainer_load(&r->trainer, r->state_path)) || !train(r)) {
        return MW_EXIT_FAILED;
    }
    return finish(r);
}

int mw_command_train(int argc, char **argv)
{
    options o = {0};
    int code = mw_parse(&argp, argc, argv, &o);
    if (code != MW_EXIT_DONE) {
        return code;
    }
    if (o.list) {
        return mw_list_recipes(o.json);
    }
    run *r = calloc(1, sizeof *r);
    if (!r) {
        return mw_error("training does not fit into memory");
    }
    r->o = &o;
    r->started_s = now_s();
    code = run_training(&o, r);
    free_run(r);
    return code;
}
