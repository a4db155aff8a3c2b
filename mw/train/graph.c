/* SPDX-License-Identifier: Apache-2.0
 *
 * Builds a network's forward and backward programs, layer by layer. See graph.h.
 *
 * A network over time alone (its width is 1 throughout) is given to oneDNN with time as the width:
 * the same bytes, but its kernels are fast along the width. */
#include "mw/train/graph.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mw/mw.h"

static const float epsilon = 1e-3F; /* added to variances */

static float *numbers(size_t count)
{
    float *memory = aligned_alloc(64, (count * sizeof(float) + 63) / 64 * 64);
    if (!memory) {
        exit(mw_error("the network does not fit into memory"));
    }
    memset(memory, 0, count * sizeof(float));
    return memory;
}

static bool is_normalised(const mw_graph *g, const mw_layer *layer)
{
    return g->form == MW_GRAPH_NORMALISED && layer->normalised;
}

/* The network's first layer has width 1, so every layer has. */
static bool is_over_time(const mw_graph *g)
{
    return g->network->layers[0].size.width == 1;
}

/* A pair of height and width as oneDNN gets it. */
static void put_pair(const mw_graph *g, mw_extent extent, dnnl_dim_t pair[2])
{
    pair[0] = is_over_time(g) ? extent.width : extent.height;
    pair[1] = is_over_time(g) ? extent.height : extent.width;
}

static dnnl_memory_desc_t describe_output(const mw_graph *g, const mw_layer *layer)
{
    dnnl_dims_t dims = {g->batch, layer->channels};
    put_pair(g, layer->size, dims + 2);
    return mw_dnn_describe(4, dims, dnnl_nhwc);
}

static dnnl_memory_desc_t describe_channels(const mw_layer *layer)
{
    dnnl_dims_t dims = {layer->channels};
    return mw_dnn_describe(1, dims, dnnl_a);
}

/* The filter: in the file's own order, or in the order that oneDNN likes best. */
static dnnl_memory_desc_t describe_filter(const mw_graph *g, const mw_layer *layer, bool any)
{
    const mw_layer *from = &g->network->layers[layer->from];
    if (layer->kind == MW_LAYER_DEPTHWISE) {
        dnnl_dims_t dims = {layer->channels, 1, 1};
        put_pair(g, layer->kernel, dims + 3);
        return mw_dnn_describe(5, dims, any ? dnnl_format_tag_any : dnnl_hwigo);
    }
    dnnl_dims_t dims = {layer->channels, from->channels};
    put_pair(g, layer->kind == MW_LAYER_FC ? from->size : layer->kernel, dims + 2);
    return mw_dnn_describe(4, dims, any ? dnnl_format_tag_any : dnnl_ohwi);
}

/* What the steps of one layer share while they are built. */
typedef struct builder {
    mw_graph *graph;
    const mw_layer *layer;
    mw_graph_node *node, *from;
    dnnl_memory_desc_t input, output, filter, filter_any, channels;
    dnnl_dims_t stride, before, after, kernel;
} builder;

static builder begin_layer(mw_graph *g, int index)
{
    const mw_layer *layer = &g->network->layers[index];
    builder b = {.graph = g, .layer = layer, .node = &g->nodes[index]};
    b.output = describe_output(g, layer);
    b.channels = describe_channels(layer);
    if (layer->from >= 0) {
        b.from = &g->nodes[layer->from];
        b.input = describe_output(g, &g->network->layers[layer->from]);
    }
    if (mw_layer_has_weights(layer)) {
        b.filter = describe_filter(g, layer, false);
        b.filter_any = describe_filter(g, layer, true);
    }
    put_pair(g, layer->stride, b.stride);
    put_pair(g, layer->kernel, b.kernel);
    put_pair(g, layer->before, b.before);
    put_pair(g, layer->after, b.after);
    return b;
}

static dnnl_primitive_desc_t realise(builder *b, const void *operation, dnnl_primitive_desc_t hint)
{
    dnnl_primitive_desc_t description = NULL;
    mw_dnn_check(
        dnnl_primitive_desc_create(&description, operation, NULL, b->graph->dnn.engine, hint),
        b->layer->name);
    return description;
}

