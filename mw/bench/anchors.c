/* SPDX-License-Identifier: Apache-2.0
 *
 * How far the power model is from power that others measured: the streaming wake word of MLPerf
 * Tiny v1.3 (20 minutes of sound, features and model each 32 ms), chips of the table only. Taken
 * from a published line are its clock and its duty cycle, nothing else. */
#include <stdio.h>
#include <string.h>

#include "mw/bench/chips_report.h"

/* mlcommons/tiny_results_v1.3, closed division. */
static const struct {
    const char *chip;
    double clock_mhz, duty, mw;
    bool derives; /* the chip's listen_ua was computed from this very line: no test of it */
} published[] = {
    {"stm32u385", 96, 0.606, 3.98, true},  {"stm32u575", 160, 0.363, 11.5, true},
    {"stm32u575", 60, 0.970, 9.5, false},  {"stm32l4r5", 120, 0.561, 25.6, true},
    {"stm32l4r5", 70, 0.959, 22.7, false}, {"stm32h7a3", 280, 0.133, 30.5, true},
    {"stm32h7a3", 40, 0.928, 16.2, false},
};

enum { ANCHORS = sizeof published / sizeof published[0] };

typedef struct anchor {
    const mw_chip *chip;
    double asleep_mw, listening_mw;
} anchor;

static double milliwatts(const mw_chip *chip, size_t index, double sleep_ua)
{
    mw_workload work = {
        .second = {.cycles = published[index].duty * published[index].clock_mhz * 1e6}};
    mw_operating_point at = {.clock_mhz = published[index].clock_mhz,
                             .supply_v = chip->supply_v,
                             .run_ua_per_mhz = chip->measured_uw_per_mhz / chip->supply_v,
                             .sleep_ua = sleep_ua};
    return mw_power_of(&work, &at).average_uw / 1000;
}

static anchor work_out(const mw_chip_table *table, size_t index)
{
    anchor a = {0};
    for (size_t i = 0; i < table->chip_count; i++) {
        const mw_chip *chip = &table->chips[i];
        if (strcmp(chip->id, published[index].chip) == 0 && chip->measured_uw_per_mhz > 0) {
            a.chip = chip;
            a.asleep_mw = milliwatts(chip, index, chip->sleep_ua);
            a.listening_mw = milliwatts(chip, index, chip->listen_ua);
        }
    }
    return a;
}

static double percent(double ours, double theirs)
{
    return (ours / theirs - 1) * 100;
}

void mw_chips_print_anchors(const mw_chip_table *table)
{
    printf("MLPerf Tiny v1.3, streaming wake word: published milliwatts, and ours from clock and "
           "duty cycle\n\n%-12s %5s %6s %9s %18s %22s\n",
           "chip", "MHz", "duty", "published", "asleep between", "clocks left on between");
    for (size_t i = 0; i < ANCHORS; i++) {
        anchor a = work_out(table, i);
        if (a.chip) {
            printf("%-12s %5.0f %6.3f %9.2f %8.2f (%+4.0f %%) %10.2f (%+4.0f %%)%s\n", a.chip->id,
                   published[i].clock_mhz, published[i].duty, published[i].mw, a.asleep_mw,
                   percent(a.asleep_mw, published[i].mw), a.listening_mw,
                   percent(a.listening_mw, published[i].mw), published[i].derives ? " *" : "");
        }
    }
    printf("\n* the current with clocks on was computed from this very line: no test of it. Those "
           "boards idled with clocks on;\nthe lines without a star say how far the model is.\n");
}

cJSON *mw_chips_anchors_to_json(const mw_chip_table *table)
{
    cJSON *list = cJSON_CreateArray();
    for (size_t i = 0; i < ANCHORS; i++) {
        anchor a = work_out(table, i);
        if (a.chip) {
            cJSON *o = cJSON_CreateObject();
            cJSON_AddStringToObject(o, "chip", a.chip->id);
            cJSON_AddNumberToObject(o, "clock_mhz", published[i].clock_mhz);
            cJSON_AddNumberToObject(o, "duty", published[i].duty);
            cJSON_AddNumberToObject(o, "published_mw", published[i].mw);
            cJSON_AddNumberToObject(o, "asleep_mw", a.asleep_mw);
            cJSON_AddNumberToObject(o, "clocks_on_mw", a.listening_mw);
            cJSON_AddBoolToObject(o, "clocks_on_derived_from_it", published[i].derives);
            cJSON_AddItemToArray(list, o);
        }
    }
    return list;
}
