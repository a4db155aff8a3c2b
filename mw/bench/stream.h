/* SPDX-License-Identifier: Apache-2.0
 *
 * Counts an application while it hears: sound goes into the emulated UART in frames (board.h tells
 * their form), 2 ms at a time, the next when the firmware sleeps again. So a run repeats, however
 * slow the desk is. */
#ifndef MW_BENCH_STREAM_H
#define MW_BENCH_STREAM_H

#include "mw/bench/board.h"
#include "mw/bench/count.h"
#include "mw/sound/sound.h"

/* The phases of the count. */
enum { MW_STREAM_START, MW_STREAM_SOUND, MW_STREAM_END, MW_STREAM_PHASES };

enum { MW_STREAM_CHUNK_SAMPLES = 320 };

/* Runs work/NAME.elf over as many whole chunks as the sound has. False with one line on stderr. */
bool mw_stream_run(const mw_board *board, const char *work, const char *name, const mw_sound *sound,
                   mw_count *count);

#endif
