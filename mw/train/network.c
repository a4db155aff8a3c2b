/* SPDX-License-Identifier: Apache-2.0
 *
 * A network as a recipe tells it: words to layers, shapes, places of parameters. See network.h. */
#include "mw/train/network.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SIDE_MAX = 1024, CHANNELS_MAX = 1024, WORDS_MAX = 16, TEXT_BYTES = 200 };

static const char *const kind_names[] = {"input", "conv",    "depthwise", "fc",     "add",
                                         "mean",  "maxpool", "avgpool",   "dropout"};
static const char kind_list[] =
    "input, conv, pointwise, depthwise, fc, add, mean, maxpool, avgpool, dropout";

uint32_t mw_layer_elements(const mw_layer *layer)
{
    return layer->size.height * layer->size.width * layer->channels;
}

bool mw_layer_has_weights(const mw_layer *layer)
{
    return layer->kind == MW_LAYER_CONV || layer->kind == MW_LAYER_DEPTHWISE ||
           layer->kind == MW_LAYER_FC;
}

/* A line being read. */
typedef struct reader {
    const mw_network *network;
    mw_layer *layer;
    char text[TEXT_BYTES];
    char *words[WORDS_MAX];
    int count, next;
    char *fault;
} reader;

static bool refuse(reader *r, const char *what, const char *word, const char *allowed)
{
    snprintf(r->fault, MW_NETWORK_FAULT_BYTES, "layer %s: %s '%s': %s", r->layer->name, what, word,
             allowed);
    return false;
}

static const char *take(reader *r)
{
    return r->next < r->count ? r->words[r->next++] : "";
}

static bool read_number(const char *word, uint32_t most, uint32_t *number)
{
    char *end = NULL;
    unsigned long value = strtoul(word, &end, 10);
    bool good = *word >= '0' && *word <= '9' && *end == 0 && value >= 1 && value <= most;
    *number = good ? (uint32_t)value : 0;
    return good;
}

static bool read_extent(const char *word, mw_extent *extent)
{
    char copy[TEXT_BYTES];
    snprintf(copy, sizeof copy, "%s", word);
    char *x = strchr(copy, 'x');
    if (x) {
        *x = 0;
    }
    return x && read_number(copy, SIDE_MAX, &extent->height) &&
           read_number(x + 1, SIDE_MAX, &extent->width);
}

static int find_layer(const mw_network *network, const char *name)
{
    for (int i = 0; i < network->count; i++) {
        if (strcmp(network->layers[i].name, name) == 0) {
            return i;
        }
    }
    return -1;
}

static bool read_kind(reader *r)
{
    const char *word = take(r);
    mw_layer *layer = r->layer;
    if (strcmp(word, "pointwise") == 0) {
        layer->kind = MW_LAYER_CONV;
        layer->kernel = (mw_extent){1, 1};
        return true;
    }
    for (size_t i = 0; i < sizeof kind_names / sizeof kind_names[0]; i++) {
        if (strcmp(word, kind_names[i]) == 0) {
            layer->kind = (mw_layer_kind)i;
            return true;
        }
    }
    return refuse(r, "there is no kind", word, kind_list);
}

/* input HEIGHTxWIDTHxCHANNELS */
static bool read_input(reader *r)
{
    char copy[TEXT_BYTES];
    const char *word = take(r);
    snprintf(copy, sizeof copy, "%s", word);
    char *last = strrchr(copy, 'x');
    if (last) {
        *last = 0;
    }
    if (!last || !read_extent(copy, &r->layer->size) ||
        !read_number(last + 1, CHANNELS_MAX, &r->layer->channels)) {
        return refuse(r, "no shape", word, "an input is HEIGHTxWIDTHxCHANNELS, like 49x1x40");
    }
    return true;
}

