/* SPDX-License-Identifier: Apache-2.0
 *
 * A board as the instrument sees it: boards/NAME/board.ini tells the core and how it is emulated,
 * boards/NAME/memory.ld the memory. */
#ifndef MW_BENCH_BOARD_H
#define MW_BENCH_BOARD_H

#include <stdbool.h>
#include <stdint.h>

#include "mw/bench/bench.h"

typedef struct mw_board {
    char name[MW_BENCH_NAME];
    char core[MW_BENCH_NAME];
    uint32_t clock_hz;
    char program[MW_BENCH_NAME], machine[MW_BENCH_NAME], options[128];
    uint32_t uart_data;                  /* 0: it hears nothing */
    char receive_handler[MW_BENCH_NAME]; /* the interrupt's function */
    uint32_t flash_at, flash_bytes, ram_at, ram_bytes;
} mw_board;

/* False with one line on stderr: an unknown board with the list of those there are, or what is
 * wrong with its files. */
bool mw_board_read(const char *name, mw_board *board);

#endif
