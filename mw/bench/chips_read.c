/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads the table of chips. See chips.h. Here is the one list of all keys; chips.c is what is made
 * of them. */
#include "mw/bench/chips.h"

#include <errno.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mw/mw.h"

enum { SOURCES_MAX = 64, TAG_BYTES = 24 };

/* What a section is about. */
typedef enum kind { CHIP, MICROPHONE, BATTERY, SOLAR, MODEL, GUIDE, SOURCES, NOTHING } kind;
typedef enum key_type { TEXT, NUMBER, LIST } key_type;

typedef struct key {
    kind section;
    const char *name;
    key_type type;
    size_t offset;
    size_t count; /* LIST: where the number of numbers is. TEXT: bytes */
    double least, most;
    bool optional;
    bool decides; /* its weakness makes the chip weak */
} key;

#define CHIP_AT(member)       offsetof(mw_chip, member)
#define MICROPHONE_AT(member) offsetof(mw_microphone, member)
#define BATTERY_AT(member)    offsetof(mw_battery, member)
#define SOLAR_AT(member)      offsetof(mw_solar, member)

static const key keys[] = {
    {CHIP, "name", TEXT, CHIP_AT(name), sizeof((mw_chip *)0)->name, 0, 0, false, false},
    {CHIP, "core", TEXT, CHIP_AT(core), sizeof((mw_chip *)0)->core, 0, 0, false, false},
    {CHIP, "flash_kb", NUMBER, CHIP_AT(flash_kb), 0, 1, 1e6, false, false},
    {CHIP, "ram_kb", NUMBER, CHIP_AT(ram_kb), 0, 1, 1e6, false, false},
    {CHIP, "supply_v", NUMBER, CHIP_AT(supply_v), 0, 0.5, 6, false, false},
    {CHIP, "clocks_mhz", LIST, CHIP_AT(clocks_mhz), CHIP_AT(clock_count), 0.01, 2000, false, false},
    {CHIP, "wait_states", LIST, CHIP_AT(wait_states), CHIP_AT(wait_state_count), 0, 30, false,
     false},
    {CHIP, "flash_bits", NUMBER, CHIP_AT(flash_bits), 0, 0, 512, false, false},
    {CHIP, "run_ua_per_mhz", NUMBER, CHIP_AT(run_ua_per_mhz), 0, 0.1, 5000, false, true},
    {CHIP, "measured_uw_per_mhz", NUMBER, CHIP_AT(measured_uw_per_mhz), 0, 0.1, 20000, true, false},
    {CHIP, "sleep_ua", NUMBER, CHIP_AT(sleep_ua), 0, 0.01, 1e5, false, false},
    {CHIP, "listen_ua", NUMBER, CHIP_AT(listen_ua), 0, 0, 1e6, true, false},
    {CHIP, "wake_us", NUMBER, CHIP_AT(wake_us), 0, 0, 1e5, false, false},
    {CHIP, "price", NUMBER, CHIP_AT(price), 0, 1, 4, false, false},
    {MICROPHONE, "name", TEXT, MICROPHONE_AT(name), sizeof((mw_microphone *)0)->name, 0, 0, false,
     false},
    {MICROPHONE, "supply_v", NUMBER, MICROPHONE_AT(supply_v), 0, 0.5, 6, false, false},
    {MICROPHONE, "listen_ua", NUMBER, MICROPHONE_AT(listen_ua), 0, 0.1, 1e5, false, true},
    {MICROPHONE, "wake_ua", NUMBER, MICROPHONE_AT(wake_ua), 0, 0, 1e5, true, false},
    {BATTERY, "name", TEXT, 0, 0, 0, 0, false, false},
    {BATTERY, "capacity_mah", NUMBER, BATTERY_AT(capacity_mah), 0, 1, 1e6, false, false},
    {BATTERY, "volts", NUMBER, BATTERY_AT(volts), 0, 0.5, 20, false, false},
    {BATTERY, "continuous_ma", NUMBER, BATTERY_AT(continuous_ma), 0, 0.001, 1e5, false, false},
    {BATTERY, "full_peak_ma", NUMBER, BATTERY_AT(full_peak_ma), 0, 0.001, 1e5, false, false},
    {BATTERY, "loss_per_doubling", NUMBER, BATTERY_AT(loss_per_doubling), 0, 0, 1, false, false},
    {BATTERY, "shelf_days", NUMBER, BATTERY_AT(shelf_days), 0, 1, 1e5, false, false},
    {SOLAR, "uw_per_cm2", NUMBER, SOLAR_AT(uw_per_cm2), 0, 0.01, 1e5, false, false},
    {SOLAR, "lux", NUMBER, SOLAR_AT(lux), 0, 1, 2e5, false, false},
    {SOLAR, "converter", NUMBER, SOLAR_AT(converter), 0, 0.01, 1, false, false},
    {MODEL, "datasheet_factor", NUMBER, offsetof(mw_chip_table, datasheet_factor), 0, 1, 10, false,
     false},
};

enum { KEYS = sizeof keys / sizeof keys[0] };

