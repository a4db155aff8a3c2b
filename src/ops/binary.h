/* SPDX-License-Identifier: Apache-2.0
 *
 * What operators with two inputs have in common when they are prepared: how the inputs' shapes meet
 * (parameters.h, MWI_BROADCAST_FIELDS), and their scales. */
#ifndef MWI_BINARY_H
#define MWI_BINARY_H

#include "kernels/parameters.h"
#include "milliwatt/operator.h"
#include "ops/quantisation.h"

/* How the inputs move over the output, its dimensions joined where both inputs behave alike. */
typedef struct mwi_broadcast {
    mwi_broadcast_dim dims[MW_RANK_MAX]; /* the last one is the row */
    uint32_t count;
} mwi_broadcast;

/* Two inputs and an output of one type, with their quantisation and activation. */
typedef struct mwi_binary {
    mwi_broadcast shape;
    mwi_quantisation input1, input2, output;
    int16_t activation_min, activation_max;
} mwi_binary;

/* Reads a node with two inputs and one output, all of the type of the first, none empty; the output
 * has the shape that the inputs' give. activation: the option's number in the schema's table. */
mw_status mwi_binary_prepare(mw_prepare *prepare, uint32_t activation, mwi_binary *binary);

/* Adds the kernel's places: output, both inputs, and the dimensions around the rows. */
void mwi_binary_place(mw_prepare *prepare, const mwi_broadcast *shape);

/* The row's members of the parameters p. */
#define MWI_SET_BROADCAST(p, shape)                                                                \
    do {                                                                                           \
        const mwi_broadcast_dim *row_ = &(shape)->dims[(shape)->count - 1];                        \
        (p)->row_length = row_->extent;                                                            \
        (p)->outer_count = (uint8_t)((shape)->count - 1);                                          \
        (p)->step1 = (uint8_t)row_->step1;                                                         \
        (p)->step2 = (uint8_t)row_->step2;                                                         \
    } while (0)

#endif
