/* SPDX-License-Identifier: Apache-2.0
 *
 * Runs a firmware on the emulated chip under the plugin boards/qemu/executed.c, and takes its
 * report: of each phase, how often each instruction ran. */
#ifndef MW_BENCH_COUNT_H
#define MW_BENCH_COUNT_H

#include "mw/bench/board.h"
#include "mw/bench/tree.h"

/* One instruction in one phase; levels and the rest as executed.c tells. */
typedef struct mw_executed {
    uint32_t address;
    uint32_t level; /* 0 main, 1 PendSV, 2 the sound's interrupt */
    uint64_t count, taken, accesses, split, constants;
} mw_executed;

typedef struct mw_phase {
    mw_executed *list; /* by level, then by address */
    size_t count;
    uint64_t interrupts, pends, wakes;
} mw_phase;

typedef struct mw_count {
    mw_phase *phases;
    size_t phase_count;
    char *text; /* what the firmware said */
} mw_count;

/* Runs work/NAME.elf to its end. A phase ends at each call of the function bench_mark, and at the
 * end. False with one line on stderr: no emulator, killed, a fault of the firmware, too slow. */
bool mw_count_run(const mw_board *board, const char *work, const char *name, mw_count *count);
void mw_count_free(mw_count *count);

/* The same for those who run it themselves: takes work/report and work/text of a run that ended
 * with a code (mw_process_wait). */
bool mw_count_take(const mw_board *board, const char *work, int code, mw_count *count);

/* What the plugin has to be told of a board: flash, and beyond it `more`. */
void mw_count_plugin(char *argument, size_t size, const mw_board *board, const char *report,
                     const char *more);

/* The number behind a word at the start of a line of the text; -1 where there is none. */
int64_t mw_count_said(const mw_count *count, const char *word);

#endif