/* Whether the layer's product with its weights gets a bias at once. */
static bool has_bias(const builder *b)
{
    return !is_normalised(b->graph, b->layer);
}

static dnnl_memory_t parameter_memory(builder *b, const dnnl_memory_desc_t *description,
                                      float *parameters, uint32_t offset)
{
    return mw_dnn_memory(&b->graph->dnn, description, parameters + offset);
}

/* Where the weights' product is written: raw before a normalisation. */
static dnnl_memory_t product_memory(const builder *b)
{
    return is_normalised(b->graph, b->layer) ? b->node->raw_memory : b->node->output_memory;
}

/* The forward product's description; also the hint for the backward ones. */
static dnnl_primitive_desc_t describe_product(builder *b)
{
    const dnnl_memory_desc_t *bias = has_bias(b) ? &b->channels : NULL;
    if (b->layer->kind == MW_LAYER_FC) {
        dnnl_inner_product_desc_t operation;
        dnnl_dims_t dims = {b->graph->batch, b->layer->channels};
        dnnl_memory_desc_t flat = mw_dnn_describe(2, dims, dnnl_ab);
        mw_dnn_check(dnnl_inner_product_forward_desc_init(&operation, dnnl_forward_training,
                                                          &b->input, &b->filter_any, bias, &flat),
                     b->layer->name);
        return realise(b, &operation, NULL);
    }
    dnnl_convolution_desc_t operation;
    mw_dnn_check(dnnl_convolution_forward_desc_init(
                     &operation, dnnl_forward_training, dnnl_convolution_direct, &b->input,
                     &b->filter_any, bias, &b->output, b->stride, b->before, b->after),
                 b->layer->name);
    return realise(b, &operation, NULL);
}

/* The filter in the order that a primitive wants, reordered each time the program runs. */
static dnnl_memory_t filter_for(builder *b, mw_dnn_program *program,
                                const_dnnl_primitive_desc_t description)
{
    mw_graph *g = b->graph;
    const dnnl_memory_desc_t *wanted =
        dnnl_primitive_desc_query_md(description, dnnl_query_weights_md, 0);
    dnnl_memory_t own = parameter_memory(b, &b->filter, g->parameters, b->layer->weights);
    if (dnnl_memory_desc_equal(wanted, &b->filter)) {
        return own;
    }
    dnnl_memory_t reordered = mw_dnn_memory(&g->dnn, wanted, NULL);
    mw_dnn_add_reorder(&g->dnn, program, own, reordered);
    return reordered;
}

static void add_product(builder *b)
{
    mw_graph *g = b->graph;
    dnnl_primitive_desc_t description = describe_product(b);
    dnnl_memory_t filter = filter_for(b, &g->forward, description);
    mw_dnn_step *step = mw_dnn_add(&g->forward, description);
    mw_dnn_argument(step, DNNL_ARG_SRC, b->from->output_memory);
    mw_dnn_argument(step, DNNL_ARG_WEIGHTS, filter);
    if (has_bias(b)) {
        mw_dnn_argument(step, DNNL_ARG_BIAS,
                        parameter_memory(b, &b->channels, g->parameters, b->layer->shifts));
    }
    mw_dnn_argument(step, DNNL_ARG_DST, product_memory(b));
}

static dnnl_primitive_desc_t describe_normalisation(builder *b)
{
    dnnl_batch_normalization_desc_t operation;
    mw_dnn_check(dnnl_batch_normalization_forward_desc_init(&operation, dnnl_forward_training,
                                                            &b->output, epsilon,
                                                            dnnl_use_scale | dnnl_use_shift),
                 b->layer->name);
    return realise(b, &operation, NULL);
}

static void add_normalisation(builder *b)
{
    mw_graph *g = b->graph;
    mw_graph_node *node = b->node;
    mw_dnn_step *step = mw_dnn_add(&g->forward, describe_normalisation(b));
    mw_dnn_argument(step, DNNL_ARG_SRC, node->raw_memory);
    mw_dnn_argument(step, DNNL_ARG_DST, node->output_memory);
    mw_dnn_argument(step, DNNL_ARG_MEAN, mw_dnn_memory(&g->dnn, &b->channels, node->mean));
    mw_dnn_argument(step, DNNL_ARG_VARIANCE, mw_dnn_memory(&g->dnn, &b->channels, node->variance));
    mw_dnn_argument(step, DNNL_ARG_SCALE,
                    parameter_memory(b, &b->channels, g->parameters, b->layer->scales));
    mw_dnn_argument(step, DNNL_ARG_SHIFT,
                    parameter_memory(b, &b->channels, g->parameters, b->layer->shifts));
}

