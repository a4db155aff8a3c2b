/* SPDX-License-Identifier: Apache-2.0
 *
 * A level meter on a terminal: a line on stderr that lives. Where stderr is no terminal it shows
 * nothing. */
#ifndef MW_LEVEL_METER_H
#define MW_LEVEL_METER_H

#include <stdbool.h>

typedef struct mw_level_meter {
    bool visible;
    double peak_db; /* falls slowly */
    int skipped;    /* levels since it was drawn */
} mw_level_meter;

void mw_level_meter_start(mw_level_meter *meter);

/* Takes a level each 10 ms; 0 dB is full scale. floor_db: of the room. says: what stands behind. */
void mw_level_meter_show(mw_level_meter *meter, double level_db, double floor_db, const char *says);

/* Wipes the line, so that another can be printed. */
void mw_level_meter_wipe(const mw_level_meter *meter);

#endif
