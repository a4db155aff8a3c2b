/* SPDX-License-Identifier: Apache-2.0
 *
 * Lines and JSON for the table of chips. See chips_report.h. */
#include "mw/bench/chips_report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const mw_workload *find_work(const mw_workload *works, size_t count, const char *core)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(works[i].core, core) == 0) {
            return &works[i];
        }
    }
    return NULL;
}

static bool works(const mw_chip_line *line)
{
    return line->counted && line->use.fits_flash && line->use.fits_ram && line->use.runs;
}

/* The chip and its microphone, which may both sleep while there is no sound. */
static void add_microphone(mw_chip_line *line, const mw_chips_question *q)
{
    double share = q->sound_share;
    double asleep_uw = line->chip->sleep_ua * line->chip->supply_v;
    double chip_uw = share * line->use.power.average_uw + (1 - share) * asleep_uw;
    const mw_microphone *m = q->microphone;
    if (m) {
        line->microphone_uw = m->supply_v * (share * m->listen_ua + (1 - share) * m->wake_ua);
    }
    line->total_uw = chip_uw + line->microphone_uw;
}

static mw_chip_line work_out(const mw_chip_table *table, const mw_chip *chip,
                             const mw_workload *found, const mw_chips_question *q)
{
    mw_chip_line line = {.chip = chip};
    if (!found) {
        return line;
    }
    mw_workload work = *found;
    if (!mw_chips_time(table, &work)) {
        return line;
    }
    line.counted = true;
    line.assumed = work.assumed;
    line.use = mw_chip_run(table, chip, &work);
    add_microphone(&line, q);
    double peak_ma = line.use.power.peak_ma;
    line.coin = mw_battery_life(&table->coin, line.total_uw, peak_ma);
    line.aa = mw_battery_life(&table->aa, line.total_uw, peak_ma);
    line.solar_cm2 = mw_solar_cm2(&table->solar, line.total_uw, q->lux, 24);
    double days = q->on_aa ? line.aa.days : line.coin.days;
    line.lasts = works(&line) && q->days > 0 && days >= q->days;
    return line;
}

static int compare(double a, double b)
{
    return (a > b) - (a < b);
}

static int by_power(const void *left, const void *right)
{
    const mw_chip_line *a = left;
    const mw_chip_line *b = right;
    if (works(a) != works(b)) {
        return works(a) ? -1 : 1;
    }
    int order = compare(a->total_uw, b->total_uw);
    return order ? order : strcmp(a->chip->id, b->chip->id);
}

static int by_price(const void *left, const void *right)
{
    const mw_chip_line *a = left;
    const mw_chip_line *b = right;
    if (works(a) == works(b)) {
        int order = compare(a->chip->price, b->chip->price);
        if (order) {
            return order;
        }
    }
    return by_power(left, right);
}

size_t mw_chips_lines(const mw_chip_table *table, const mw_workload *list, size_t work_count,
                      const mw_chips_question *question, const mw_chip *only, mw_chip_line *lines)
{
    size_t count = 0;
    for (size_t i = 0; i < table->chip_count; i++) {
        const mw_chip *chip = &table->chips[i];
        if (!only || only == chip) {
            const mw_workload *found = find_work(list, work_count, chip->core);
            lines[count++] = work_out(table, chip, found, question);
        }
    }
    qsort(lines, count, sizeof lines[0], question->by_price ? by_price : by_power);
    return count;
}

const mw_chip_line *mw_chips_cheapest(const mw_chip_line *lines, size_t count)
{
    const mw_chip_line *best = NULL;
    for (size_t i = 0; i < count; i++) {
        if (lines[i].lasts && (!best || by_price(&lines[i], best) < 0)) {
            best = &lines[i];
        }
    }
    return best;
}

static void days_text(char text[16], const mw_life *life)
{
    if (life->aged) {
        snprintf(text, 16, "aged");
    } else {
        snprintf(text, 16, life->days < 10 ? "%s%.1f" : "%s%.0f", life->beyond ? "<" : "",
                 life->days);
    }
}

