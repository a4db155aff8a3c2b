/* SPDX-License-Identifier: Apache-2.0
 *
 * How far a long command is: a bar with rate and time left, on stderr, only where that is a
 * terminal. */
#ifndef MW_PROGRESS_H
#define MW_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

typedef struct mw_progress {
    size_t total;
    const char *unit; /* "recordings" */
    double started_s, shown_s;
    bool visible;
} mw_progress;

void mw_progress_start(mw_progress *progress, size_t total, const char *unit);
void mw_progress_show(mw_progress *progress, size_t done);
void mw_progress_end(mw_progress *progress); /* wipes the bar */

#endif