/* The number or name that must come right behind the kind. */
static bool read_required(reader *r)
{
    mw_layer *layer = r->layer;
    bool classes = layer->kind == MW_LAYER_FC && r->next < r->count &&
                   strcmp(r->words[r->next], "classes") == 0;
    if (classes) {
        layer->channels = 0; /* not known yet */
        r->next++;
    } else if (layer->kind == MW_LAYER_CONV || layer->kind == MW_LAYER_FC) {
        const char *word = take(r);
        if (!read_number(word, CHANNELS_MAX, &layer->channels)) {
            return refuse(r, "no number of channels", word, "1 to 1024 (fc: or `classes`)");
        }
    }
    bool windowed = layer->kind == MW_LAYER_CONV || layer->kind == MW_LAYER_DEPTHWISE ||
                    layer->kind == MW_LAYER_MAX_POOL || layer->kind == MW_LAYER_AVERAGE_POOL;
    if (windowed && layer->kernel.height == 0) {
        const char *word = take(r);
        if (!read_extent(word, &layer->kernel)) {
            return refuse(r, "no window", word, "HEIGHTxWIDTH, like 5x1");
        }
    }
    if (layer->kind == MW_LAYER_ADD) {
        const char *word = take(r);
        layer->other = find_layer(r->network, word);
        if (layer->other < 0) {
            return refuse(r, "no layer above is called", word, "add NAME adds a layer above");
        }
    }
    if (layer->kind == MW_LAYER_DROPOUT) {
        const char *word = take(r);
        char *end = NULL;
        layer->dropout = strtof(word, &end);
        if (*word == 0 || *end != 0 || !(layer->dropout >= 0.0F && layer->dropout < 1.0F)) {
            return refuse(r, "no share", word, "0 to less than 1");
        }
    }
    return true;
}

static bool is_windowed(const mw_layer *layer)
{
    return layer->kernel.height > 0;
}

/* One word of what may follow in any order. */
static bool read_optional(reader *r, const char *word)
{
    mw_layer *layer = r->layer;
    bool computes = mw_layer_has_weights(layer) || layer->kind == MW_LAYER_ADD;
    if (is_windowed(layer) && (strcmp(word, "valid") == 0 || strcmp(word, "same") == 0)) {
        layer->valid = *word == 'v';
        return true;
    }
    if (computes && (strcmp(word, "relu") == 0 || strcmp(word, "relu6") == 0)) {
        layer->activation = word[4] == 0 ? MW_RELU : MW_RELU6;
        return true;
    }
    if (is_windowed(layer) && strcmp(word, "stride") == 0) {
        const char *stride = take(r);
        return read_extent(stride, &layer->stride) ||
               refuse(r, "no stride", stride, "HEIGHTxWIDTH, like 2x1");
    }
    if (layer->kind != MW_LAYER_INPUT && strcmp(word, "from") == 0) {
        const char *name = take(r);
        layer->from = find_layer(r->network, name);
        return layer->from >= 0 ||
               refuse(r, "no layer above is called", name, "from NAME takes a layer above");
    }
    return refuse(r, "not for this kind:", word,
                  is_windowed(layer) ? "stride HxW, same, valid, relu, relu6 (not for pools), from"
                                     : "relu, relu6 (for fc and add), from NAME");
}

static bool slide(uint32_t input, uint32_t kernel, uint32_t stride, bool valid, uint32_t *output,
                  uint32_t *before, uint32_t *after)
{
    if (valid && input < kernel) {
        return false;
    }
    *output = valid ? (input - kernel) / stride + 1 : (input + stride - 1) / stride;
    uint32_t covered = (*output - 1) * stride + kernel;
    uint32_t padding = covered > input ? covered - input : 0;
    *before = padding / 2;
    *after = padding - *before;
    return true;
}

/* What the shape comes to. */
static bool find_shape(reader *r)
{
    mw_layer *layer = r->layer;
    const mw_layer *from = &r->network->layers[layer->from];
    char shape[96];
    snprintf(shape, sizeof shape, "%ux%ux%u from %s", from->size.height, from->size.width,
             from->channels, from->name);
    layer->size = from->size;
    if (from->channels == 0) {
        return refuse(r, "nothing can follow", from->name, "`fc classes` is the last layer");
    }
    if (layer->kind == MW_LAYER_FC || layer->kind == MW_LAYER_MEAN) {
        layer->size = (mw_extent){1, 1};
    }
    if (layer->kind != MW_LAYER_CONV && layer->kind != MW_LAYER_FC) {
        layer->channels = from->channels;
    }
    if (is_windowed(layer)) {
        bool pool = layer->kind == MW_LAYER_MAX_POOL || layer->kind == MW_LAYER_AVERAGE_POOL;
        if (layer->stride.height == 0) {
            layer->stride = pool ? layer->kernel : (mw_extent){1, 1};
        }
        if (!slide(from->size.height, layer->kernel.height, layer->stride.height, layer->valid,
                   &layer->size.height, &layer->before.height, &layer->after.height) ||
            !slide(from->size.width, layer->kernel.width, layer->stride.width, layer->valid,
                   &layer->size.width, &layer->before.width, &layer->after.width)) {
            return refuse(r, "its window is greater than", shape, "a smaller one, or `same`");
        }
    }
    if (layer->kind == MW_LAYER_ADD) {
        const mw_layer *other = &r->network->layers[layer->other];
        if (layer->other == layer->from || other->channels != from->channels ||
            other->size.height != from->size.height || other->size.width != from->size.width) {
            char want[110];
            snprintf(want, sizeof want, "%s gives %ux%ux%u; add takes two layers of one shape",
                     other->name, other->size.height, other->size.width, other->channels);
            return refuse(r, "cannot add to", shape, want);
        }
    }
    return true;
}

