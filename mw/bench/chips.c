/* SPDX-License-Identifier: Apache-2.0
 *
 * Chips and what they make of a workload. See chips.h; chips_read.c reads the table. */
#include "mw/bench/chips.h"

#include <stdio.h>
#include <string.h>

#include "mw/mw.h"

const mw_chip *mw_chip_find(const mw_chip_table *table, const char *id)
{
    char list[MW_CHIPS_MAX * 26] = "";
    size_t length = 0;
    for (size_t i = 0; i < table->chip_count; i++) {
        if (strcmp(table->chips[i].id, id) == 0) {
            return &table->chips[i];
        }
        length += (size_t)snprintf(list + length, sizeof list - length, "%s%s", i ? ", " : "",
                                   table->chips[i].id);
    }
    mw_error("there is no chip '%.60s'; there are %s", id, list);
    return NULL;
}

const mw_microphone *mw_microphone_find(const mw_chip_table *table, const char *id)
{
    char list[MW_MICROPHONES_MAX * 26] = "";
    size_t length = 0;
    for (size_t i = 0; i < table->microphone_count; i++) {
        if (strcmp(table->microphones[i].id, id) == 0) {
            return &table->microphones[i];
        }
        length += (size_t)snprintf(list + length, sizeof list - length, "%s%s", i ? ", " : "",
                                   table->microphones[i].id);
    }
    mw_error("there is no microphone '%.60s'; there are %s", id, list);
    return NULL;
}

bool mw_chips_time(const mw_chip_table *table, mw_workload *work)
{
    if (work->second.cycles > 0) {
        return true;
    }
    for (size_t i = 0; i < table->guide_count; i++) {
        double cycles = table->guides[i].cycles_per_instruction;
        if (strcmp(table->guides[i].core, work->core) == 0) {
            work->second.cycles = cycles * work->second.instructions;
            work->inference.cycles = cycles * work->inference.instructions;
            work->assumed = true;
            return true;
        }
    }
    return false;
}

/* The chip at its clock number `index`, with the current that it runs networks at. */
static mw_operating_point point_of(const mw_chip_table *table, const mw_chip *chip, size_t index)
{
    mw_operating_point at = {.clock_mhz = chip->clocks_mhz[index],
                             .wait_states = chip->wait_states[index],
                             .flash_bits = chip->flash_bits,
                             .supply_v = chip->supply_v,
                             .run_ua_per_mhz = chip->run_ua_per_mhz * table->datasheet_factor,
                             .sleep_ua = chip->sleep_ua,
                             .wake_us = chip->wake_us};
    if (chip->measured_uw_per_mhz > 0) {
        at.run_ua_per_mhz = chip->measured_uw_per_mhz / chip->supply_v;
    }
    return at;
}

mw_chip_use mw_chip_run(const mw_chip_table *table, const mw_chip *chip, const mw_workload *work)
{
    mw_chip_use use = {.fits_flash = work->flash_bytes <= chip->flash_kb * 1024,
                       .fits_ram = work->ram_bytes <= chip->ram_kb * 1024};
    mw_operating_point best = {0};
    for (size_t i = 0; i < (size_t)chip->clock_count; i++) {
        mw_operating_point at = point_of(table, chip, i);
        mw_power power = mw_power_of(work, &at);
        bool better = power.average_uw < use.power.average_uw;
        if (best.clock_mhz <= 0 || (power.real_time && (!use.runs || better)) ||
            (!use.runs && at.clock_mhz > best.clock_mhz)) {
            best = at;
            use.power = power;
            use.runs = power.real_time;
        }
    }
    use.clock_mhz = best.clock_mhz;
    mw_operating_point other = best;
    other.run_ua_per_mhz = chip->run_ua_per_mhz;
    use.by_sheet = mw_power_of(work, &other);
    if (chip->listen_ua > 0) {
        best.sleep_ua = chip->listen_ua;
        best.wake_us = 0; /* the clocks are on */
        use.listening_uw = mw_power_of(work, &best).average_uw;
    }
    return use;
}
