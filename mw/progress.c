/* SPDX-License-Identifier: Apache-2.0
 *
 * How far a long command is. See progress.h. */
#include "mw/progress.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum { BAR_CHARACTERS = 30 };
static const double pause_s = 0.1; /* between two drawings */

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

void mw_progress_start(mw_progress *progress, size_t total, const char *unit)
{
    double now = now_s();
    *progress = (mw_progress){total, unit, now, now, isatty(STDERR_FILENO) == 1};
}

void mw_progress_show(mw_progress *progress, size_t done)
{
    double now = now_s();
    if (!progress->visible || done == 0 || now - progress->shown_s < pause_s) {
        return;
    }
    progress->shown_s = now;
    double rate = (double)done / (now - progress->started_s);
    double left_s = (double)(progress->total - done) / rate;
    int full = (int)(done * BAR_CHARACTERS / progress->total);
    fprintf(stderr, "\r[%.*s%.*s] %zu of %zu %s, %.0f a second, %.0f s left \033[K", full,
            "##############################", BAR_CHARACTERS - full,
            "..............................", done, progress->total, progress->unit, rate, left_s);
    fflush(stderr);
}

void mw_progress_end(mw_progress *progress)
{
    if (progress->visible) {
        fputs("\r\033[K", stderr);
    }
}