static void part(reader *r, const char *text)
{
    snprintf(r->text, sizeof r->text, "%s", text);
    char *rest = NULL;
    for (char *word = strtok_r(r->text, " \t", &rest); word && r->count < WORDS_MAX;
         word = strtok_r(NULL, " \t", &rest)) {
        r->words[r->count++] = word;
    }
}

bool mw_network_add(mw_network *network, const char *name, const char *text,
                    char fault[MW_NETWORK_FAULT_BYTES])
{
    mw_layer layer = {.from = network->count - 1, .other = -1};
    reader r = {.network = network, .layer = &layer, .fault = fault};
    snprintf(layer.name, sizeof layer.name, "%s", name);
    part(&r, text);
    if (strlen(name) >= sizeof layer.name || find_layer(network, name) >= 0) {
        return refuse(&r, "cannot be named", name, "at most 23 characters, each name once");
    }
    if (network->count == MW_LAYERS_MAX) {
        return refuse(&r, "too many layers at", name, "at most 64");
    }
    if (!read_kind(&r)) {
        return false;
    }
    if ((layer.kind == MW_LAYER_INPUT) != (network->count == 0)) {
        return refuse(&r, "out of place:", r.words[0], "the first layer, and only it, is input");
    }
    if (layer.kind == MW_LAYER_INPUT) {
        return read_input(&r) && (network->layers[network->count++] = layer, true);
    }
    bool good = read_required(&r);
    while (good && r.next < r.count) {
        good = read_optional(&r, take(&r));
    }
    good = good && find_shape(&r);
    if (good) {
        network->layers[network->count++] = layer;
    }
    return good;
}

static void place_parameters(mw_network *network, mw_layer *layer)
{
    const mw_layer *from = &network->layers[layer->from];
    uint32_t window = layer->kernel.height * layer->kernel.width;
    layer->weight_count = layer->kind == MW_LAYER_CONV ? window * from->channels * layer->channels
                          : layer->kind == MW_LAYER_DEPTHWISE
                              ? window * layer->channels
                              : mw_layer_elements(from) * layer->channels;
    layer->normalised = layer->kind != MW_LAYER_FC;
    layer->weights = network->parameters;
    layer->shifts = layer->weights + layer->weight_count;
    layer->scales = layer->shifts + layer->channels;
    network->parameters = layer->scales + (layer->normalised ? layer->channels : 0);
}

bool mw_network_finish(mw_network *network, uint32_t classes, char fault[MW_NETWORK_FAULT_BYTES])
{
    mw_layer *last = &network->layers[network->count - 1];
    if (network->count < 2 || last->kind != MW_LAYER_FC || last->activation != MW_LINEAR) {
        snprintf(fault, MW_NETWORK_FAULT_BYTES,
                 "the last layer must be `fc classes`, without relu: one score a class");
        return false;
    }
    if (last->channels == 0) {
        last->channels = classes;
    } else if (last->channels != classes) {
        snprintf(fault, MW_NETWORK_FAULT_BYTES,
                 "layer %s gives %u scores, but there are %u classes: write `fc classes`",
                 last->name, last->channels, classes);
        return false;
    }
    network->classes = classes;
    network->parameters = 0;
    for (int i = 0; i < network->count; i++) {
        if (mw_layer_has_weights(&network->layers[i])) {
            place_parameters(network, &network->layers[i]);
        }
    }
    return true;
}

uint64_t mw_network_macs(const mw_network *network)
{
    uint64_t macs = 0;
    for (int i = 0; i < network->count; i++) {
        const mw_layer *layer = &network->layers[i];
        if (mw_layer_has_weights(layer)) {
            macs += (uint64_t)layer->size.height * layer->size.width * layer->weight_count;
        }
    }
    return macs;
}

uint32_t mw_network_weights(const mw_network *network)
{
    uint32_t weights = 0;
    for (int i = 0; i < network->count; i++) {
        const mw_layer *layer = &network->layers[i];
        if (mw_layer_has_weights(layer)) {
            weights += layer->weight_count + layer->channels;
        }
    }
    return weights;
}
