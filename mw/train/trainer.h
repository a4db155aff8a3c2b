/* SPDX-License-Identifier: Apache-2.0
 *
 * Training itself. Two phases, on one set of clips:
 *
 *   train  the normalised network in float32, while a running average of its parameters is kept;
 *          now and then the average is folded, quantised, and judged on the validation clips as the
 *          chip computes it
 *   tune   the folded network on from the end of that: the forward pass is the chip's own, in
 *          integers; gradients go back as if nothing had been rounded ("straight through"; Bengio
 *          et al., arXiv 1308.3432). So the weights settle where rounding costs nothing.
 *
 * The best model of those judged when the rate had come down to a tenth is what comes out: an
 * earlier one may have been lucky on the validation clips, but is not settled, and does worse on
 * others. Only where training was interrupted before that it is the best of the earlier ones. The
 * whole state can be written to a file and taken up again, with the same result to the bit. */
#ifndef MW_TRAIN_TRAINER_H
#define MW_TRAIN_TRAINER_H

#include "mw/train/chip.h"
#include "mw/train/optimiser.h"

/* A line of the log. */
typedef struct mw_moment_of_training {
    uint32_t step;   /* done, of both phases together */
    uint32_t tuning; /* 1: in the second phase */
    double rate, loss, training_share, balance, float_balance;
} mw_moment_of_training;

typedef struct mw_trainer {
    const mw_recipe *recipe;
    const mw_network *network;
    const mw_labels *labels;
    const mw_clips *training, *validation;
    uint64_t seed;
    uint32_t digest; /* of recipe, clips and seed */
    mw_graph trained, folded;
    mw_optimiser optimiser;
    uint32_t step; /* done, of both phases */
    float *average, *average_statistics;
    mw_range ranges[MW_LAYERS_MAX];
    double loss_sum;
    uint32_t right_sum, seen; /* since the last moment */
    mw_moment_of_training *log;
    uint32_t log_count;
    /* The best so far. */
    uint8_t *best;
    uint32_t best_size, best_step, best_is_settled;
    double best_balance, best_float_balance; /* as the chip computes it, and in float32 */
    mw_tally best_tally;
} mw_trainer;

void mw_trainer_open(mw_trainer *trainer, const mw_recipe *recipe, const mw_network *network,
                     const mw_labels *labels, const mw_clips *training, const mw_clips *validation,
                     uint64_t seed);
void mw_trainer_close(mw_trainer *trainer);

uint32_t mw_trainer_steps(const mw_trainer *trainer); /* in all */

/* One more step. True when a moment was logged: the newest of log. False also at a failure of the
 * library, which *failed tells. */
bool mw_trainer_step(mw_trainer *trainer, bool *failed);

/* Of what must be the same for a state to be of use. */
uint32_t mw_trainer_digest(const mw_trainer *trainer);

/* The state as bytes in a file, and back. Reading checks that it belongs to the recipe, the
 * recordings and the seed; both false with one line on stderr. */
bool mw_trainer_save(const mw_trainer *trainer, const char *path);
bool mw_trainer_load(mw_trainer *trainer, const char *path);

#endif
