/* SPDX-License-Identifier: Apache-2.0
 *
 * From counted work to milliwatts: what an always-listening application draws on a chip, and how
 * long a battery feeds it. Plain numbers in, plain numbers out; the table of chips is chips.h.
 *
 * With, for one chip at one clock,
 *
 *     f       the clock, MHz
 *     w       flash wait states at that clock
 *     V       the supply, volts
 *     a       the current per MHz while it runs, microampere
 *     s       the current asleep, RAM kept, microampere
 *     t       from the interrupt to the first instruction, microseconds
 *
 * and, for one application, a second of sound that takes C cycles, I instructions and B taken
 * branches and constants out of flash, in W wakes,
 *
 *     cycles on this chip   c = C + w B + I / n * max(0, w + 1 - n),  n = b / 16
 *                           b: bits that the flash hands out at once; c = C behind a cache
 *     duty                  d = c / (f * 10^6)          real time: d + W t / 10^6 <= 0.9
 *     running               R = d * f * a * V           microwatts
 *     waking                K = W * t / 10^6 * f * a * V    as if it ran all the time it wakes
 *     asleep                S = (1 - d - W t / 10^6) * s * V
 *     average               P = R + K + S
 *     energy an inference   E = c_i * a * V / 10^6      microjoules; c_i as c, of one inference
 *
 * An instruction is taken as 16 bits wide. What breaks the order of fetching (B) waits w cycles; in
 * order the next word of n instructions is fetched while this one runs, and takes w + 1 cycles.
 * Behind a cache nothing is added: the streaming wake word of MLPerf Tiny v1.3 takes the same
 * cycles within 1 % at 70 and 120 MHz (STM32L4R5), 60 and 160 (U575), 40 and 280 (H7A3).
 *
 * Supplies: I * V is taken from the battery at the voltage where the current was measured. For a
 * chip with a linear regulator that is a slight favour (the current stays, the voltage may be
 * higher); for one with a DC/DC converter it assumes the same efficiency at the battery's voltage.
 */
#ifndef MW_BENCH_POWER_H
#define MW_BENCH_POWER_H

#include <stdbool.h>
#include <stdint.h>

/* Work that was counted; cycles at zero wait states, 0 where the core has no timing. */
typedef struct mw_work {
    double cycles, instructions;
    double breaks; /* taken branches and constants out of flash */
} mw_work;

/* What an application (or a model that runs so many times a second) asks of a processor. */
typedef struct mw_workload {
    char core[24];           /* cortex-m0, cortex-m0plus, cortex-m3 ... rv32 */
    mw_work second;          /* of sound, all of it: front end, inferences, events */
    mw_work inference;       /* one; all 0: not known */
    double wakes_per_second; /* 50: each hop of 20 ms */
    double inferences_per_second;
    bool assumed;                    /* the cycles rest on another core's timing, or on a guide */
    uint32_t flash_bytes, ram_bytes; /* of the whole image; of all static RAM and the stack */
} mw_workload;

/* A chip at one of its clocks. */
typedef struct mw_operating_point {
    double clock_mhz, wait_states;
    double flash_bits; /* handed out at once; 0: behind a cache, wait states are hidden */
    double supply_v, run_ua_per_mhz, sleep_ua, wake_us;
} mw_operating_point;

typedef struct mw_power {
    double duty;      /* share of the time that it runs */
    double active_ms; /* running, for each 20 ms of sound, on average */
    double running_uw, waking_uw, asleep_uw, average_uw;
    double energy_uj;    /* an inference; 0: not known */
    double inference_ms; /* */
    double peak_ma;      /* while it runs */
    bool real_time;      /* running and waking take at most 0.9 of the time */
} mw_power;

enum { MW_HOP_MS = 20 };

mw_power mw_power_of(const mw_workload *work, const mw_operating_point *at);

/* A battery. Above continuous_ma its capacity is not published: what is computed then is too good,
 * and says so. */
typedef struct mw_battery {
    const char *name;
    double capacity_mah, volts;
    double continuous_ma;     /* the drain that the capacity was measured at */
    double full_peak_ma;      /* peaks up to this take nothing from the capacity */
    double loss_per_doubling; /* of the peak beyond it */
    double shelf_days;        /* it is dead after so long anyway */
} mw_battery;

typedef struct mw_life {
    double days;
    bool aged;   /* the shelf ended it */
    bool beyond; /* drained faster than its capacity was measured for: fewer days than said */
} mw_life;

/* Days of `uw` microwatts with peaks of `peak_ma`:
 *
 *     capacity * volts * (1 - loss * log2(peak / full_peak)) / uw / 24, at most shelf_days */
mw_life mw_battery_life(const mw_battery *battery, double uw, double peak_ma);

/* A solar cell indoors, whose power grows in proportion to the light. */
typedef struct mw_solar {
    double uw_per_cm2, lux; /* so much at this light */
    double converter;       /* what the charger passes on, 0 to 1 */
} mw_solar;

/* The cell that feeds `uw` microwatts under so much light, while it shines so many hours a day. */
double mw_solar_cm2(const mw_solar *solar, double uw, double lux, double hours_a_day);

#endif
