/* SPDX-License-Identifier: Apache-2.0
 *
 * Work on all cores: numbered pieces, handed out in order. What a piece does must depend on its
 * number alone, so that the result is the same whoever does it. */
#ifndef MW_TRAIN_PARALLEL_H
#define MW_TRAIN_PARALLEL_H

#include <stddef.h>

enum { MW_THREADS_MAX = 64 };

/* How many threads there will be: at least 1. */
size_t mw_thread_count(void);

/* Calls work for each piece 0 .. count - 1; thread is below mw_thread_count. Returns when all are
 * done. */
void mw_parallel(size_t count, void (*work)(void *context, size_t piece, size_t thread),
                 void *context);

#endif
