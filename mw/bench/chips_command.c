/* SPDX-License-Identifier: Apache-2.0
 *
 * `mw bench --chips`. See chips_command.h. */
#include "mw/bench/chips_command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mw/bench/chips_report.h"
#include "mw/bench/workload.h"
#include "mw/mw.h"
#include "mw/options.h"
#include "mw/picture/chips_picture.h"
#include "mw/report.h"

enum {
    KEY_CHIPS = 0x1300,
    KEY_ANCHORS,
    KEY_TABLE,
    KEY_CHIP,
    KEY_MIC,
    KEY_COUNTS,
    KEY_SHARE,
    KEY_LUX,
    KEY_DAYS,
    KEY_BATTERY,
    KEY_SORT
};
enum { USUAL_PERIOD_MS = 250 };

static const struct argp_option options[] = {
    {"chips", KEY_CHIPS, NULL, 0, "A line a chip: fits or not, duty, microwatts, days", 2},
    {"chip", KEY_CHIP, "NAME", 0, "This chip only", 2},
    {"mic", KEY_MIC, "NAME", 0, "With this microphone's current", 2},
    {"sound-share", KEY_SHARE, "PERCENT", 0,
     "How much of the time there is sound, where the microphone wakes the chip: 100", 2},
    {"days", KEY_DAYS, "N", 0, "Which is the cheapest chip that lasts N days?", 2},
    {"battery", KEY_BATTERY, "coin|aa", 0, "On which, for --days: coin (a CR2032)", 2},
    {"lux", KEY_LUX, "LUX", 0, "Light on the solar cell: 200", 2},
    {"sort", KEY_SORT, "power|price", 0, "The order of lines: power", 2},
    {"counts", KEY_COUNTS, "FILE", 0,
     "Counts of an earlier --chips --json (without --sound: those of bench/baseline.json)", 2},
    {"table", KEY_TABLE, "FILE", 0, "Another table of chips than bench/chips.ini", 2},
    {"anchors", KEY_ANCHORS, NULL, 0, "Compare the power model with published measurements", 2},
    {0}};

mw_chips_options mw_chips_options_default(void)
{
    return (mw_chips_options){.sound_share = 1, .lux = 200};
}

/* Which of two words; a usage error where it is neither. */
static bool is_second(struct argp_state *state, const char *name, const char *text,
                      const char *first, const char *second)
{
    bool is = strcmp(text, second) == 0;
    if (!is && strcmp(text, first) != 0) {
        argp_error(state, "--%s takes %s or %s, not '%s'", name, first, second, text);
    }
    return is;
}

static void parse_number(int key, const char *argument, struct argp_state *state)
{
    mw_chips_options *o = state->input;
    if (key == KEY_SHARE) {
        o->sound_share = mw_option_number(state, "sound-share", argument, 0, 100) / 100.0;
    } else if (key == KEY_LUX) {
        o->lux = mw_option_number(state, "lux", argument, 1, 200000);
    } else {
        o->days = mw_option_number(state, "days", argument, 1, 36500);
    }
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
    mw_chips_options *o = state->input;
    switch (key) {
    case KEY_TABLE:
        o->table = argument;
        return 0;
    case KEY_ANCHORS:
        o->anchors = true;
        break;
    case KEY_CHIPS:
        break;
    case KEY_CHIP:
        o->chip = argument;
        break;
    case KEY_MIC:
        o->mic = argument;
        break;
    case KEY_COUNTS:
        o->counts = argument;
        break;
    case KEY_SHARE:
    case KEY_LUX:
    case KEY_DAYS:
        parse_number(key, argument, state);
        break;
    case KEY_BATTERY:
        o->on_aa = is_second(state, "battery", argument, "coin", "aa");
        break;
    case KEY_SORT:
        o->by_price = is_second(state, "sort", argument, "power", "price");
        break;
    default:
        return ARGP_ERR_UNKNOWN;
    }
    o->chips = true;
    return 0;
}

const struct argp mw_chips_argp = {options, parse, NULL, NULL, NULL, NULL, NULL};

static bool has_core(const mw_workload *works, size_t count, const char *core)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(works[i].core, core) == 0) {
            return true;
        }
    }
    return false;
}

/* An emulated board of this core hears, so the application can be counted on it. */
static bool can_hear(const char *core)
{
    return strcmp(core, "rv32") != 0;
}

/* The application, counted once on each core that the chips have, at one rate on all: 4 inferences
 * a second unless said. 0: it failed, and said why. */
static size_t count_on_cores(const mw_chip_table *table, const mw_chip *only,
                             const mw_bench_request *request, mw_workload *works)
{
    size_t count = 0;
    for (size_t i = 0; i < table->chip_count; i++) {
        const mw_chip *chip = &table->chips[i];
        if ((only && only != chip) || has_core(works, count, chip->core) || !can_hear(chip->core)) {
            continue;
        }
        mw_bench_request one = *request;
        mw_bench_application measured;
        one.board = NULL;
        one.core = chip->core;
        one.profile = -1;
        one.every_ms = request->every_ms ? request->every_ms : USUAL_PERIOD_MS;
        fprintf(stderr, "mw bench: counting on %s\n", chip->core);
        if (count == MW_CORES_MAX || !mw_bench_measure_application(&one, &measured)) {
            return 0;
        }
        works[count] = mw_workload_of_application(&measured);
        snprintf(works[count].core, sizeof works[count].core, "%s", chip->core);
        mw_bench_free_application(&measured);
        count++;
    }
    return count;
}

