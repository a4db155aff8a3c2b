/* SPDX-License-Identifier: Apache-2.0
 *
 * From counts of instructions to cycles and functions. */
#ifndef MW_BENCH_CYCLES_H
#define MW_BENCH_CYCLES_H

#include "mw/bench/bench.h"
#include "mw/bench/core.h"
#include "mw/bench/count.h"
#include "mw/bench/elf.h"

/* The cost of each instruction of a phase, for a core with Thumb code; where the core has no
 * timing, of instructions alone. costs has phase->count entries. */
void mw_cycles_estimate(const mw_elf *elf, const mw_timing *timing, const mw_phase *phase,
                        mw_bench_cost *costs);

/* Which instructions of a phase count. */
typedef struct mw_filter {
    const char *const *without; /* functions that do not, ends with NULL; NULL: all do */
    const char *only;           /* a function that alone does; NULL: all do */
    int level;                  /* -1: all */
} mw_filter;

/* Their sum; and, where functions is not NULL, by function. False where memory is short. */
bool mw_cycles_sum(const mw_elf *elf, const mw_timing *timing, const mw_phase *phase,
                   mw_filter filter, mw_bench_cost *sum, mw_bench_rows *functions);

#endif
