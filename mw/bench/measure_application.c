/* SPDX-License-Identifier: Apache-2.0
 *
 * Measures the whole application, apps/yes_no: the firmware that a person flashes, hearing a sound.
 * What runs in the sound's interrupt, in PendSV and in main is counted apart; sleeping is waiting
 * and not counted, nor is the text that it tells (a product has nobody to tell). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mw/bench/cycles.h"
#include "mw/bench/rows.h"
#include "mw/bench/setting.h"
#include "mw/bench/stream.h"
#include "mw/file.h"
#include "mw/mw.h"

enum { LEVEL_MAIN, LEVEL_FRONT_END, LEVEL_INTERRUPT };
enum { STACK_BYTES = 1536, MS = 1000, CHUNK_MS = 20 };

static const char *const not_work[] = {"board_sleep", "board_write", "board_write_number", NULL};
static const char default_labels[] = "silence,unknown,yes,no";

typedef struct job {
    const mw_bench_request *request;
    mw_bench_application *result;
    mw_setting setting;
    mw_sound sound;
    char model[MW_BENCH_PATH];
    const char *labels; /* NULL: the model says */
} job;

/* The model asked for, or the project's own, or the one that it is shown with. */
static void choose_model(job *j)
{
    const char *tree = mw_bench_tree();
    j->labels = j->request->labels;
    if (j->request->model) {
        mw_bench_path(j->model, "%s", j->request->model);
        return;
    }
    mw_bench_path(j->model, "%s/models/yes_no/yes_no.tflite", tree);
    if (access(j->model, R_OK) != 0) {
        mw_bench_path(j->model, "%s/tests/golden/models/micro_speech_quantized/model.tflite", tree);
        j->labels = j->labels ? j->labels : default_labels;
    }
}

/* Writes app.c and app.h into the work folder, as `mw plan` does. */
static bool write_plan(const job *j)
{
    char name[] = "mw plan";
    char output[MW_BENCH_PATH + 16];
    snprintf(output, sizeof output, "%s/app.c", j->setting.work);
    const char *words[] = {name,
                           j->model,
                           "-o",
                           output,
                           "--with-model",
                           "--profile",
                           mw_profile_name(j->setting.profile),
                           "--labels",
                           j->labels,
                           NULL};
    int count = j->labels ? 9 : 7;
    char *copies[10] = {0};
    for (int i = 0; i < count; i++) {
        copies[i] = strdup(words[i]);
    }
    int code = mw_command_plan(count, copies);
    for (int i = 0; i < count; i++) {
        free(copies[i]);
    }
    return code == MW_EXIT_DONE;
}

/* The application asks app.h for the model's labels. */
static bool labels_are_known(const job *j)
{
    char path[MW_BENCH_PATH];
    uint8_t *text;
    size_t size;
    mw_bench_path(path, "%s/app.h", j->setting.work);
    if (!mw_file_read(path, "plan", &text, &size)) {
        return false;
    }
    bool known = memmem(text, size, "APP_LABELS", 10) != NULL;
    free(text);
    if (!known) {
        mw_error("%s does not say what its outputs mean: give --labels silence,unknown,yes,no or "
                 "the like",
                 j->model);
    }
    return known;
}

static bool make(const job *j, const mw_board **on)
{
    char source[MW_BENCH_PATH + 16];
    char period[64];
    char folder[MW_BENCH_PATH + 32];
    snprintf(source, sizeof source, "%s/app.c", j->setting.work);
    snprintf(period, sizeof period, "-DMW_APP_PERIOD_MS=%u", j->result->every_ms);
    snprintf(folder, sizeof folder, "-I%s/apps/yes_no", mw_bench_tree());
    mw_image image = {
        .name = "yes_no",
        .with_board = true,
        .stack_bytes = STACK_BYTES,
        .sources = {"apps/yes_no/main.c", "apps/yes_no/hearing.c", source, NULL},
        .definitions = {period, folder, NULL},
    };
    return mw_setting_make(&j->setting, &image, on) &&
           mw_setting_weigh(&j->setting, "yes_no", &j->result->image);
}

