/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of chips, microphones and batteries: bench/chips.ini, read and checked. That file says
 * what each key means; every number in it has a source, and a value is "weak" whose source says so.
 * power.h makes milliwatts of it, chips_report.h prints them. */
#ifndef MW_BENCH_CHIPS_H
#define MW_BENCH_CHIPS_H

#include <stdbool.h>
#include <stddef.h>

#include "mw/bench/power.h"

enum { MW_CHIPS_MAX = 64, MW_CLOCKS_MAX = 8, MW_MICROPHONES_MAX = 16, MW_CORES_MAX = 16 };

typedef struct mw_chip {
    char id[24], name[48], core[24];
    double flash_kb, ram_kb;
    double supply_v, flash_bits;
    double clocks_mhz[MW_CLOCKS_MAX], wait_states[MW_CLOCKS_MAX];
    double clock_count, wait_state_count;
    double run_ua_per_mhz;      /* by the data sheet */
    double measured_uw_per_mhz; /* while running networks; 0: nobody published it */
    double sleep_ua, listen_ua, wake_us;
    double price;
    bool weak; /* the current it runs at or sleeps at has a weak source */
} mw_chip;

typedef struct mw_microphone {
    char id[24], name[48];
    double supply_v, listen_ua;
    double wake_ua; /* asleep until there is sound; 0: it cannot */
    bool weak;
} mw_microphone;

/* Cycles an instruction of a core whose timing is in no table. */
typedef struct mw_core_guide {
    char core[24];
    double cycles_per_instruction;
} mw_core_guide;

typedef struct mw_chip_table {
    char path[4200];
    mw_chip chips[MW_CHIPS_MAX]; /* in the order of the file */
    size_t chip_count;
    mw_microphone microphones[MW_MICROPHONES_MAX];
    size_t microphone_count;
    mw_core_guide guides[MW_CORES_MAX];
    size_t guide_count;
    mw_battery coin, aa;
    mw_solar solar;
    double datasheet_factor; /* a network takes so many times the data sheet's current */
} mw_chip_table;

/* Reads and checks a table; path NULL: bench/chips.ini where we are or beside the program's folder.
 * False with one line on stderr that names file, line and what to do. */
bool mw_chips_read(const char *path, mw_chip_table *table);

/* NULL with one line on stderr that lists those there are. */
const mw_chip *mw_chip_find(const mw_chip_table *table, const char *id);
const mw_microphone *mw_microphone_find(const mw_chip_table *table, const char *id);

/* The work in cycles: as it stands where the core is timed, else by the table's guide, and then it
 * is marked as assumed. False where neither is known. */
bool mw_chips_time(const mw_chip_table *table, mw_workload *work);

/* A chip running a workload. */
typedef struct mw_chip_use {
    bool fits_flash, fits_ram;
    bool runs; /* in real time, at one of its clocks */
    double clock_mhz;
    mw_power power;      /* as expected: what was measured, or the data sheet's current times the
                            factor; asleep between hops */
    mw_power by_sheet;   /* with the data sheet's current as it stands */
    double listening_uw; /* average, with clocks and sound interface on in between; 0: not known */
} mw_chip_use;

/* At the clock that takes the least of those that keep real time; where none does, at the fastest,
 * and `runs` is false. */
mw_chip_use mw_chip_run(const mw_chip_table *table, const mw_chip *chip, const mw_workload *work);

#endif