static void print_line(const mw_chip_line *line)
{
    const mw_chip *c = line->chip;
    char listening[16] = "-";
    char coin[16];
    char aa[16];
    if (!line->counted) {
        printf("%-12s %-13s not counted for this core\n", c->id, c->core);
        return;
    }
    const mw_chip_use *u = &line->use;
    if (!works(line)) {
        printf("%-12s %-13s %s%s%s\n", c->id, c->core, u->fits_flash ? "" : "flash too small  ",
               u->fits_ram ? "" : "RAM too small  ", u->runs ? "" : "too slow");
        return;
    }
    if (u->listening_uw > 0) {
        snprintf(listening, sizeof listening, "%.0f", u->listening_uw);
    }
    days_text(coin, &line->coin);
    days_text(aa, &line->aa);
    printf("%-12s %-13s %5.0f %6.2f%% %8.0f%c %8.0f %9s %9.1f %9.0f %7s %6s %7.0f  %.*s%s\n", c->id,
           c->core, u->clock_mhz, u->power.duty * 100, u->power.average_uw,
           c->weak || line->assumed ? '~' : ' ', u->by_sheet.average_uw, listening,
           u->power.energy_uj, line->total_uw, coin, aa, line->solar_cm2, (int)c->price, "$$$$",
           line->lasts ? "  lasts" : "");
}

static void print_answer(const mw_chips_question *q, const mw_chip_line *lines, size_t count)
{
    const char *cell = q->on_aa ? "two AA cells" : "a CR2032";
    const mw_chip_line *best = mw_chips_cheapest(lines, count);
    if (best) {
        printf("\nThe cheapest that lasts %.0f days on %s: %s (%s), %.0f days.\n", q->days, cell,
               best->chip->name, best->chip->id, q->on_aa ? best->aa.days : best->coin.days);
        return;
    }
    const mw_chip_line *longest = NULL;
    for (size_t i = 0; i < count; i++) {
        if (works(&lines[i]) && (!longest || lines[i].total_uw < longest->total_uw)) {
            longest = &lines[i];
        }
    }
    printf("\nNone lasts %.0f days on %s", q->days, cell);
    if (longest) {
        printf("; %s comes nearest, %.0f days", longest->chip->id,
               q->on_aa ? longest->aa.days : longest->coin.days);
    }
    printf(".\n");
}

void mw_chips_print(const mw_chip_table *table, const mw_chips_question *q,
                    const mw_chip_line *lines, size_t count)
{
    printf("%s\n", q->title);
    if (q->microphone) {
        printf("with %s%s, awake %.0f %% of the time\n", q->microphone->name,
               q->microphone->weak ? " (~)" : "", q->sound_share * 100);
    }
    printf("\n%-12s %-13s %5s %7s %9s %8s %9s %9s %9s %7s %6s %7s\n", "", "", "", "", "processor",
           "by data", "clocks", "uJ an", "", "days on", "two", "solar");
    printf("%-12s %-13s %5s %7s %8s  %8s %9s %9s %9s %7s %6s %7s\n", "chip", "core", "MHz", "duty",
           "uW", "sheet", "left on", "inference", "all uW", "CR2032", "AA", "cm2");
    for (size_t i = 0; i < count; i++) {
        print_line(&lines[i]);
    }
    printf("\nprocessor: running networks, waking, and asleep with RAM kept; ~ rests on a weak "
           "source or on assumed cycles.\nby data sheet: the same with the vendor's best current "
           "(elsewhere what was measured, or %g times it).\nclocks left on: between hops it only "
           "idles, as where the sound interface needs clocks; - not known.\nall: processor, "
           "microphone. <: drained faster than its capacity was measured for; aged: the cell's "
           "shelf life ends first.\nsolar: amorphous silicon at %.0f lux, as long as it is lit. "
           "Prices in classes. Every value's source: %s\n",
           table->datasheet_factor, q->lux, table->path);
    if (q->days > 0) {
        print_answer(q, lines, count);
    }
}

static void add_rounded(cJSON *object, const char *name, double value)
{
    char text[32];
    snprintf(text, sizeof text, "%.6g", value);
    cJSON_AddNumberToObject(object, name, strtod(text, NULL));
}

