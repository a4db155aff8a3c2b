/* SPDX-License-Identifier: Apache-2.0
 *
 * Lists of named shares. */
#ifndef MW_BENCH_ROWS_H
#define MW_BENCH_ROWS_H

#include "mw/bench/bench.h"

/* The row of a name, added where there is none; NULL where memory is short. */
mw_bench_row *mw_rows_named(mw_bench_rows *rows, const char *name);

/* A new row at the end, whatever its name. */
mw_bench_row *mw_rows_add(mw_bench_rows *rows, const char *name);

/* The greatest first: by instructions, then by bytes, then by name. */
void mw_rows_sort(mw_bench_rows *rows);

void mw_rows_free(mw_bench_rows *rows);

void mw_cost_add(mw_bench_cost *to, const mw_bench_cost *cost);

#endif