/* The names that were given, found in the table. */
static bool find_names(const mw_chips_options *o, const mw_chip_table *table, const mw_chip **chip,
                       mw_chips_question *question)
{
    *chip = o->chip ? mw_chip_find(table, o->chip) : NULL;
    question->microphone = o->mic ? mw_microphone_find(table, o->mic) : NULL;
    if ((o->chip && !*chip) || (o->mic && !question->microphone)) {
        return false;
    }
    if (o->sound_share < 1 && !(question->microphone && question->microphone->wake_ua > 0)) {
        mw_error("--sound-share needs a microphone that wakes the chip: --mic vm1010");
        return false;
    }
    return true;
}

/* What was counted when the baseline was last moved, beside the table of chips. */
static void find_agreed_counts(const mw_chip_table *table, char path[4300])
{
    const char *slash = strrchr(table->path, '/');
    int folder = slash ? (int)(slash - table->path) + 1 : 0;
    snprintf(path, 4300, "%.*sbaseline.json", folder, table->path);
}

/* Counts again where there is a sound to hear, else takes counts from a file. */
static size_t find_work(const mw_chips_options *o, const mw_chip_table *table, const mw_chip *only,
                        const mw_bench_request *request, mw_workload *works, char title[400])
{
    char agreed[4300];
    const char *model = request->model ? request->model : "as it is built";
    bool counts_anew = request->sound && !o->counts;
    if (request->model && !counts_anew) {
        mw_error("counts that were taken before are not of %s: give a --sound to count it, or no "
                 "model",
                 model);
        return 0;
    }
    find_agreed_counts(table, agreed);
    const char *file = o->counts ? o->counts : agreed;
    size_t count = counts_anew ? count_on_cores(table, only, request, works)
                               : mw_workloads_read(file, works, MW_CORES_MAX);
    for (size_t i = 0; i < count && !counts_anew && request->every_ms > 0; i++) {
        mw_workload_infer_each(&works[i], request->every_ms);
    }
    if (count > 0) {
        const char *slash = counts_anew ? strrchr(model, '/') : NULL;
        snprintf(title, 400, "Always listening: yes_no (%.200s), %g inferences a second",
                 !counts_anew ? "counted before"
                 : slash      ? slash + 1
                              : model,
                 works[0].inferences_per_second);
    }
    return count;
}

static int report(const mw_chip_table *table, const mw_chips_question *question,
                  const mw_chip *only, const mw_workload *works, size_t work_count,
                  const char *picture, bool json)
{
    static mw_chip_line lines[MW_CHIPS_MAX];
    size_t count = mw_chips_lines(table, works, work_count, question, only, lines);
    if (picture && !mw_chips_picture(table, question, lines, count, picture)) {
        return MW_EXIT_FAILED;
    }
    if (!json) {
        mw_chips_print(table, question, lines, count);
        return mw_report_end();
    }
    cJSON *object = mw_chips_to_json(question, lines, count);
    cJSON *list = cJSON_AddArrayToObject(object, "workloads");
    for (size_t i = 0; i < work_count; i++) {
        cJSON_AddItemToArray(list, mw_workload_to_json(&works[i]));
    }
    return mw_report_json(object);
}

static int anchors(const mw_chip_table *table, bool json)
{
    if (json) {
        return mw_report_json(mw_chips_anchors_to_json(table));
    }
    mw_chips_print_anchors(table);
    return mw_report_end();
}

int mw_chips_command(const mw_chips_options *o, const mw_bench_request *request,
                     const char *picture, bool json)
{
    static mw_chip_table table;
    mw_workload works[MW_CORES_MAX];
    char title[400];
    const mw_chip *only;
    mw_chips_question question = {.title = title,
                                  .sound_share = o->sound_share,
                                  .lux = o->lux,
                                  .days = o->days,
                                  .on_aa = o->on_aa,
                                  .by_price = o->by_price};
    if (picture && !mw_picture_has_format(picture)) {
        mw_error("--picture takes a file that ends in .png or .svg, not '%s'", picture);
        return MW_EXIT_USAGE;
    }
    if (!mw_chips_read(o->table, &table)) {
        return MW_EXIT_FAILED;
    }
    if (o->anchors) {
        return anchors(&table, json);
    }
    if (!find_names(o, &table, &only, &question)) {
        return MW_EXIT_FAILED;
    }
    size_t count = find_work(o, &table, only, request, works, title);
    if (count == 0) {
        return MW_EXIT_FAILED;
    }
    return report(&table, &question, only, works, count, picture, json);
}

bool mw_chips_add_energy(cJSON *report, const char *path, const mw_bench_model *measured)
{
    static mw_chip_table table;
    mw_workload work = mw_workload_of_model(measured, 1);
    if (!mw_chips_read(path, &table)) {
        cJSON_Delete(report);
        return false;
    }
    mw_chips_add_power(report, &table, &work);
    return true;
}
