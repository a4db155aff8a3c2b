/* SPDX-License-Identifier: Apache-2.0
 *
 * A network's parameters as 8-bit integers, and the file. See quantise.h. */
#include "mw/train/quantise.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "milliwatt/front_end.h"
#include "milliwatt/model.h"
#include "mw/mw.h"
#include "mw/tflite/model_writer.h"

enum { TENSORS_MAX = 4 * MW_LAYERS_MAX, OPERATORS_MAX = MW_LAYERS_MAX + 1, TEXT_BYTES = 4096 };

static const int32_t mean_axes[2] = {1, 2};
static const float softmax_scale = 1.0F / 256.0F;

/* A model being put together. Tensors and operators refer to memory that is freed at the end. */
typedef struct maker {
    mw_quantised *q;
    const float *folded;
    mw_tflite_tensor tensors[TENSORS_MAX];
    mw_tflite_operator operators[OPERATORS_MAX];
    size_t tensor_count, operator_count;
    uint32_t tensor_of_layer[MW_LAYERS_MAX];
    void *memories[TENSORS_MAX * 2];
    size_t memory_count;
} maker;

static void *reserve(maker *m, size_t bytes)
{
    void *memory = calloc(1, bytes + 1);
    if (!memory) {
        exit(mw_error("the model does not fit into memory"));
    }
    m->memories[m->memory_count++] = memory;
    return memory;
}

static uint32_t add_tensor(maker *m, mw_tflite_tensor tensor)
{
    m->tensors[m->tensor_count] = tensor;
    return (uint32_t)m->tensor_count++;
}

static mw_scale scale_of(const mw_layer *layer, mw_range range)
{
    float least = layer->activation == MW_LINEAR ? fminf(range.least, 0.0F) : 0.0F;
    float greatest = fmaxf(range.greatest, least + 1e-3F);
    if (layer->activation == MW_RELU6) {
        greatest = fminf(greatest, 6.0F);
    }
    float scale = (fmaxf(greatest, 0.0F) - least) / 255.0F;
    return (mw_scale){scale, (int32_t)lrintf(-128.0F - least / scale)};
}

/* Which layers put out numbers of their input's scale: their numbers are some of those. */
static bool keeps_scale(const mw_layer *layer)
{
    return layer->kind == MW_LAYER_MAX_POOL || layer->kind == MW_LAYER_AVERAGE_POOL ||
           layer->kind == MW_LAYER_DROPOUT;
}

static void find_scales(mw_quantised *q, const mw_range *ranges)
{
    for (int i = 0; i < q->network->count; i++) {
        const mw_layer *layer = &q->network->layers[i];
        q->scales[i] = layer->kind == MW_LAYER_INPUT
                           ? (mw_scale){MW_FEATURE_SCALE, MW_FEATURE_ZERO_POINT}
                       : keeps_scale(layer) ? q->scales[layer->from]
                                            : scale_of(layer, ranges[i]);
    }
}

static uint32_t add_output(maker *m, int index)
{
    const mw_layer *layer = &m->q->network->layers[index];
    const mw_scale *scale = &m->q->scales[index];
    mw_tflite_tensor tensor = {.type = MW_INT8,
                               .scales = &scale->scale,
                               .scale_count = 1,
                               .zero_point = scale->zero_point};
    if (layer->kind == MW_LAYER_FC || layer->kind == MW_LAYER_MEAN) {
        tensor.rank = 2;
        tensor.dims[0] = 1;
        tensor.dims[1] = (int32_t)layer->channels;
    } else {
        tensor.rank = 4;
        tensor.dims[0] = 1;
        tensor.dims[1] = (int32_t)layer->size.height;
        tensor.dims[2] = (int32_t)layer->size.width;
        tensor.dims[3] = (int32_t)layer->channels;
    }
    return m->tensor_of_layer[index] = add_tensor(m, tensor);
}

/* Channel of a weight: network.h's and the file's order are the same. */
static uint32_t channel_of(const mw_layer *layer, uint32_t weight)
{
    return layer->kind == MW_LAYER_DEPTHWISE ? weight % layer->channels
                                             : weight / (layer->weight_count / layer->channels);
}

static float *find_weight_scales(maker *m, const mw_layer *layer)
{
    float *scales = reserve(m, layer->channels * sizeof *scales);
    float greatest = 0;
    for (uint32_t w = 0; w < layer->weight_count; w++) {
        float size = fabsf(m->folded[layer->weights + w]);
        float *scale = &scales[channel_of(layer, w)];
        *scale = fmaxf(*scale, size / 127.0F);
        greatest = fmaxf(greatest, size / 127.0F);
    }
    for (uint32_t c = 0; c < layer->channels; c++) {
        bool one = layer->kind == MW_LAYER_FC;
        scales[c] = fmaxf(one ? greatest : scales[c], 1e-8F);
    }
    return scales;
}

