/* SPDX-License-Identifier: Apache-2.0
 *
 * Lists of named shares. See rows.h. */
#include "mw/bench/rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

mw_bench_row *mw_rows_add(mw_bench_rows *rows, const char *name)
{
    if ((rows->count & (rows->count - 1)) == 0) { /* full: a power of two, or nothing */
        size_t room = rows->count ? 2 * rows->count : 1;
        mw_bench_row *more = realloc(rows->list, room * sizeof *more);
        if (!more) {
            return NULL;
        }
        rows->list = more;
    }
    mw_bench_row *row = &rows->list[rows->count++];
    *row = (mw_bench_row){0};
    snprintf(row->name, sizeof row->name, "%s", name);
    return row;
}

mw_bench_row *mw_rows_named(mw_bench_rows *rows, const char *name)
{
    for (size_t i = 0; i < rows->count; i++) {
        if (strncmp(rows->list[i].name, name, sizeof rows->list[i].name - 1) == 0) {
            return &rows->list[i];
        }
    }
    return mw_rows_add(rows, name);
}

static int greatest_first(const void *a, const void *b)
{
    const mw_bench_row *one = a;
    const mw_bench_row *other = b;
    if (one->cost.instructions != other->cost.instructions) {
        return one->cost.instructions > other->cost.instructions ? -1 : 1;
    }
    if (one->bytes != other->bytes) {
        return one->bytes > other->bytes ? -1 : 1;
    }
    return strcmp(one->name, other->name);
}

void mw_rows_sort(mw_bench_rows *rows)
{
    if (rows->count > 0) {
        qsort(rows->list, rows->count, sizeof *rows->list, greatest_first);
    }
}

void mw_rows_free(mw_bench_rows *rows)
{
    free(rows->list);
    *rows = (mw_bench_rows){0};
}

void mw_cost_add(mw_bench_cost *to, const mw_bench_cost *cost)
{
    to->instructions += cost->instructions;
    to->cycles += cost->cycles;
    to->cycles_per_wait += cost->cycles_per_wait;
    to->divide_slack += cost->divide_slack;
    to->timed = to->timed || cost->timed;
}
