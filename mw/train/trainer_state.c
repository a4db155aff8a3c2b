/* SPDX-License-Identifier: Apache-2.0
 *
 * The state of a training in a file, to go on from: see trainer.h. The file is for the machine that
 * wrote it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mw/crc32.h"
#include "mw/file.h"
#include "mw/mw.h"
#include "mw/train/trainer.h"

/* Each part of the state is visited by one walk, for counting, writing and reading alike. */
typedef struct walk {
    FILE *to;            /* writing */
    const uint8_t *from; /* reading */
    size_t at, size;
    bool good;
} walk;

static void visit(walk *w, void *memory, size_t size)
{
    if (w->to) {
        fwrite(memory, 1, size, w->to);
    } else if (w->good && w->size - w->at >= size) {
        memcpy(memory, w->from + w->at, size);
        w->at += size;
    } else {
        w->good = false;
    }
}

uint32_t mw_trainer_digest(const mw_trainer *t)
{
    mw_recipe recipe = *t->recipe;
    recipe.path = NULL;
    recipe.ear.rules = NULL;
    recipe.ear.rules_name = NULL;
    size_t count = t->training->count * t->training->frames * MW_FRAME_FEATURES;
    uint32_t digest = mw_crc32(&recipe, sizeof recipe);
    digest ^= mw_crc32(t->training->features, count) * 3u;
    return digest ^ (uint32_t)t->seed * 5u;
}

static void visit_all(walk *w, mw_trainer *t)
{
    size_t parameters = t->network->parameters * sizeof(float);
    size_t statistics = t->trained.statistic_count * sizeof(float);
    visit(w, &t->step, sizeof t->step);
    visit(w, t->trained.parameters, parameters);
    visit(w, t->trained.statistics, statistics);
    visit(w, t->average, parameters);
    visit(w, t->average_statistics, statistics);
    visit(w, &t->optimiser.step, sizeof t->optimiser.step);
    visit(w, t->optimiser.first, parameters);
    visit(w, t->optimiser.second, parameters);
    visit(w, t->ranges, sizeof t->ranges);
    visit(w, &t->log_count, sizeof t->log_count);
    visit(w, t->log, t->log_count * sizeof *t->log);
    visit(w, &t->best_balance, sizeof t->best_balance);
    visit(w, &t->best_float_balance, sizeof t->best_float_balance);
    visit(w, &t->best_tally, sizeof t->best_tally);
    visit(w, &t->best_step, sizeof t->best_step);
    visit(w, &t->best_is_settled, sizeof t->best_is_settled);
    visit(w, &t->best_size, sizeof t->best_size);
    if (!w->to && w->good) {
        free(t->best);
        t->best = malloc(t->best_size + 1);
        w->good = t->best && t->best_size <= w->size;
    }
    if (w->to || w->good) {
        visit(w, t->best, t->best_size);
    }
}

bool mw_trainer_save(const mw_trainer *trainer, const char *path)
{
    mw_file file;
    mw_trainer copy = *trainer; /* the walk writes it out and changes nothing */
    uint32_t digest = trainer->digest;
    if (!mw_file_open(&file, path)) {
        return false;
    }
    walk w = {.to = file.stream, .good = true};
    visit(&w, &digest, sizeof digest);
    visit_all(&w, &copy);
    return mw_file_close(&file);
}

bool mw_trainer_load(mw_trainer *trainer, const char *path)
{
    uint8_t *bytes;
    size_t size;
    uint32_t digest = 0;
    if (!mw_file_read(path, "state", &bytes, &size)) {
        return false;
    }
    walk w = {.from = bytes, .size = size, .good = true};
    visit(&w, &digest, sizeof digest);
    if (!w.good || digest != trainer->digest) {
        mw_error("state %s is of another training: recipe, recordings and seed must be the same",
                 path);
        w.good = false;
    } else {
        visit_all(&w, trainer);
        if (!w.good || w.at != size) {
            mw_error("state %s is cut off or damaged: train without --resume", path);
            w.good = false;
        }
    }
    free(bytes);
    return w.good;
}
