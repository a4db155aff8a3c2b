/* SPDX-License-Identifier: Apache-2.0
 *
 * Work on all cores. See parallel.h. */
#include "mw/train/parallel.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

typedef struct job {
    atomic_size_t next;
    size_t count;
    void (*work)(void *context, size_t piece, size_t thread);
    void *context;
} job;

typedef struct worker {
    job *job;
    size_t thread;
    pthread_t handle;
} worker;

size_t mw_thread_count(void)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    return cores < 1 ? 1 : cores > MW_THREADS_MAX ? MW_THREADS_MAX : (size_t)cores;
}

static void *run(void *argument)
{
    worker *w = argument;
    job *j = w->job;
    for (size_t piece = atomic_fetch_add(&j->next, 1); piece < j->count;
         piece = atomic_fetch_add(&j->next, 1)) {
        j->work(j->context, piece, w->thread);
    }
    return NULL;
}

void mw_parallel(size_t count, void (*work)(void *context, size_t piece, size_t thread),
                 void *context)
{
    job j = {.count = count, .work = work, .context = context};
    worker workers[MW_THREADS_MAX] = {{.job = &j}};
    size_t started = 1;
    for (size_t wanted = mw_thread_count(); started < wanted; started++) {
        workers[started] = (worker){.job = &j, .thread = started};
        if (pthread_create(&workers[started].handle, NULL, run, &workers[started]) != 0) {
            break;
        }
    }
    run(&workers[0]);
    for (size_t i = 1; i < started; i++) {
        pthread_join(workers[i].handle, NULL);
    }
}
