/* SPDX-License-Identifier: Apache-2.0
 *
 * What a request comes to: the board asked for, the one to measure on where that is too small, the
 * core whose code it is, and the core whose timing counts. */
#ifndef MW_BENCH_SETTING_H
#define MW_BENCH_SETTING_H

#include "mw/bench/bench.h"
#include "mw/bench/board.h"
#include "mw/bench/core.h"
#include "mw/bench/firmware.h"
#include "mw/session.h"

typedef struct mw_setting {
    mw_board board, roomiest;
    mw_core code;   /* what the firmware is compiled for */
    mw_core timing; /* what its cycles are estimated by */
    mw_profile profile;
    mw_library library;
    char work[MW_BENCH_PATH]; /* the folder for temporary files */
} mw_setting;

/* False with one line on stderr. */
bool mw_setting_begin(const mw_bench_request *request, mw_setting *setting);
void mw_setting_end(mw_setting *setting);

/* Writes what is known of the place before anything is built. */
void mw_setting_tell(const mw_setting *setting, mw_bench_place *place);

/* Whether an image with so much flash and RAM fits the board, and what is missing. */
void mw_setting_fit(const mw_setting *setting, uint32_t flash, uint32_t ram, mw_bench_place *place);

/* Makes an image for the board that was asked for, or where it does not fit there for the
 * roomiest; *on is the board it was made for. False with one line on stderr: what is missing on the
 * roomiest, by how much. */
bool mw_setting_make(const mw_setting *setting, mw_image *image, const mw_board **on);

/* Flash, modules and static RAM of the image that was made, NAME.elf and NAME.map in the work
 * folder. */
bool mw_setting_weigh(const mw_setting *setting, const char *name, mw_bench_image *result);

#endif