typedef struct reader {
    mw_chip_table *table;
    FILE *file;
    int line;
    bool failed;
    char section[64];
    int section_line;
    kind kind;
    uint8_t *object; /* what the section describes */
    bool *weak;      /* where its weakness is noted; NULL: nowhere */
    uint64_t given;  /* bit n: key n stood in this section */
    char tags[SOURCES_MAX][TAG_BYTES];
    bool tag_weak[SOURCES_MAX];
    size_t tag_count;
} reader;

static bool refuse_at(reader *r, int line, const char *format, const char *what)
{
    char text[200];
    snprintf(text, sizeof text, format, what);
    if (!r->failed) {
        mw_error("chips %s, line %d: %s", r->table->path, line, text);
    }
    r->failed = true;
    return false;
}

static bool refuse(reader *r, const char *format, const char *what)
{
    return refuse_at(r, r->line, format, what);
}

/* All of a section is there, and goes together. */
static bool end_section(reader *r)
{
    for (size_t i = 0; i < KEYS; i++) {
        if (keys[i].section == r->kind && !keys[i].optional && !(r->given >> i & 1)) {
            return refuse_at(r, r->section_line, "this section has no %s, which it needs",
                             keys[i].name);
        }
    }
    if (r->kind == CHIP) {
        const mw_chip *chip = (const mw_chip *)(const void *)r->object;
        if (chip->clock_count != chip->wait_state_count) {
            return refuse_at(r, r->section_line,
                             "%s: clocks_mhz and wait_states differ in how many there are",
                             r->section);
        }
    }
    return true;
}

static bool begin_battery(reader *r, const char *id)
{
    bool coin = strcmp(id, "coin") == 0;
    if (!coin && strcmp(id, "aa") != 0) {
        return refuse(r, "there is no [battery %s]: coin and aa are known", id);
    }
    mw_battery *battery = coin ? &r->table->coin : &r->table->aa;
    battery->name = coin ? "CR2032" : "two AA";
    r->object = (uint8_t *)battery;
    return true;
}

static bool begin_named(reader *r, const char *section)
{
    mw_chip_table *t = r->table;
    if (strncmp(section, "microphone ", 11) == 0) {
        if (t->microphone_count == MW_MICROPHONES_MAX) {
            return refuse(r, "more than 16 microphones; leave out %s", section);
        }
        mw_microphone *microphone = &t->microphones[t->microphone_count++];
        snprintf(microphone->id, sizeof microphone->id, "%s", section + 11);
        r->kind = MICROPHONE;
        r->object = (uint8_t *)microphone;
        r->weak = &microphone->weak;
        return true;
    }
    if (strncmp(section, "battery ", 8) == 0) {
        r->kind = BATTERY;
        return begin_battery(r, section + 8);
    }
    if (t->chip_count == MW_CHIPS_MAX) {
        return refuse(r, "more than 64 chips; leave out %s", section);
    }
    mw_chip *chip = &t->chips[t->chip_count++];
    snprintf(chip->id, sizeof chip->id, "%s", section);
    r->kind = CHIP;
    r->object = (uint8_t *)chip;
    r->weak = &chip->weak;
    return true;
}

static bool begin_section(reader *r, const char *section)
{
    if (!end_section(r)) {
        return false;
    }
    snprintf(r->section, sizeof r->section, "%s", section);
    r->section_line = r->line;
    r->given = 0;
    r->weak = NULL;
    if (strcmp(section, "sources") == 0) {
        r->kind = SOURCES;
    } else if (strcmp(section, "cycles") == 0) {
        r->kind = GUIDE;
    } else if (strcmp(section, "solar") == 0) {
        r->kind = SOLAR;
        r->object = (uint8_t *)&r->table->solar;
    } else if (strcmp(section, "model") == 0) {
        r->kind = MODEL;
        r->object = (uint8_t *)r->table;
    } else {
        return begin_named(r, section);
    }
    return true;
}

static bool take_source(reader *r, const char *tag, const char *text)
{
    if (r->tag_count == SOURCES_MAX || strlen(tag) >= TAG_BYTES) {
        return refuse(r, "source %s: at most 64, with names of at most 23 characters", tag);
    }
    snprintf(r->tags[r->tag_count], TAG_BYTES, "%s", tag);
    r->tag_weak[r->tag_count++] = strncmp(text, "weak", 4) == 0;
    return true;
}

/* Reads "| TAG: note" and tells whether the source is weak. */
static bool read_source(reader *r, const char *text, const char *name, bool *weak)
{
    const char *bar = strchr(text, '|');
    if (!bar) {
        return refuse(r, "%s has no source: write VALUE | SOURCE", name);
    }
    bar += 1 + strspn(bar + 1, " ");
    size_t length = strcspn(bar, ": ");
    for (size_t i = 0; i < r->tag_count; i++) {
        if (strlen(r->tags[i]) == length && strncmp(r->tags[i], bar, length) == 0) {
            *weak = r->tag_weak[i];
            return true;
        }
    }
    char tag[64];
    snprintf(tag, sizeof tag, "%.*s", (int)length, bar);
    return refuse(r, "'%s' is no source: name it in [sources] above", tag);
}

