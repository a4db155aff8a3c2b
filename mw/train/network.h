/* SPDX-License-Identifier: Apache-2.0
 *
 * A network as a recipe tells it: a list of layers, each with a name, what it computes, from which
 * layers, and the shape that follows. Numbers only; graph.h makes it compute, quantise.h makes it a
 * model. How a recipe writes a layer, one a line, `NAME = KIND ARGUMENTS`:
 *
 *     input = input 49x1x40                      height (time) x width x channels: always the first
 *     a1    = conv 16 5x1 stride 2x1 valid relu  16 filters of 5 x 1
 *     a2    = depthwise 5x1 relu6                one filter a channel
 *     a3    = pointwise 24                       a convolution of 1 x 1
 *     a4    = add skip relu                      the layer before plus the layer `skip`
 *     a5    = maxpool 2x1                        also avgpool; stride is the window unless said
 *     a6    = mean                               over height and width
 *     a7    = dropout 0.1                        in training only
 *     out   = fc classes                         a number, or `classes`: as many as there are
 *
 * Each takes the layer before it unless `from NAME` says another. Padding is `same` unless `valid`
 * is said. Convolutions are followed by batch normalisation, which is folded into them later. */
#ifndef MW_TRAIN_NETWORK_H
#define MW_TRAIN_NETWORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum mw_layer_kind {
    MW_LAYER_INPUT,
    MW_LAYER_CONV,
    MW_LAYER_DEPTHWISE,
    MW_LAYER_FC,
    MW_LAYER_ADD,
    MW_LAYER_MEAN,
    MW_LAYER_MAX_POOL,
    MW_LAYER_AVERAGE_POOL,
    MW_LAYER_DROPOUT
} mw_layer_kind;

typedef enum mw_activation { MW_LINEAR, MW_RELU, MW_RELU6 } mw_activation;

typedef struct mw_extent {
    uint32_t height, width;
} mw_extent;

typedef struct mw_layer {
    char name[24];
    mw_layer_kind kind;
    int from, other; /* layers that it takes; -1: none */
    mw_extent size;  /* of the output */
    uint32_t channels;
    mw_extent kernel, stride;
    mw_extent before, after; /* padding */
    bool valid;
    mw_activation activation;
    float dropout; /* share of numbers that are left out */
    /* Where its parameters stand among the network's. `normalised`: a scale a channel, too. */
    bool normalised;
    uint32_t weights, weight_count, shifts, scales;
} mw_layer;

enum { MW_LAYERS_MAX = 64, MW_NETWORK_FAULT_BYTES = 480 };

typedef struct mw_network {
    mw_layer layers[MW_LAYERS_MAX];
    int count;
    uint32_t parameters; /* of all layers */
    uint32_t classes;    /* of the last layer */
} mw_network;

/* Adds a layer; false with a line in fault that says what is wrong and what is allowed. */
bool mw_network_add(mw_network *network, const char *name, const char *text,
                    char fault[MW_NETWORK_FAULT_BYTES]);

/* Sets the classes and places all parameters; false where the last layer is no fc of that many. */
bool mw_network_finish(mw_network *network, uint32_t classes, char fault[MW_NETWORK_FAULT_BYTES]);

uint32_t mw_layer_elements(const mw_layer *layer);
bool mw_layer_has_weights(const mw_layer *layer);
uint64_t mw_network_macs(const mw_network *network);

/* Parameters that the model will have: weights and biases. */
uint32_t mw_network_weights(const mw_network *network);

#endif