static dnnl_alg_kind_t activation_kind(const mw_layer *layer)
{
    return layer->activation == MW_RELU ? dnnl_eltwise_relu_use_dst_for_bwd
                                        : dnnl_eltwise_clip_v2_use_dst_for_bwd;
}

static dnnl_primitive_desc_t describe_activation(builder *b)
{
    dnnl_eltwise_desc_t operation;
    float greatest = b->layer->activation == MW_RELU6 ? 6.0F : 0.0F;
    mw_dnn_check(dnnl_eltwise_forward_desc_init(&operation, dnnl_forward_training,
                                                activation_kind(b->layer), &b->output, 0.0F,
                                                greatest),
                 b->layer->name);
    return realise(b, &operation, NULL);
}

static void add_activation(builder *b)
{
    if (b->layer->activation != MW_LINEAR) {
        mw_dnn_step *step = mw_dnn_add(&b->graph->forward, describe_activation(b));
        mw_dnn_argument(step, DNNL_ARG_SRC, b->node->output_memory);
        mw_dnn_argument(step, DNNL_ARG_DST, b->node->output_memory);
    }
}

static dnnl_primitive_desc_t describe_pool(builder *b)
{
    dnnl_pooling_desc_t operation;
    const mw_layer *layer = b->layer;
    dnnl_alg_kind_t kind =
        layer->kind == MW_LAYER_MAX_POOL ? dnnl_pooling_max : dnnl_pooling_avg_exclude_padding;
    if (layer->kind == MW_LAYER_MEAN) {
        put_pair(b->graph, b->graph->network->layers[layer->from].size, b->kernel);
        b->stride[0] = b->stride[1] = 1;
    }
    mw_dnn_check(dnnl_pooling_forward_desc_init(&operation, dnnl_forward_training, kind, &b->input,
                                                &b->output, b->stride, b->kernel, b->before,
                                                b->after),
                 layer->name);
    return realise(b, &operation, NULL);
}

/* A pool, and for a greatest number the memory in which it remembers where that was. */
static void add_pool(builder *b)
{
    mw_graph *g = b->graph;
    dnnl_primitive_desc_t description = describe_pool(b);
    const dnnl_memory_desc_t *workspace =
        dnnl_primitive_desc_query_md(description, dnnl_query_workspace_md, 0);
    if (dnnl_memory_desc_get_size(workspace) > 0) {
        b->node->spare_memory = mw_dnn_memory(&g->dnn, workspace, NULL);
    }
    mw_dnn_step *step = mw_dnn_add(&g->forward, description);
    mw_dnn_argument(step, DNNL_ARG_SRC, b->from->output_memory);
    mw_dnn_argument(step, DNNL_ARG_DST, b->node->output_memory);
    if (b->node->spare_memory) {
        mw_dnn_argument(step, DNNL_ARG_WORKSPACE, b->node->spare_memory);
    }
}

static void add_dropout(builder *b)
{
    mw_graph *g = b->graph;
    if (g->form == MW_GRAPH_FOLDED) {
        mw_dnn_add_reorder(&g->dnn, &g->forward, b->from->output_memory, b->node->output_memory);
        return;
    }
    b->node->mask = numbers((size_t)g->batch * mw_layer_elements(b->layer));
    b->node->spare_memory = mw_dnn_memory(&g->dnn, &b->output, b->node->mask);
    mw_dnn_add_product(&g->dnn, &g->forward, b->from->output_memory, b->node->spare_memory,
                       b->node->output_memory);
}