static mw_bench_cost divided(mw_bench_cost cost, double by)
{
    if (by > 0) {
        cost.instructions = (uint64_t)((double)cost.instructions / by + 0.5);
        cost.cycles = (uint64_t)((double)cost.cycles / by + 0.5);
        cost.cycles_per_wait = (uint64_t)((double)cost.cycles_per_wait / by + 0.5);
        cost.divide_slack = (uint64_t)((double)cost.divide_slack / by + 0.5);
    }
    return cost;
}

/* How many lines of the text begin with a word. */
static uint64_t lines_of(const char *text, const char *word)
{
    uint64_t count = 0;
    size_t length = strlen(word);
    for (const char *line = text; line && *line; line = strchr(line, '\n')) {
        line += *line == '\n';
        count += strncmp(line, word, length) == 0;
    }
    return count;
}

/* What the firmware says at its end; lost sound would make the counts another sound's. */
static bool take_end(job *j, const char *text)
{
    const char *end = text ? strstr(text, "end overruns ") : NULL;
    unsigned lost;
    unsigned late;
    unsigned stack;
    if (!end || sscanf(end, "end overruns %u late %u stack %u", &lost, &late, &stack) != 3) {
        mw_error("the firmware did not say how it ended");
        return false;
    }
    if (lost || late) {
        mw_error("the emulated firmware lost %u samples and was late %u times", lost, late);
        return false;
    }
    j->result->image.stack = stack;
    j->result->image.ram = j->result->image.static_ram + stack;
    j->result->inferences = lines_of(text, "scores ");
    j->result->events = lines_of(text, "event ");
    return true;
}

static bool sum(const job *j, const mw_elf *elf, const mw_phase *phase, mw_filter filter,
                mw_bench_cost *cost)
{
    return mw_cycles_sum(elf, &j->setting.timing.timing, phase, filter, cost, NULL);
}

/* Costs of the sound by level; entry and return of interrupts are theirs. */
static bool take_levels(const job *j, const mw_elf *elf, const mw_phase *phase,
                        mw_bench_cost levels[3], mw_bench_cost *wake)
{
    const mw_timing *timing = &j->setting.timing.timing;
    for (int level = LEVEL_MAIN; level <= LEVEL_INTERRUPT; level++) {
        if (!sum(j, elf, phase, (mw_filter){not_work, NULL, level}, &levels[level])) {
            return false;
        }
    }
    levels[LEVEL_INTERRUPT].cycles += phase->interrupts * timing->interrupt;
    levels[LEVEL_FRONT_END].cycles += phase->pends * timing->interrupt;
    bool sound = sum(j, elf, phase, (mw_filter){NULL, "board_sleep", LEVEL_MAIN}, wake);
    *wake = divided(*wake, (double)phase->wakes);
    return sound;
}

static void add_times(mw_bench_cost *to, const mw_bench_cost *cost, double times)
{
    mw_bench_cost part = divided(*cost, times > 0 ? 1 / times : 1);
    if (times > 0) {
        mw_cost_add(to, &part);
    }
}

/* A second of sound. A chip that is busy is not woken: of n interrupts a second it sleeps through
 * a share s, with work W, k cycles a wake and a clock f
 *
 *     s = 1 - (W + n s k) / f,   so   s = (1 - W / f) / (1 + n k / f) */
static void take_second(mw_bench_application *result, const mw_bench_cost levels[3])
{
    double interrupts = (double)result->interrupts / result->seconds;
    double clock = result->place.clock_hz;
    mw_bench_cost second = {.timed = result->start.timed};
    add_times(&second, &levels[LEVEL_FRONT_END], 1 / result->seconds);
    add_times(&second, &result->per_inference, (double)MS / result->every_ms);
    result->work_per_second = second;
    add_times(&second, &levels[LEVEL_INTERRUPT], 1 / result->seconds);
    double share = 1;
    if (second.timed && clock > 0) {
        double wake = (double)result->per_wake.cycles;
        share = (1 - (double)second.cycles / clock) / (1 + interrupts * wake / clock);
        result->asleep = share > 0 ? share : 0;
    }
    add_times(&second, &result->per_wake, interrupts * (share > 0 ? share : 0));
    result->per_second = second;
}