static void put_shape(const mw_layer *layer, const mw_layer *from, mw_tflite_tensor *filter)
{
    bool depthwise = layer->kind == MW_LAYER_DEPTHWISE;
    if (layer->kind == MW_LAYER_FC) {
        filter->rank = 2;
        filter->dims[0] = (int32_t)layer->channels;
        filter->dims[1] = (int32_t)mw_layer_elements(from);
        return;
    }
    filter->rank = 4;
    filter->dims[0] = depthwise ? 1 : (int32_t)layer->channels;
    filter->dims[1] = (int32_t)layer->kernel.height;
    filter->dims[2] = (int32_t)layer->kernel.width;
    filter->dims[3] = (int32_t)from->channels; /* a depthwise one has as many itself */
    filter->scaled_dimension = depthwise ? 3 : 0;
}

static uint32_t add_filter(maker *m, const mw_layer *layer, const float *scales)
{
    const mw_layer *from = &m->q->network->layers[layer->from];
    int8_t *numbers = reserve(m, layer->weight_count);
    for (uint32_t w = 0; w < layer->weight_count; w++) {
        float scale = scales[channel_of(layer, w)];
        float number = rintf(m->folded[layer->weights + w] / scale);
        numbers[w] = (int8_t)fmaxf(fminf(number, 127.0F), -127.0F);
        m->q->parameters[layer->weights + w] = (float)numbers[w] * scale;
    }
    mw_tflite_tensor filter = {.type = MW_INT8,
                               .data = numbers,
                               .data_bytes = layer->weight_count,
                               .scales = scales,
                               .scale_count = layer->kind == MW_LAYER_FC ? 1 : layer->channels};
    put_shape(layer, from, &filter);
    return add_tensor(m, filter);
}

static uint32_t add_bias(maker *m, const mw_layer *layer, const float *scales)
{
    float input_scale = m->q->scales[layer->from].scale;
    int32_t *numbers = reserve(m, layer->channels * sizeof *numbers);
    float *bias_scales = reserve(m, layer->channels * sizeof *bias_scales);
    for (uint32_t c = 0; c < layer->channels; c++) {
        bias_scales[c] = input_scale * scales[c];
        double number = rint((double)m->folded[layer->shifts + c] / (double)bias_scales[c]);
        numbers[c] = (int32_t)fmax(fmin(number, 1e9), -1e9);
        m->q->parameters[layer->shifts + c] = (float)(numbers[c] * (double)bias_scales[c]);
    }
    mw_tflite_tensor bias = {.type = MW_INT32,
                             .rank = 1,
                             .dims = {(int32_t)layer->channels},
                             .data = numbers,
                             .data_bytes = layer->channels * sizeof *numbers};
    if (layer->kind == MW_LAYER_FC) { /* readers of convolutions do not look at it: bytes saved */
        bias.scales = bias_scales;
        bias.scale_count = 1;
    }
    return add_tensor(m, bias);
}

static mw_tflite_code code_of(mw_layer_kind kind)
{
    switch (kind) {
    case MW_LAYER_CONV:
        return MW_TFLITE_CONV_2D;
    case MW_LAYER_DEPTHWISE:
        return MW_TFLITE_DEPTHWISE_CONV_2D;
    case MW_LAYER_FC:
        return MW_TFLITE_FULLY_CONNECTED;
    case MW_LAYER_MEAN:
        return MW_TFLITE_MEAN;
    case MW_LAYER_MAX_POOL:
        return MW_TFLITE_MAX_POOL_2D;
    case MW_LAYER_AVERAGE_POOL:
        return MW_TFLITE_AVERAGE_POOL_2D;
    case MW_LAYER_ADD:
    case MW_LAYER_INPUT:
    case MW_LAYER_DROPOUT:
        break;
    }
    return MW_TFLITE_ADD;
}

