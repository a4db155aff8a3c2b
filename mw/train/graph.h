/* SPDX-License-Identifier: Apache-2.0
 *
 * A network that computes: a batch of windows forward, gradients backward, by oneDNN.
 *
 * Two forms of one network, over parameters of one layout (network.h):
 *     normalised   as it is trained: convolution, batch normalisation over the batch, activation
 *     folded       as the chip will have it: a convolution with a bias, activation
 * mw_graph_fold turns the parameters of the first form into those of the second.
 *
 * All tensors are float32, [batch][height][width][channels], as in a .tflite file; so are the
 * weights. oneDNN chooses formats of its own for weights where it likes, and they are reordered. */
#ifndef MW_TRAIN_GRAPH_H
#define MW_TRAIN_GRAPH_H

#include "mw/train/dnn.h"
#include "mw/train/network.h"

typedef enum mw_graph_form { MW_GRAPH_NORMALISED, MW_GRAPH_FOLDED } mw_graph_form;

typedef struct mw_graph_node {
    float *output, *gradient; /* [batch][elements]; gradient: of the loss by the output */
    float *mask;              /* dropout: what each number is multiplied by; else NULL */
    float *raw;               /* before the normalisation; NULL where there is none */
    float *mean, *variance;   /* [channels] of this batch, of raw */
    float *running_mean, *running_variance; /* [channels] over many batches: in statistics */
    dnnl_memory_t output_memory, gradient_memory, raw_memory, spare_memory;
    bool has_gradient; /* while the backward program is built: something was written there */
} mw_graph_node;

typedef struct mw_graph {
    const mw_network *network;
    mw_graph_form form;
    uint32_t batch;
    mw_dnn dnn;
    float *parameters, *gradients; /* [network->parameters] */
    float *statistics;             /* running means and variances of all layers */
    uint32_t statistic_count;
    float *spare; /* a gradient on its way */
    mw_graph_node nodes[MW_LAYERS_MAX];
    mw_dnn_program forward, backward;
} mw_graph;

void mw_graph_open(mw_graph *graph, const mw_network *network, mw_graph_form form, uint32_t batch);
void mw_graph_close(mw_graph *graph);

/* The input of the batch, and the scores (before softmax) and their gradient, of the last layer. */
float *mw_graph_input(mw_graph *graph);
float *mw_graph_scores(mw_graph *graph);
float *mw_graph_score_gradients(mw_graph *graph);

void mw_graph_forward(mw_graph *graph);
void mw_graph_backward(mw_graph *graph); /* of all outputs and the scores' gradient */

/* After a forward run: the running statistics move towards the batch's, by 1 - keep. */
void mw_graph_track(mw_graph *graph, float keep);

/* Parameters and statistics of the normalised form -> parameters of the folded form. */
void mw_graph_fold(const mw_network *network, const float *parameters, const float *statistics,
                   float *folded);

/* Where a layer's running mean stands among the statistics (its variance follows); and how many
 * statistics there are. */
uint32_t mw_graph_statistic(const mw_network *network, int layer);
uint32_t mw_graph_statistic_count(const mw_network *network);

#endif
