/* SPDX-License-Identifier: Apache-2.0
 *
 * mw bench: what a model, or the whole application, costs on a chip. mw/bench/bench.h is the next
 * to read. */
#include <argp.h>
#include <string.h>

#include "mw/bench/bench.h"
#include "mw/bench/bench_report.h"
#include "mw/bench/chips_command.h"
#include "mw/mw.h"
#include "mw/options.h"
#include "mw/report.h"
#include "mw/session.h"

typedef struct options {
    mw_bench_request request;
    mw_chips_options chips;
    const char *picture;
    bool application, json;
} options;

enum {
    KEY_BOARD = 0x2000,
    KEY_CORE,
    KEY_PROFILE,
    KEY_FIRMWARE,
    KEY_APP,
    KEY_LABELS,
    KEY_SOUND,
    KEY_EVERY,
    KEY_JSON,
    KEY_PICTURE
};

static const struct argp_option argp_options[] = {
    {"board", KEY_BOARD, "NAME", 0, "A folder of boards/ (default: the roomiest of the core)", 0},
    {"core", KEY_CORE, "NAME", 0, "Estimate cycles for this core (default: the board's; cortex-m4)",
     0},
    {"profile", KEY_PROFILE, "CPU", 0, "Take this CPU's variants of kernels (default: the core's)",
     0},
    {"firmware", KEY_FIRMWARE, "FILE.elf", 0,
     "Keep the firmware: it measures itself on a real board", 0},
    {"app", KEY_APP, "yes_no", 0, "Measure the whole application over a sound, not a model alone",
     0},
    {"sound", KEY_SOUND, "FILE", 0, "What the application hears", 0},
    {"labels", KEY_LABELS, "A,B,...", 0, "What the model's outputs mean, where it does not say", 0},
    {"every-ms", KEY_EVERY, "MS", 0, "The application: from one inference to the next", 0},
    {"json", KEY_JSON, NULL, 0, "Print it as JSON", 0},
    {"picture", KEY_PICTURE, "FILE", 0, "With --chips: draw it (.png or .svg)", 0},
    {0}};

static const struct argp_child children[] = {{&mw_chips_argp, 0, "From cycles to milliwatts:", 1},
                                             {0}};

static error_t end_of_options(const options *o, struct argp_state *state)
{
    if (o->application && !o->request.sound && !o->chips.chips) {
        argp_error(state, "--app needs a --sound to hear");
    }
    if (!o->application && !o->chips.chips && (o->request.sound || o->request.every_ms)) {
        argp_error(state, "--sound and --every-ms belong to --app yes_no");
    }
    if (!o->application && !o->chips.chips && !o->request.model) {
        argp_error(state, "a model is needed");
    }
    return 0;
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
    options *o = state->input;
    mw_profile profile;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &o->chips;
        return 0;
    case KEY_BOARD:
        o->request.board = argument;
        return 0;
    case KEY_CORE:
        o->request.core = argument;
        return 0;
    case KEY_PROFILE:
        if (!mw_profile_from_name(argument, &profile)) {
            argp_error(state, "there is no profile '%s'; there are %s", argument,
                       mw_profile_list());
        }
        o->request.profile = (int)profile;
        return 0;
    case KEY_FIRMWARE:
        o->request.firmware = argument;
        return 0;
    case KEY_APP:
        if (strcmp(argument, "yes_no") != 0) {
            argp_error(state, "there is no application '%s' to measure; there is yes_no", argument);
        }
        o->application = true;
        return 0;
    case KEY_SOUND:
        o->request.sound = argument;
        return 0;
    case KEY_LABELS:
        o->request.labels = argument;
        return 0;
    case KEY_EVERY:
        o->request.every_ms = mw_option_number(state, "every-ms", argument, 20, 10000);
        return 0;
    case KEY_JSON:
        o->json = true;
        return 0;
    case KEY_PICTURE:
        o->picture = argument;
        return 0;
    case ARGP_KEY_ARG:
        if (o->request.model) {
            argp_error(state, "one model only");
        }
        o->request.model = argument;
        return 0;
    case ARGP_KEY_END:
        return end_of_options(o, state);
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    argp_options,
    parse,
    "[MODEL]",
    "Builds a firmware, runs it on an emulated chip and counts: instructions, flash, RAM, stack, "
    "and estimated cycles. Needs the source tree, a compiler for the chip and QEMU "
    "(scripts/bootstrap device).\v"
    "Example:\n"
    "M=tests/golden/models/hello_world_int8/model.tflite\n"
    "S=tests/golden/speech/yes/0132a06d_nohash_3.flac\n"
    "build/mw bench $M --board microbit\n"
    "build/mw bench --app yes_no --sound $S --board mps2-an386",
    children,
    NULL,
    NULL};

static int bench_model(const options *o)
{
    mw_bench_model result;
    if (!mw_bench_measure_model(&o->request, &result)) {
        return MW_EXIT_FAILED;
    }
    int code;
    if (o->json) {
        cJSON *report = mw_bench_model_json(&o->request, &result);
        code = mw_chips_add_energy(report, o->chips.table, &result) ? mw_report_json(report)
                                                                    : MW_EXIT_FAILED;
    } else {
        mw_bench_print_model(&o->request, &result);
        code = mw_report_end();
    }
    mw_bench_free_model(&result);
    return code;
}

static int bench_application(const options *o)
{
    mw_bench_application result;
    if (!mw_bench_measure_application(&o->request, &result)) {
        return MW_EXIT_FAILED;
    }
    int code;
    if (o->json) {
        code = mw_report_json(mw_bench_application_json(&o->request, &result));
    } else {
        mw_bench_print_application(&o->request, &result);
        code = mw_report_end();
    }
    mw_bench_free_application(&result);
    return code;
}

int mw_command_bench(int argc, char **argv)
{
    options o = {.request = {.profile = -1}, .chips = mw_chips_options_default()};
    int code = mw_parse(&argp, argc, argv, &o);
    if (code != MW_EXIT_DONE) {
        return code;
    }
    if (o.chips.chips) {
        return mw_chips_command(&o.chips, &o.request, o.picture, o.json);
    }
    return o.application ? bench_application(&o) : bench_model(&o);
}
