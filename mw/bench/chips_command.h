/* SPDX-License-Identifier: Apache-2.0
 *
 * What `mw bench` does with --chips: options, counting the application on each core of the table,
 * the report. mw/bench.c has the command and takes these options in. */
#ifndef MW_BENCH_CHIPS_COMMAND_H
#define MW_BENCH_CHIPS_COMMAND_H

#include <argp.h>
#include <cjson/cJSON.h>
#include <stdbool.h>

#include "mw/bench/bench.h"

typedef struct mw_chips_options {
    bool chips;         /* --chips was given, or an option that only has a meaning with it */
    bool anchors;       /* --anchors: only compare the power model with published power */
    const char *table;  /* --table FILE; NULL: bench/chips.ini */
    const char *chip;   /* --chip NAME; NULL: all */
    const char *mic;    /* --mic NAME; NULL: none */
    const char *counts; /* --counts FILE: counted before, nothing is built or run */
    double sound_share; /* --sound-share PERCENT, as a share */
    double lux;         /* --lux */
    double days;        /* --days N; 0: not asked */
    bool on_aa;         /* --battery aa */
    bool by_price;      /* --sort price */
} mw_chips_options;

mw_chips_options mw_chips_options_default(void);

/* For the command's argp children; its input is an mw_chips_options. */
extern const struct argp mw_chips_argp;

/* Counts (or reads counts), and prints; also draws where picture is no NULL. `request` names the
 * model, the sound and the period; its board and core are not looked at. Returns the exit code. */
int mw_chips_command(const mw_chips_options *options, const mw_bench_request *request,
                     const char *picture, bool json);

/* Adds to the report of a model what an invocation takes on each chip of its core ("energy_uj"),
 * and the average power of one invocation a second ("average_mw"; null where it does not fit or is
 * too slow). table NULL: bench/chips.ini. False with one line on stderr; the report is then freed.
 */
bool mw_chips_add_energy(cJSON *report, const char *table, const mw_bench_model *measured);

#endif
