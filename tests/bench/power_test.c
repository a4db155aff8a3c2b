/* SPDX-License-Identifier: Apache-2.0
 *
 * The power model against sums done by hand, and against power that others measured. */
#include "support/support.h"

#include <math.h>

#include "mw/bench/power.h"

static void near(double got, double want)
{
    if (!(fabs(got - want) <= fabs(want) * 1e-9)) {
        fail_msg("got %.12g, want %.12g", got, want);
    }
}

/* 8 million cycles a second at 64 MHz, 50 uA/MHz and 3 V: an eighth of the time at 9.6 mW. */
static const mw_workload work = {.core = "cortex-m4",
                                 .second = {8e6, 6e6, 5e5},
                                 .inference = {1e6, 8e5, 4e4},
                                 .wakes_per_second = 50,
                                 .inferences_per_second = 4};
static const mw_operating_point point = {
    .clock_mhz = 64, .supply_v = 3, .run_ua_per_mhz = 50, .sleep_ua = 1.5, .wake_us = 20};

static void test_hand_sums(void **state)
{
    (void)state;
    mw_power p = mw_power_of(&work, &point);
    near(p.duty, 0.125);
    near(p.active_ms, 2.5);
    near(p.running_uw, 1200);       /* 0.125 x 3.2 mA x 3 V */
    near(p.waking_uw, 9.6);         /* 50 x 20 us = 0.001 of the time at 9600 uW */
    near(p.asleep_uw, 0.874 * 4.5); /* 1 - 0.125 - 0.001, at 1.5 uA x 3 V */
    near(p.average_uw, 1200 + 9.6 + 3.933);
    near(p.energy_uj, 150); /* a million cycles, 15.625 ms at 9.6 mW */
    near(p.inference_ms, 15.625);
    near(p.peak_ma, 3.2);
    assert_true(p.real_time);
}

static void test_wait_states(void **state)
{
    (void)state;
    mw_operating_point at = point;
    at.wait_states = 2;
    near(mw_power_of(&work, &at).duty, 0.125); /* behind a cache: nothing */
    at.flash_bits = 64; /* 4 instructions at once outlast a fetch of 3 cycles: breaks only */
    near(mw_power_of(&work, &at).duty, (8e6 + 2 * 5e5) / 64e6);
    at.flash_bits = 32; /* 2 instructions: one cycle more for each two */
    near(mw_power_of(&work, &at).duty, (8e6 + 2 * 5e5 + 3e6) / 64e6);
    near(mw_power_of(&work, &at).energy_uj, (1e6 + 2 * 4e4 + 4e5) * 150 / 1e6);
}

static void test_real_time_ends(void **state)
{
    (void)state;
    mw_operating_point at = point;
    at.wake_us = 0;
    at.clock_mhz = 8 / 0.9;
    assert_true(mw_power_of(&work, &at).duty < 0.9 + 1e-9);
    at.clock_mhz = 8.8;
    assert_false(mw_power_of(&work, &at).real_time);
    at.clock_mhz = 8.9;
    assert_true(mw_power_of(&work, &at).real_time);
    at.wake_us = 1000; /* 50 ms of each second are spent waking */
    assert_false(mw_power_of(&work, &at).real_time);
    at.clock_mhz = 1; /* never less than nothing asleep */
    near(mw_power_of(&work, &at).asleep_uw, 0);
}

static const mw_battery coin = {"CR2032", 225, 3, 0.2, 15, 0.09, 3650};

static void test_batteries(void **state)
{
    (void)state;
    /* 225 mAh for a year are 25.7 uA, 77 uW at 3 V. */
    mw_life life = mw_battery_life(&coin, 77.05479452, 3);
    assert_true(fabs(life.days - 365) < 0.01);
    assert_false(life.aged);
    assert_false(life.beyond);
    /* A milliwatt: a month, and more than the cell is rated for. */
    life = mw_battery_life(&coin, 1000, 15);
    near(life.days, 28.125);
    assert_true(life.beyond);
    /* Peaks of 30 mA instead of 15 cost 9 %. */
    near(mw_battery_life(&coin, 1000, 30).days, 28.125 * 0.91);
    assert_true(mw_battery_life(&coin, 1, 1).aged);
    near(mw_battery_life(&coin, 1, 1).days, 3650);
    /* 0.6 mW are 0.2 mA: still rated; a little more is not. */
    assert_false(mw_battery_life(&coin, 599.9, 1).beyond);
    assert_true(mw_battery_life(&coin, 600.1, 1).beyond);
}

static void test_solar(void **state)
{
    (void)state;
    const mw_solar cell = {4.5, 200, 0.8};
    near(mw_solar_cm2(&cell, 72, 200, 24), 20);
    near(mw_solar_cm2(&cell, 72, 400, 24), 10);
    near(mw_solar_cm2(&cell, 72, 200, 8), 60);
}

/* STM32U385, MLPerf Tiny v1.3, streaming wake word: 96 MHz, duty 0.606, 3.98 mW in all. While it
 * runs networks 53 uW/MHz (kws, 245 uJ in 48.30 ms). Running alone is 3.08 mW: a quarter of the
 * published power is spent between, where that firmware idles with its clocks on. */
static void test_anchor(void **state)
{
    (void)state;
    mw_workload stream = {.second = {.cycles = 0.606 * 96e6}};
    mw_operating_point at = {.clock_mhz = 96,
                             .supply_v = 1.8,
                             .run_ua_per_mhz = 245.0 / 48.30 * 1000 / 96 / 1.8,
                             .sleep_ua = 4};
    mw_power p = mw_power_of(&stream, &at);
    print_message("STM32U385 streaming wake word: published 3.98 mW, ours %.2f mW asleep between "
                  "(%+.0f %%)\n",
                  p.average_uw / 1000, (p.average_uw / 3980 - 1) * 100);
    assert_true(p.average_uw > 3980 * 0.75 && p.average_uw < 3980);
    /* At duty 0.97 little is left to sleep in: U575 at 60 MHz, 9.5 mW published. */
    mw_workload busy = {.second = {.cycles = 0.970 * 60e6}};
    at = (mw_operating_point){
        .clock_mhz = 60, .supply_v = 1.8, .run_ua_per_mhz = 143 / 1.8, .sleep_ua = 4.65};
    double uw = mw_power_of(&busy, &at).average_uw;
    print_message("STM32U575 at 60 MHz: published 9.5 mW, ours %.2f mW (%+.0f %%)\n", uw / 1000,
                  (uw / 9500 - 1) * 100);
    assert_true(uw > 9500 * 0.8 && uw < 9500 * 1.2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hand_sums),      cmocka_unit_test(test_wait_states),
        cmocka_unit_test(test_real_time_ends), cmocka_unit_test(test_batteries),
        cmocka_unit_test(test_solar),          cmocka_unit_test(test_anchor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
