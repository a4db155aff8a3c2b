/* SPDX-License-Identifier: Apache-2.0
 *
 * What each chip of the table makes of a workload: a line a chip, JSON, and which is the cheapest
 * that lasts. chips.h has the table, power.h the formulas, chips_command.h the command. */
#ifndef MW_BENCH_CHIPS_REPORT_H
#define MW_BENCH_CHIPS_REPORT_H

#include <cjson/cJSON.h>

#include "mw/bench/chips.h"

typedef struct mw_chips_question {
    const char *title;               /* what runs: "yes_no, models/yes_no.tflite" */
    const mw_microphone *microphone; /* NULL: none */
    double sound_share;              /* of the time that the microphone wakes the chip; 1: always */
    double lux;
    double days;   /* 0: nothing asked; else which is the cheapest chip that lasts so long */
    bool on_aa;    /* on two AA cells, not on a CR2032 */
    bool by_price; /* the order of lines: price, then power; else power */
} mw_chips_question;

typedef struct mw_chip_line {
    const mw_chip *chip;
    bool counted; /* the workload is known for its core; false: all below is 0 */
    bool assumed; /* its cycles are */
    mw_chip_use use;
    double microphone_uw, total_uw;
    mw_life coin, aa;
    double solar_cm2;
    bool lasts; /* it fits, runs, and lasts for the days that were asked */
} mw_chip_line;

/* Works every chip out and orders the lines: those that work first. `lines` has room for
 * MW_CHIPS_MAX. `only` NULL: all chips. Returns how many there are. */
size_t mw_chips_lines(const mw_chip_table *table, const mw_workload *works, size_t work_count,
                      const mw_chips_question *question, const mw_chip *only, mw_chip_line *lines);

/* The answer to `days`: the first of the cheapest that last; NULL: none does. */
const mw_chip_line *mw_chips_cheapest(const mw_chip_line *lines, size_t count);

void mw_chips_print(const mw_chip_table *table, const mw_chips_question *question,
                    const mw_chip_line *lines, size_t count);
cJSON *mw_chips_to_json(const mw_chips_question *question, const mw_chip_line *lines, size_t count);

/* Adds "energy_uj" and "average_mw" to a report of one workload: an object each, a number for each
 * chip of its core. */
void mw_chips_add_power(cJSON *report, const mw_chip_table *table, const mw_workload *work);

/* The streaming wake word of MLPerf Tiny v1.3, as published and as this model has it from the
 * published duty cycle and clock alone. */
void mw_chips_print_anchors(const mw_chip_table *table);
cJSON *mw_chips_anchors_to_json(const mw_chip_table *table);

#endif