static void build_forward(mw_graph *g, int index)
{
    builder b = begin_layer(g, index);
    switch (b.layer->kind) {
    case MW_LAYER_INPUT:
        return;
    case MW_LAYER_CONV:
    case MW_LAYER_DEPTHWISE:
    case MW_LAYER_FC:
        add_product(&b);
        if (is_normalised(g, b.layer)) {
            add_normalisation(&b);
        }
        break;
    case MW_LAYER_ADD:
        mw_dnn_add_reorder(&g->dnn, &g->forward, b.from->output_memory, b.node->output_memory);
        mw_dnn_add_sum(&g->dnn, &g->forward, b.node->output_memory,
                       g->nodes[b.layer->other].output_memory);
        break;
    case MW_LAYER_MEAN:
    case MW_LAYER_MAX_POOL:
    case MW_LAYER_AVERAGE_POOL:
        add_pool(&b);
        break;
    case MW_LAYER_DROPOUT:
        add_dropout(&b);
        break;
    }
    add_activation(&b);
}

/* Where a gradient by a layer's output is to be written: at once where it is the first one, else
 * aside, to be added by end_gradient. */
static dnnl_memory_t begin_gradient(mw_graph *g, mw_graph_node *to,
                                    const dnnl_memory_desc_t *description)
{
    return to->has_gradient ? mw_dnn_memory(&g->dnn, description, g->spare) : to->gradient_memory;
}

static void end_gradient(mw_graph *g, mw_graph_node *to, dnnl_memory_t written)
{
    if (to->has_gradient) {
        mw_dnn_add_sum(&g->dnn, &g->backward, to->gradient_memory, written);
    }
    to->has_gradient = true;
}

static void pass_gradient(mw_graph *g, mw_graph_node *to, dnnl_memory_t gradient)
{
    if (to->has_gradient) {
        mw_dnn_add_sum(&g->dnn, &g->backward, to->gradient_memory, gradient);
    } else {
        mw_dnn_add_reorder(&g->dnn, &g->backward, gradient, to->gradient_memory);
    }
    to->has_gradient = true;
}

static void add_activation_backward(builder *b)
{
    if (b->layer->activation == MW_LINEAR) {
        return;
    }
    dnnl_eltwise_desc_t operation;
    float greatest = b->layer->activation == MW_RELU6 ? 6.0F : 0.0F;
    dnnl_primitive_desc_t hint = describe_activation(b);
    mw_dnn_check(dnnl_eltwise_backward_desc_init(&operation, activation_kind(b->layer), &b->output,
                                                 &b->output, 0.0F, greatest),
                 b->layer->name);
    mw_dnn_step *step = mw_dnn_add(&b->graph->backward, realise(b, &operation, hint));
    mw_dnn_argument(step, DNNL_ARG_DST, b->node->output_memory);
    mw_dnn_argument(step, DNNL_ARG_DIFF_DST, b->node->gradient_memory);
    mw_dnn_argument(step, DNNL_ARG_DIFF_SRC, b->node->gradient_memory);
    dnnl_primitive_desc_destroy(hint);
}

/* The gradient by raw takes the place of the one by the output. */
static void add_normalisation_backward(builder *b)
{
    mw_graph *g = b->graph;
    dnnl_batch_normalization_desc_t operation;
    dnnl_primitive_desc_t hint = describe_normalisation(b);
    mw_dnn_check(dnnl_batch_normalization_backward_desc_init(&operation, dnnl_backward, &b->output,
                                                             &b->output, epsilon,
                                                             dnnl_use_scale | dnnl_use_shift),
                 b->layer->name);
    mw_dnn_step *step = mw_dnn_add(&g->backward, realise(b, &operation, hint));
    mw_dnn_argument(step, DNNL_ARG_SRC, b->node->raw_memory);
    mw_dnn_argument(step, DNNL_ARG_MEAN, mw_dnn_memory(&g->dnn, &b->channels, b->node->mean));
    mw_dnn_argument(step, DNNL_ARG_VARIANCE,
                    mw_dnn_memory(&g->dnn, &b->channels, b->node->variance));
    mw_dnn_argument(step, DNNL_ARG_SCALE,
                    parameter_memory(b, &b->channels, g->parameters, b->layer->scales));
    mw_dnn_argument(step, DNNL_ARG_SHIFT,
                    parameter_memory(b, &b->channels, g->parameters, b->layer->shifts));
    mw_dnn_argument(step, DNNL_ARG_DIFF_DST, b->node->gradient_memory);
    mw_dnn_argument(step, DNNL_ARG_DIFF_SRC, b->node->gradient_memory);
    mw_dnn_argument(step, DNNL_ARG_DIFF_SCALE,
                    parameter_memory(b, &b->channels, g->gradients, b->layer->scales));
    mw_dnn_argument(step, DNNL_ARG_DIFF_SHIFT,
                    parameter_memory(b, &b->channels, g->gradients, b->layer->shifts));
    dnnl_primitive_desc_destroy(hint);
}

