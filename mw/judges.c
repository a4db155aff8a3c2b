/* SPDX-License-Identifier: Apache-2.0
 *
 * One model on all cores. See judges.h. */
#include "mw/judges.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "mw/mw.h"
#include "mw/progress.h"
#include "mw/train/parallel.h"

bool mw_judges_open(mw_judges *judges, size_t most, const char *path, const char *labels,
                    const mw_ear *ear)
{
    size_t wanted = mw_thread_count() < most ? mw_thread_count() : most;
    *judges = (mw_judges){.spotters = calloc(wanted + 1, sizeof *judges->spotters)};
    if (!judges->spotters) {
        exit(mw_error("%zu models do not fit into memory", wanted));
    }
    while (judges->count == 0 || judges->count < wanted) {
        if (!mw_spotter_open(&judges->spotters[judges->count], path, labels, ear)) {
            mw_judges_close(judges);
            return false;
        }
        judges->count++;
    }
    return true;
}

void mw_judges_close(mw_judges *judges)
{
    for (size_t i = 0; i < judges->count; i++) {
        mw_spotter_close(&judges->spotters[i]);
    }
    free(judges->spotters);
    *judges = (mw_judges){0};
}

typedef struct task {
    mw_judges *judges;
    mw_judges_work *work;
    void *context;
    size_t pieces;
    pthread_mutex_t lock;       /* of all below */
    size_t next, done;          /* pieces are handed out in their order */
    size_t failed;              /* the first one; SIZE_MAX: none */
    char fault[MW_FAULT_BYTES]; /* of that one */
    mw_progress progress;
} task;

/* What one thread does: pieces until there are no more, or one has failed. When one fails, those
 * before it have been handed out too, so the first of all failures is told. */
static void work_on(void *context, size_t judge, size_t thread)
{
    (void)thread;
    task *t = context;
    char fault[MW_FAULT_BYTES];
    pthread_mutex_lock(&t->lock);
    while (t->next < t->pieces && t->failed == SIZE_MAX) {
        size_t piece = t->next++;
        pthread_mutex_unlock(&t->lock);
        bool good = t->work(t->context, &t->judges->spotters[judge], piece, fault);
        pthread_mutex_lock(&t->lock);
        if (!good && piece < t->failed) {
            t->failed = piece;
            memcpy(t->fault, fault, sizeof fault);
        }
        mw_progress_show(&t->progress, ++t->done);
    }
    pthread_mutex_unlock(&t->lock);
}

bool mw_judges_run(mw_judges *judges, size_t pieces, const char *unit, mw_judges_work *work,
                   void *context)
{
    task t = {.judges = judges,
              .work = work,
              .context = context,
              .pieces = pieces,
              .lock = PTHREAD_MUTEX_INITIALIZER,
              .failed = SIZE_MAX};
    mw_progress_start(&t.progress, pieces, unit);
    mw_parallel(judges->count, work_on, &t);
    mw_progress_end(&t.progress);
    if (t.failed != SIZE_MAX) {
        mw_error("%s", t.fault);
    }
    return t.failed == SIZE_MAX;
}
