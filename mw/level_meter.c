/* SPDX-License-Identifier: Apache-2.0
 *
 * A level meter on a terminal. See level_meter.h. */
#include "mw/level_meter.h"

#include <stdio.h>
#include <unistd.h>

enum { WIDTH = 36, DRAW_EVERY = 5 };

static const double faintest_db = -66; /* the bar's left end */
static const double fall_db = 0.3;     /* of the peak, in 10 ms */
static const double too_loud_db = -1;

static int place_of(double level_db)
{
    double share = (level_db - faintest_db) / -faintest_db;
    return share <= 0 ? 0 : share >= 1 ? WIDTH - 1 : (int)(share * WIDTH);
}

void mw_level_meter_start(mw_level_meter *meter)
{
    *meter = (mw_level_meter){isatty(STDERR_FILENO) == 1, faintest_db, 0};
}

void mw_level_meter_show(mw_level_meter *meter, double level_db, double floor_db, const char *says)
{
    char bar[WIDTH + 1];
    meter->peak_db = level_db > meter->peak_db ? level_db : meter->peak_db - fall_db;
    if (!meter->visible || ++meter->skipped < DRAW_EVERY) {
        return;
    }
    meter->skipped = 0;
    for (int i = 0; i < WIDTH; i++) {
        bar[i] = i <= place_of(level_db) ? '#' : '.';
    }
    bar[place_of(floor_db)] = ':';
    bar[place_of(meter->peak_db)] = '|';
    bar[WIDTH] = 0;
    fprintf(stderr, "\r[%s] %4.0f dB %s  %s\033[K", bar, level_db,
            meter->peak_db > too_loud_db ? "too loud" : "        ", says);
    fflush(stderr);
}

void mw_level_meter_wipe(const mw_level_meter *meter)
{
    if (meter->visible) {
        fputs("\r\033[K", stderr);
    }
}