static cJSON *line_to_json(const mw_chip_line *line)
{
    cJSON *o = cJSON_CreateObject();
    const mw_chip_use *u = &line->use;
    cJSON_AddStringToObject(o, "chip", line->chip->id);
    cJSON_AddStringToObject(o, "name", line->chip->name);
    cJSON_AddStringToObject(o, "core", line->chip->core);
    cJSON_AddNumberToObject(o, "price", line->chip->price);
    cJSON_AddBoolToObject(o, "counted", line->counted);
    if (!line->counted) {
        return o;
    }
    cJSON_AddBoolToObject(o, "works", works(line));
    cJSON_AddBoolToObject(o, "fits_flash", u->fits_flash);
    cJSON_AddBoolToObject(o, "fits_ram", u->fits_ram);
    cJSON_AddBoolToObject(o, "real_time", u->runs);
    cJSON_AddBoolToObject(o, "weak_source", line->chip->weak);
    cJSON_AddBoolToObject(o, "cycles_assumed", line->assumed);
    add_rounded(o, "clock_mhz", u->clock_mhz);
    add_rounded(o, "duty", u->power.duty);
    add_rounded(o, "active_ms_per_hop", u->power.active_ms);
    add_rounded(o, "average_uw", u->power.average_uw);
    add_rounded(o, "running_uw", u->power.running_uw);
    add_rounded(o, "waking_uw", u->power.waking_uw);
    add_rounded(o, "asleep_uw", u->power.asleep_uw);
    add_rounded(o, "average_uw_by_data_sheet", u->by_sheet.average_uw);
    if (u->listening_uw > 0) {
        add_rounded(o, "average_uw_clocks_on", u->listening_uw);
    } else {
        cJSON_AddNullToObject(o, "average_uw_clocks_on");
    }
    add_rounded(o, "energy_uj", u->power.energy_uj);
    add_rounded(o, "inference_ms", u->power.inference_ms);
    add_rounded(o, "microphone_uw", line->microphone_uw);
    add_rounded(o, "total_uw", line->total_uw);
    add_rounded(o, "coin_days", line->coin.days);
    cJSON_AddBoolToObject(o, "coin_beyond_rating", line->coin.beyond);
    add_rounded(o, "aa_days", line->aa.days);
    add_rounded(o, "solar_cm2", line->solar_cm2);
    cJSON_AddBoolToObject(o, "lasts", line->lasts);
    return o;
}

cJSON *mw_chips_to_json(const mw_chips_question *q, const mw_chip_line *lines, size_t count)
{
    cJSON *o = cJSON_CreateObject();
    cJSON_AddStringToObject(o, "title", q->title);
    if (q->microphone) {
        cJSON_AddStringToObject(o, "microphone", q->microphone->id);
    } else {
        cJSON_AddNullToObject(o, "microphone");
    }
    add_rounded(o, "sound_share", q->sound_share);
    add_rounded(o, "lux", q->lux);
    cJSON *list = cJSON_AddArrayToObject(o, "chips");
    for (size_t i = 0; i < count; i++) {
        cJSON_AddItemToArray(list, line_to_json(&lines[i]));
    }
    if (q->days > 0) {
        const mw_chip_line *best = mw_chips_cheapest(lines, count);
        if (best) {
            cJSON_AddStringToObject(o, "cheapest", best->chip->id);
        } else {
            cJSON_AddNullToObject(o, "cheapest");
        }
    }
    return o;
}

void mw_chips_add_power(cJSON *report, const mw_chip_table *table, const mw_workload *work)
{
    cJSON *energy = cJSON_AddObjectToObject(report, "energy_uj");
    cJSON *power = cJSON_AddObjectToObject(report, "average_mw");
    mw_workload timed = *work;
    bool known = mw_chips_time(table, &timed);
    for (size_t i = 0; known && i < table->chip_count; i++) {
        const mw_chip *chip = &table->chips[i];
        if (strcmp(chip->core, work->core) == 0) {
            mw_chip_use use = mw_chip_run(table, chip, &timed);
            add_rounded(energy, chip->id, use.power.energy_uj);
            if (use.runs && use.fits_flash && use.fits_ram) {
                add_rounded(power, chip->id, use.power.average_uw / 1000);
            } else {
                cJSON_AddNullToObject(power, chip->id);
            }
        }
    }
}