static dnnl_primitive_desc_t describe_product_by_weights(builder *b, dnnl_primitive_desc_t hint)
{
    const dnnl_memory_desc_t *bias = has_bias(b) ? &b->channels : NULL;
    if (b->layer->kind == MW_LAYER_FC) {
        dnnl_inner_product_desc_t operation;
        dnnl_dims_t dims = {b->graph->batch, b->layer->channels};
        dnnl_memory_desc_t flat = mw_dnn_describe(2, dims, dnnl_ab);
        mw_dnn_check(dnnl_inner_product_backward_weights_desc_init(&operation, &b->input,
                                                                   &b->filter_any, bias, &flat),
                     b->layer->name);
        return realise(b, &operation, hint);
    }
    dnnl_convolution_desc_t operation;
    mw_dnn_check(dnnl_convolution_backward_weights_desc_init(
                     &operation, dnnl_convolution_direct, &b->input, &b->filter_any, bias,
                     &b->output, b->stride, b->before, b->after),
                 b->layer->name);
    return realise(b, &operation, hint);
}

static dnnl_primitive_desc_t describe_product_by_input(builder *b, dnnl_primitive_desc_t hint)
{
    if (b->layer->kind == MW_LAYER_FC) {
        dnnl_inner_product_desc_t operation;
        dnnl_dims_t dims = {b->graph->batch, b->layer->channels};
        dnnl_memory_desc_t flat = mw_dnn_describe(2, dims, dnnl_ab);
        mw_dnn_check(dnnl_inner_product_backward_data_desc_init(&operation, &b->input,
                                                                &b->filter_any, &flat),
                     b->layer->name);
        return realise(b, &operation, hint);
    }
    dnnl_convolution_desc_t operation;
    mw_dnn_check(dnnl_convolution_backward_data_desc_init(&operation, dnnl_convolution_direct,
                                                          &b->input, &b->filter_any, &b->output,
                                                          b->stride, b->before, b->after),
                 b->layer->name);
    return realise(b, &operation, hint);
}

static void add_product_by_weights(builder *b, dnnl_primitive_desc_t hint)
{
    mw_graph *g = b->graph;
    dnnl_primitive_desc_t description = describe_product_by_weights(b, hint);
    const dnnl_memory_desc_t *wanted =
        dnnl_primitive_desc_query_md(description, dnnl_query_diff_weights_md, 0);
    dnnl_memory_t own = parameter_memory(b, &b->filter, g->gradients, b->layer->weights);
    bool same = dnnl_memory_desc_equal(wanted, &b->filter);
    dnnl_memory_t filter = same ? own : mw_dnn_memory(&g->dnn, wanted, NULL);
    mw_dnn_step *step = mw_dnn_add(&g->backward, description);
    mw_dnn_argument(step, DNNL_ARG_SRC, b->from->output_memory);
    mw_dnn_argument(step, DNNL_ARG_DIFF_DST, b->node->gradient_memory);
    mw_dnn_argument(step, DNNL_ARG_DIFF_WEIGHTS, filter);
    if (has_bias(b)) {
        mw_dnn_argument(step, DNNL_ARG_DIFF_BIAS,
                        parameter_memory(b, &b->channels, g->gradients, b->layer->shifts));
    }
    if (!same) {
        mw_dnn_add_reorder(&g->dnn, &g->backward, filter, own);
    }
}

static void add_product_backward(builder *b)
{
    mw_graph *g = b->graph;
    dnnl_primitive_desc_t hint = describe_product(b);
    add_product_by_weights(b, hint);
    if (b->layer->from > 0) { /* nobody needs the gradient by the network's input */
        dnnl_primitive_desc_t description = describe_product_by_input(b, hint);
        dnnl_memory_t filter = filter_for(b, &g->backward, description);
        dnnl_memory_t gradient = begin_gradient(g, b->from, &b->input);
        mw_dnn_step *step = mw_dnn_add(&g->backward, description);
        mw_dnn_argument(step, DNNL_ARG_DIFF_DST, b->node->gradient_memory);
        mw_dnn_argument(step, DNNL_ARG_WEIGHTS, filter);
        mw_dnn_argument(step, DNNL_ARG_DIFF_SRC, gradient);
        end_gradient(g, b->from, gradient);
    }
    dnnl_primitive_desc_destroy(hint);
}

