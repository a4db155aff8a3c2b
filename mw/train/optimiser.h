/* SPDX-License-Identifier: Apache-2.0
 *
 * How parameters follow their gradients: AdamW (Loshchilov, Hutter, "Decoupled weight decay
 * regularization", arXiv 1711.05101; moments 0.9 and 0.999) or plain descent with a momentum of
 * 0.9. Weights decay, scales and shifts do not. */
#ifndef MW_TRAIN_OPTIMISER_H
#define MW_TRAIN_OPTIMISER_H

#include <stdbool.h>
#include <stdint.h>

#include "mw/train/network.h"

typedef struct mw_optimiser {
    const mw_network *network;
    bool sgd;
    double decay, clip_norm;
    uint32_t step;         /* done */
    float *first, *second; /* moments, as network.h places parameters */
    uint8_t *decays;       /* whether a parameter is a weight */
} mw_optimiser;

void mw_optimiser_open(mw_optimiser *optimiser, const mw_network *network, bool sgd, double decay,
                       double clip_norm);
void mw_optimiser_close(mw_optimiser *optimiser);

/* One step. The gradients are scaled down first where their norm is above clip_norm. */
void mw_optimiser_step(mw_optimiser *optimiser, float *parameters, float *gradients, double rate);

/* The rate at a step: up in a line, then down as half a cosine to 0. */
double mw_rate_at(uint32_t step, uint32_t warm_up_steps, uint32_t steps, double rate);

/* Cross entropy of softmax of the scores against a target of 1 - smoothing for the class and the
 * rest spread over all; mean over the batch. gradients: by the scores. *right: answers that are. */
double mw_loss(const float *scores, const uint8_t *classes, uint32_t batch, uint32_t class_count,
               double smoothing, float *gradients, uint32_t *right);

#endif
