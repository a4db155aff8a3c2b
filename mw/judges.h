/* SPDX-License-Identifier: Apache-2.0
 *
 * One model on all cores: as many spotters of it as there are threads, and numbered pieces of work
 * that any of them may do. What a piece gives must depend on its number alone. */
#ifndef MW_JUDGES_H
#define MW_JUDGES_H

#include <stdbool.h>
#include <stddef.h>

#include "mw/sound/sound.h"
#include "mw/spotter.h"

typedef struct mw_judges {
    size_t count;
    mw_spotter *spotters; /* [count] */
} mw_judges;

/* Opens at most `most` spotters: as many as there will be threads. Arguments and answer are those
 * of mw_spotter_open. */
bool mw_judges_open(mw_judges *judges, size_t most, const char *path, const char *labels,
                    const mw_ear *ear);
void mw_judges_close(mw_judges *judges);

/* Does a piece; false with a line in fault. */
typedef bool mw_judges_work(void *context, mw_spotter *spotter, size_t piece,
                            char fault[MW_FAULT_BYTES]);

/* Does all pieces, with a progress bar that counts them as `unit`. Where some fail, the line of the
 * first of them goes to stderr, whichever thread met it, and the answer is false. */
bool mw_judges_run(mw_judges *judges, size_t pieces, const char *unit, mw_judges_work *work,
                   void *context);

#endif
