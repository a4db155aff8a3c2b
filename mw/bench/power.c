/* SPDX-License-Identifier: Apache-2.0
 *
 * The power model. See power.h, which has the formulas. */
#include "mw/bench/power.h"

#include <math.h>

static const double instruction_bits = 16, busiest = 0.9;

/* Cycles with what this chip's flash adds at this clock. */
static double cycles_here(const mw_work *work, const mw_operating_point *at)
{
    if (at->flash_bits <= 0) {
        return work->cycles;
    }
    double at_once = at->flash_bits / instruction_bits;
    return work->cycles + at->wait_states * work->breaks +
           work->instructions / at_once * fmax(0, at->wait_states + 1 - at_once);
}

mw_power mw_power_of(const mw_workload *work, const mw_operating_point *at)
{
    mw_power p = {0};
    double hertz = at->clock_mhz * 1e6;
    double run_uw = at->clock_mhz * at->run_ua_per_mhz * at->supply_v;
    double waking = work->wakes_per_second * at->wake_us / 1e6;
    double an_inference = cycles_here(&work->inference, at);

    p.duty = cycles_here(&work->second, at) / hertz;
    p.active_ms = p.duty * MW_HOP_MS;
    p.running_uw = p.duty * run_uw;
    p.waking_uw = waking * run_uw;
    p.asleep_uw = fmax(0, 1 - p.duty - waking) * at->sleep_ua * at->supply_v;
    p.average_uw = p.running_uw + p.waking_uw + p.asleep_uw;
    p.energy_uj = an_inference * at->run_ua_per_mhz * at->supply_v / 1e6;
    p.inference_ms = an_inference / hertz * 1e3;
    p.peak_ma = at->clock_mhz * at->run_ua_per_mhz / 1e3;
    p.real_time = p.duty + waking <= busiest;
    return p;
}

mw_life mw_battery_life(const mw_battery *battery, double uw, double peak_ma)
{
    double full = 1;
    if (peak_ma > battery->full_peak_ma) {
        full -= battery->loss_per_doubling * log2(peak_ma / battery->full_peak_ma);
    }
    double microwatt_hours = battery->capacity_mah * 1e3 * battery->volts * fmax(0, full);
    mw_life life = {.days = microwatt_hours / uw / 24};
    life.aged = life.days > battery->shelf_days;
    life.days = fmin(life.days, battery->shelf_days);
    life.beyond = uw / battery->volts / 1e3 > battery->continuous_ma;
    return life;
}

double mw_solar_cm2(const mw_solar *solar, double uw, double lux, double hours_a_day)
{
    double per_cm2 = solar->uw_per_cm2 * lux / solar->lux * solar->converter;
    return uw / per_cm2 * 24 / hours_a_day;
}