static void add_layer(maker *m, int index)
{
    const mw_layer *layer = &m->q->network->layers[index];
    m->q->operator_of_layer[index] = -1;
    if (layer->kind == MW_LAYER_INPUT) {
        add_output(m, index);
        return;
    }
    if (layer->kind == MW_LAYER_DROPOUT) {
        m->tensor_of_layer[index] = m->tensor_of_layer[layer->from];
        return;
    }
    mw_tflite_operator o = {.code = code_of(layer->kind),
                            .inputs = {m->tensor_of_layer[layer->from]},
                            .input_count = 1,
                            .padding = layer->valid ? MW_TFLITE_VALID : MW_TFLITE_SAME,
                            .activation = layer->activation == MW_RELU    ? MW_TFLITE_RELU
                                          : layer->activation == MW_RELU6 ? MW_TFLITE_RELU6
                                                                          : MW_TFLITE_NO_ACTIVATION,
                            .stride_height = layer->stride.height,
                            .stride_width = layer->stride.width,
                            .filter_height = layer->kernel.height,
                            .filter_width = layer->kernel.width};
    if (mw_layer_has_weights(layer)) {
        const float *scales = find_weight_scales(m, layer);
        o.inputs[1] = add_filter(m, layer, scales);
        o.inputs[2] = add_bias(m, layer, scales);
        o.input_count = 3;
    } else if (layer->kind == MW_LAYER_ADD) {
        o.inputs[1] = m->tensor_of_layer[layer->other];
        o.input_count = 2;
    } else if (layer->kind == MW_LAYER_MEAN) {
        o.inputs[1] = add_tensor(m, (mw_tflite_tensor){.type = MW_INT32,
                                                       .rank = 1,
                                                       .dims = {2},
                                                       .data = mean_axes,
                                                       .data_bytes = sizeof mean_axes});
        o.input_count = 2;
    }
    o.output = add_output(m, index);
    m->q->operator_of_layer[index] = (int)m->operator_count;
    m->operators[m->operator_count++] = o;
}

static uint32_t add_softmax(maker *m)
{
    int last = m->q->network->count - 1;
    mw_tflite_tensor shares = m->tensors[m->tensor_of_layer[last]];
    shares.scales = &softmax_scale;
    shares.zero_point = -128;
    uint32_t output = add_tensor(m, shares);
    m->operators[m->operator_count++] = (mw_tflite_operator){.code = MW_TFLITE_SOFTMAX,
                                                             .inputs = {m->tensor_of_layer[last]},
                                                             .input_count = 1,
                                                             .output = output};
    return output;
}

static void write_texts(const mw_quantised *q, const mw_labels *labels, const mw_ear *ear,
                        const mw_model_events *events, char *names, char *front_end,
                        char *event_text)
{
    size_t length = 0;
    for (uint32_t i = 0; i < labels->count && length < TEXT_BYTES; i++) {
        length += (size_t)snprintf(names + length, TEXT_BYTES - length, "%s\n", labels->names[i]);
    }
    snprintf(front_end, TEXT_BYTES, "rules=%s\nhop_ms=%u\nframes=%u\nfeatures=%d\n",
             ear->rules_name, ear->hop_ms, q->network->layers[0].size.height, MW_FRAME_FEATURES);
    snprintf(event_text, TEXT_BYTES, "threshold=%u\naverage_ms=%u\nsuppression_ms=%u\n",
             events->threshold, events->average_ms, events->suppression_ms);
}

void mw_quantise(const mw_network *network, const float *folded, const mw_range *ranges,
                 const mw_labels *labels, const mw_ear *ear, const mw_model_events *events,
                 mw_quantised *quantised)
{
    *quantised = (mw_quantised){.network = network};
    maker *m = calloc(1, sizeof *m);
    quantised->parameters = malloc(network->parameters * sizeof(float));
    if (!m || !quantised->parameters) {
        exit(mw_error("the model does not fit into memory"));
    }
    m->q = quantised;
    m->folded = folded;
    memcpy(quantised->parameters, folded, network->parameters * sizeof(float));
    find_scales(quantised, ranges);
    for (int i = 0; i < network->count; i++) {
        add_layer(m, i);
    }
    uint32_t output = add_softmax(m);
    char *names = reserve(m, TEXT_BYTES);
    char *front_end = reserve(m, TEXT_BYTES);
    char *event_text = reserve(m, TEXT_BYTES);
    write_texts(quantised, labels, ear, events, names, front_end, event_text);
    const mw_tflite_metadata metadata[] = {
        {MW_METADATA_LABELS, names, strlen(names)},
        {MW_METADATA_FRONT_END, front_end, strlen(front_end)},
        {MW_METADATA_EVENTS, event_text, strlen(event_text)},
    };
    mw_tflite_write(&(mw_tflite_model){.tensors = m->tensors,
                                       .tensor_count = m->tensor_count,
                                       .operators = m->operators,
                                       .operator_count = m->operator_count,
                                       .input = m->tensor_of_layer[0],
                                       .output = output,
                                       .metadata = metadata,
                                       .metadata_count = sizeof metadata / sizeof metadata[0]},
                    &quantised->bytes, &quantised->size);
    for (size_t i = 0; i < m->memory_count; i++) {
        free(m->memories[i]);
    }
    free(m);
}

void mw_quantised_free(mw_quantised *quantised)
{
    free(quantised->bytes);
    free(quantised->parameters);
    *quantised = (mw_quantised){0};
}