static void add_pool_backward(builder *b)
{
    mw_graph *g = b->graph;
    dnnl_pooling_desc_t operation;
    dnnl_primitive_desc_t hint = describe_pool(b);
    dnnl_alg_kind_t kind =
        b->layer->kind == MW_LAYER_MAX_POOL ? dnnl_pooling_max : dnnl_pooling_avg_exclude_padding;
    mw_dnn_check(dnnl_pooling_backward_desc_init(&operation, kind, &b->input, &b->output, b->stride,
                                                 b->kernel, b->before, b->after),
                 b->layer->name);
    dnnl_memory_t gradient = begin_gradient(g, b->from, &b->input);
    mw_dnn_step *step = mw_dnn_add(&g->backward, realise(b, &operation, hint));
    mw_dnn_argument(step, DNNL_ARG_DIFF_DST, b->node->gradient_memory);
    mw_dnn_argument(step, DNNL_ARG_DIFF_SRC, gradient);
    if (b->node->spare_memory) {
        mw_dnn_argument(step, DNNL_ARG_WORKSPACE, b->node->spare_memory);
    }
    end_gradient(g, b->from, gradient);
    dnnl_primitive_desc_destroy(hint);
}

static void build_backward(mw_graph *g, int index)
{
    builder b = begin_layer(g, index);
    if (!b.node->has_gradient) {
        return; /* nothing of the loss depends on it */
    }
    add_activation_backward(&b);
    switch (b.layer->kind) {
    case MW_LAYER_INPUT:
        break;
    case MW_LAYER_CONV:
    case MW_LAYER_DEPTHWISE:
    case MW_LAYER_FC:
        if (is_normalised(g, b.layer)) {
            add_normalisation_backward(&b);
        }
        add_product_backward(&b);
        break;
    case MW_LAYER_ADD:
        pass_gradient(g, b.from, b.node->gradient_memory);
        pass_gradient(g, &g->nodes[b.layer->other], b.node->gradient_memory);
        break;
    case MW_LAYER_MEAN:
    case MW_LAYER_MAX_POOL:
    case MW_LAYER_AVERAGE_POOL:
        add_pool_backward(&b);
        break;
    case MW_LAYER_DROPOUT:
        if (b.node->mask) {
            mw_dnn_add_product(&g->dnn, &g->backward, b.node->gradient_memory, b.node->spare_memory,
                               b.node->gradient_memory);
        }
        pass_gradient(g, b.from, b.node->gradient_memory);
        break;
    }
}

static void open_node(mw_graph *g, int index)
{
    const mw_layer *layer = &g->network->layers[index];
    mw_graph_node *node = &g->nodes[index];
    size_t count = (size_t)g->batch * mw_layer_elements(layer);
    bool fc = layer->kind == MW_LAYER_FC;
    dnnl_dims_t flat = {g->batch, layer->channels};
    dnnl_memory_desc_t description =
        fc ? mw_dnn_describe(2, flat, dnnl_ab) : describe_output(g, layer);
    node->output = numbers(count);
    node->gradient = numbers(count);
    node->output_memory = mw_dnn_memory(&g->dnn, &description, node->output);
    node->gradient_memory = mw_dnn_memory(&g->dnn, &description, node->gradient);
    if (is_normalised(g, layer) && mw_layer_has_weights(layer)) {
        node->raw = numbers(count);
        node->raw_memory = mw_dnn_memory(&g->dnn, &description, node->raw);
        node->mean = numbers(layer->channels);
        node->variance = numbers(layer->channels);
        node->running_mean = g->statistics + mw_graph_statistic(g->network, index);
        node->running_variance = node->running_mean + layer->channels;
    }
}