static bool take_numbers(reader *r, const key *k, const char *text)
{
    double values[MW_CLOCKS_MAX];
    size_t most = k->type == LIST ? MW_CLOCKS_MAX : 1;
    size_t count = 0;
    char *end;
    for (const char *at = text; *(at += strspn(at, " ")) != '|'; at = end) {
        errno = 0;
        double value = count < most ? strtod(at, &end) : 0;
        if (count == most || end == at || errno || !(value >= k->least && value <= k->most)) {
            return refuse(r, "%s takes a number in its range, and its source", k->name);
        }
        values[count++] = value;
    }
    if (count == 0) {
        return refuse(r, "%s has no number", k->name);
    }
    memcpy(r->object + k->offset, values, count * sizeof values[0]);
    if (k->type == LIST) {
        double number = (double)count;
        memcpy(r->object + k->count, &number, sizeof number);
    }
    return true;
}

static bool take_guide(reader *r, const char *core, const char *text)
{
    static const key guide = {GUIDE,  "cycles an instruction",
                              NUMBER, offsetof(mw_core_guide, cycles_per_instruction),
                              0,      0.2,
                              20,     false,
                              false};
    bool weak;
    if (r->table->guide_count == MW_CORES_MAX) {
        return refuse(r, "more than 16 cores; leave out %s", core);
    }
    mw_core_guide *entry = &r->table->guides[r->table->guide_count++];
    snprintf(entry->core, sizeof entry->core, "%s", core);
    r->object = (uint8_t *)entry;
    return read_source(r, text, core, &weak) && take_numbers(r, &guide, text);
}

static bool take_value(reader *r, size_t index, const char *text)
{
    const key *k = &keys[index];
    bool weak;
    if (r->given >> index & 1) {
        return refuse(r, "%s stands here twice", k->name);
    }
    r->given |= (uint64_t)1 << index;
    if (k->type == TEXT) {
        if (k->count > 0) {
            snprintf((char *)r->object + k->offset, k->count, "%s", text);
        }
        return true;
    }
    if (!read_source(r, text, k->name, &weak) || !take_numbers(r, k, text)) {
        return false;
    }
    if (r->weak && k->decides) {
        *r->weak = weak;
    }
    if (r->weak && strcmp(k->name, "measured_uw_per_mhz") == 0) {
        *r->weak = weak; /* it replaces the data sheet's */
    }
    return true;
}

static int take_key(void *user, const char *section, const char *name, const char *value)
{
    reader *r = user;
    if (r->failed) {
        return 0;
    }
    if (strcmp(section, r->section) != 0 && !begin_section(r, section)) {
        return 0;
    }
    if (r->kind == SOURCES) {
        return take_source(r, name, value);
    }
    if (r->kind == GUIDE) {
        return take_guide(r, name, value);
    }
    for (size_t i = 0; i < KEYS; i++) {
        if (keys[i].section == r->kind && strcmp(keys[i].name, name) == 0) {
            return take_value(r, i, value);
        }
    }
    return refuse(r, "there is no key '%s' in such a section", name);
}

static char *read_line(char *line, int size, void *stream)
{
    reader *r = stream;
    r->line++;
    return fgets(line, size, r->file);
}

/* bench/chips.ini where we are, else beside the program's folder. */
static void find_table(char path[4200])
{
    snprintf(path, 4200, "bench/chips.ini");
    if (access(path, R_OK) == 0) {
        return;
    }
    char program[4000];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    if (length > 0) {
        program[length] = 0;
        *strrchr(program, '/') = 0;
        snprintf(path, 4200, "%s/../bench/chips.ini", program);
    }
}

static bool is_whole(reader *r)
{
    const mw_chip_table *t = r->table;
    if (t->chip_count == 0 || t->coin.capacity_mah <= 0 || t->aa.capacity_mah <= 0 ||
        t->solar.lux <= 0 || t->datasheet_factor <= 0) {
        return refuse(r, "%s",
                      "a table needs chips, [battery coin], [battery aa], [solar] and "
                      "[model]: see bench/chips.ini");
    }
    return true;
}

bool mw_chips_read(const char *path, mw_chip_table *table)
{
    *table = (mw_chip_table){0};
    if (path) {
        snprintf(table->path, sizeof table->path, "%s", path);
    } else {
        find_table(table->path);
    }
    reader r = {.table = table, .kind = NOTHING, .file = fopen(table->path, "r")};
    if (!r.file) {
        mw_error("chips %s cannot be read: %s; give a table with --table", table->path,
                 strerror(errno));
        return false;
    }
    int wrong = ini_parse_stream(read_line, &r, take_key, &r);
    fclose(r.file);
    if (wrong != 0 && !r.failed) {
        r.line = wrong;
        refuse(&r, "%s", "neither a [section] nor KEY = VALUE | SOURCE in 190 characters");
    }
    return !r.failed && end_section(&r) && is_whole(&r);
}
