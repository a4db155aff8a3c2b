/* SPDX-License-Identifier: Apache-2.0
 *
 * From a trained network to a model: float32 parameters and the ranges of what each layer puts out
 * become 8-bit integers and their scales, and these a .tflite file. chip.h runs it.
 *
 * real = scale * (number - zero_point). Weights have a scale a channel (a fully connected layer
 * one), and 0 stands for 0; what a layer puts out has one scale, so that its range just fits
 * (Jacob et al., "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-
 * Only Inference", arXiv 1712.05877). */
#ifndef MW_TRAIN_QUANTISE_H
#define MW_TRAIN_QUANTISE_H

#include "mw/labels.h"
#include "mw/model_events.h"
#include "mw/sound/frames.h"
#include "mw/train/network.h"

/* A feature of -128 is 0, one of 127 a little less than 8. */
#define MW_FEATURE_SCALE 0.03125F
enum { MW_FEATURE_ZERO_POINT = -128 };

/* What a layer puts out, seen over many clips. */
typedef struct mw_range {
    float least, greatest;
} mw_range;

typedef struct mw_scale {
    float scale;
    int32_t zero_point;
} mw_scale;

typedef struct mw_quantised {
    const mw_network *network;
    uint8_t *bytes; /* the file */
    size_t size;
    mw_scale scales[MW_LAYERS_MAX];       /* of each layer's output */
    int operator_of_layer[MW_LAYERS_MAX]; /* -1: none computes it */
    float
        *parameters; /* the folded ones, rounded as the model has them; as network.h places them */
} mw_quantised;

/* Makes the model of folded parameters. */
void mw_quantise(const mw_network *network, const float *folded, const mw_range *ranges,
                 const mw_labels *labels, const mw_ear *ear, const mw_model_events *events,
                 mw_quantised *quantised);
void mw_quantised_free(mw_quantised *quantised);

#endif