void mw_graph_open(mw_graph *graph, const mw_network *network, mw_graph_form form, uint32_t batch)
{
    *graph = (mw_graph){.network = network, .form = form, .batch = batch};
    mw_dnn_open(&graph->dnn);
    graph->parameters = numbers(network->parameters);
    graph->gradients = numbers(network->parameters);
    graph->statistic_count = mw_graph_statistic_count(network);
    graph->statistics = numbers(graph->statistic_count);
    size_t most = 0;
    for (int i = 0; i < network->count; i++) {
        size_t elements = mw_layer_elements(&network->layers[i]);
        most = elements > most ? elements : most;
        open_node(graph, i);
    }
    graph->spare = numbers(most * batch);
    for (int i = 0; i < network->count; i++) {
        build_forward(graph, i);
    }
    graph->nodes[network->count - 1].has_gradient = true;
    for (int i = network->count - 1; i > 0; i--) {
        build_backward(graph, i);
    }
}

void mw_graph_close(mw_graph *graph)
{
    for (int i = 0; i < graph->network->count; i++) {
        mw_graph_node *node = &graph->nodes[i];
        free(node->output);
        free(node->gradient);
        free(node->mask);
        free(node->raw);
        free(node->mean);
        free(node->variance);
    }
    mw_dnn_program_free(&graph->forward);
    mw_dnn_program_free(&graph->backward);
    mw_dnn_close(&graph->dnn);
    free(graph->parameters);
    free(graph->gradients);
    free(graph->statistics);
    free(graph->spare);
    *graph = (mw_graph){0};
}

float *mw_graph_input(mw_graph *graph)
{
    return graph->nodes[0].output;
}

float *mw_graph_scores(mw_graph *graph)
{
    return graph->nodes[graph->network->count - 1].output;
}

float *mw_graph_score_gradients(mw_graph *graph)
{
    return graph->nodes[graph->network->count - 1].gradient;
}

void mw_graph_forward(mw_graph *graph)
{
    mw_dnn_run(&graph->dnn, &graph->forward);
}

void mw_graph_backward(mw_graph *graph)
{
    mw_dnn_run(&graph->dnn, &graph->backward);
}

void mw_graph_track(mw_graph *graph, float keep)
{
    for (int i = 0; i < graph->network->count; i++) {
        mw_graph_node *node = &graph->nodes[i];
        for (uint32_t c = 0; node->mean && c < graph->network->layers[i].channels; c++) {
            node->running_mean[c] += (1.0F - keep) * (node->mean[c] - node->running_mean[c]);
            node->running_variance[c] +=
                (1.0F - keep) * (node->variance[c] - node->running_variance[c]);
        }
    }
}

uint32_t mw_graph_statistic(const mw_network *network, int layer)
{
    uint32_t offset = 0;
    for (int i = 0; i < layer; i++) {
        const mw_layer *before = &network->layers[i];
        offset += before->normalised ? 2 * before->channels : 0;
    }
    return offset;
}

uint32_t mw_graph_statistic_count(const mw_network *network)
{
    return mw_graph_statistic(network, network->count);
}

/* Channel of weight number index: last in a depthwise filter, first in the others. */
static uint32_t channel_of(const mw_layer *layer, uint32_t index)
{
    return layer->kind == MW_LAYER_DEPTHWISE ? index % layer->channels
                                             : index / (layer->weight_count / layer->channels);
}

void mw_graph_fold(const mw_network *network, const float *parameters, const float *statistics,
                   float *folded)
{
    memcpy(folded, parameters, network->parameters * sizeof *folded);
    for (int i = 0; i < network->count; i++) {
        const mw_layer *layer = &network->layers[i];
        if (!layer->normalised) {
            continue;
        }
        const float *mean = statistics + mw_graph_statistic(network, i);
        const float *variance = mean + layer->channels;
        for (uint32_t w = 0; w < layer->weight_count; w++) {
            uint32_t c = channel_of(layer, w);
            folded[layer->weights + w] *=
                parameters[layer->scales + c] / sqrtf(variance[c] + epsilon);
        }
        for (uint32_t c = 0; c < layer->channels; c++) {
            float factor = parameters[layer->scales + c] / sqrtf(variance[c] + epsilon);
            folded[layer->shifts + c] = parameters[layer->shifts + c] - mean[c] * factor;
            folded[layer->scales + c] = 1.0F;
        }
    }
}