static bool take_counts(job *j, const mw_elf *elf, const mw_count *count)
{
    mw_bench_application *result = j->result;
    const mw_phase *sound = &count->phases[MW_STREAM_SOUND];
    mw_bench_cost levels[3];
    if (!take_end(j, count->text) ||
        !sum(j, elf, &count->phases[MW_STREAM_START], (mw_filter){not_work, NULL, -1},
             &result->start) ||
        !take_levels(j, elf, sound, levels, &result->per_wake) ||
        !mw_cycles_sum(elf, &j->setting.timing.timing, sound, (mw_filter){not_work, NULL, -1},
                       &result->total, &result->functions)) {
        return false;
    }
    mw_rows_sort(&result->functions);
    uint64_t chunks = j->sound.count / MW_STREAM_CHUNK_SAMPLES;
    result->seconds = (double)(chunks * CHUNK_MS) / MS;
    result->frames = chunks;
    result->interrupts = sound->interrupts;
    result->wakes = sound->wakes;
    result->asleep = -1;
    result->per_frame = divided(levels[LEVEL_FRONT_END], (double)chunks);
    result->per_inference = divided(levels[LEVEL_MAIN], (double)result->inferences);
    result->per_interrupt = divided(levels[LEVEL_INTERRUPT], (double)sound->interrupts);
    take_second(result, levels);
    return true;
}

static bool count_sound(job *j, const mw_board *on)
{
    char path[MW_BENCH_PATH];
    mw_elf elf;
    mw_count count;
    mw_bench_path(path, "%s/yes_no.elf", j->setting.work);
    if (!mw_elf_read(path, &elf)) {
        return false;
    }
    bool sound = mw_stream_run(on, j->setting.work, "yes_no", &j->sound, &count);
    if (sound && count.phase_count < MW_STREAM_PHASES) {
        mw_error("the firmware on %s ended early", on->name);
        sound = false;
    }
    sound = sound && take_counts(j, &elf, &count);
    mw_count_free(&count);
    mw_elf_free(&elf);
    return sound;
}

static bool measure(job *j)
{
    mw_bench_application *result = j->result;
    const mw_board *on;
    mw_setting_tell(&j->setting, &result->place);
    if (j->setting.board.uart_data == 0) {
        mw_error("board %s hears nothing: an application cannot be measured on it",
                 j->setting.board.name);
        return false;
    }
    if (j->sound.count < MW_STREAM_CHUNK_SAMPLES) {
        mw_error("%s is shorter than 20 ms", j->request->sound);
        return false;
    }
    bool is_slow = strcmp(j->setting.code.name, "cortex-m0") == 0; /* as apps/yes_no has it */
    result->every_ms = j->request->every_ms ? j->request->every_ms : is_slow ? 500 : 250;
    choose_model(j);
    if (!write_plan(j) || !labels_are_known(j) || !make(j, &on) || !count_sound(j, on)) {
        return false;
    }
    snprintf(result->place.measured_on, sizeof result->place.measured_on, "%s", on->name);
    mw_setting_fit(&j->setting, result->image.flash, result->image.ram, &result->place);
    return true;
}

bool mw_bench_measure_application(const mw_bench_request *request, mw_bench_application *result)
{
    job *j = calloc(1, sizeof *j);
    *result = (mw_bench_application){0};
    if (!j || !mw_sound_read(request->sound, &j->sound)) {
        free(j);
        return false;
    }
    j->request = request;
    j->result = result;
    bool sound = mw_setting_begin(request, &j->setting) && measure(j);
    mw_setting_end(&j->setting);
    mw_sound_free(&j->sound);
    free(j);
    if (!sound) {
        mw_bench_free_application(result);
    }
    return sound;
}

void mw_bench_free_application(mw_bench_application *result)
{
    mw_rows_free(&result->functions);
    mw_rows_free(&result->image.sections);
    mw_rows_free(&result->image.modules);
}
