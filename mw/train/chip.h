/* SPDX-License-Identifier: Apache-2.0
 *
 * A model as the chip computes it: the library's own kernels on the model's bytes, on all cores of
 * the desk. It says how often the model is right, and for fine-tuning what every layer puts out:
 * the forward pass is the chip's own, in every bit. */
#ifndef MW_TRAIN_CHIP_H
#define MW_TRAIN_CHIP_H

#include "milliwatt.h"
#include "mw/train/graph.h"
#include "mw/train/quantise.h"
#include "mw/train/render.h"

typedef struct mw_chip {
    mw_model model;
    void *plan;
    mw_sizes sizes;
    mw_interpreter *interpreters; /* [threads] */
    void **memories;              /* [threads] state, then arena */
} mw_chip;

/* False with one line on stderr where the library refuses the model. The bytes must outlive it. */
bool mw_chip_open(mw_chip *chip, const uint8_t *bytes, size_t size);
void mw_chip_close(mw_chip *chip);

/* Recordings by class (row) and answer (column), classes below MW_CLASSES_MAX. */
enum { MW_CLASSES_MAX = 64 };

typedef struct mw_tally {
    uint32_t classes;
    uint32_t counts[MW_CLASSES_MAX][MW_CLASSES_MAX];
} mw_tally;

/* The mean of the classes' shares of right answers, over those classes that are there. */
double mw_tally_balance(const mw_tally *tally);

/* Judges all clips. */
void mw_chip_judge(mw_chip *chip, const mw_clips *clips, mw_tally *tally);

/* Runs a batch of windows, features [graph's batch][frames][40], and puts into the graph what each
 * layer put out, as real numbers. */
void mw_chip_trace(mw_chip *chip, const mw_quantised *quantised, const int8_t *features,
                   mw_graph *graph);

#endif
