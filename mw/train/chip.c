/* SPDX-License-Identifier: Apache-2.0
 *
 * A model as the chip computes it. See chip.h. */
#include "mw/train/chip.h"

#include <stdlib.h>
#include <string.h>

#include "mw/mw.h"
#include "mw/session.h"
#include "mw/train/parallel.h"

static void *reserve(size_t bytes)
{
    void *memory = calloc(1, bytes + 8);
    if (!memory) {
        exit(mw_error("the model does not fit into memory"));
    }
    return memory;
}

static mw_status start(mw_chip *chip, const uint8_t *bytes, size_t size, mw_diagnostic *why)
{
    size_t threads = mw_thread_count();
    size_t state = ((size_t)chip->sizes.state + 7) / 8 * 8;
    chip->interpreters = reserve(threads * sizeof *chip->interpreters);
    chip->memories = reserve(threads * sizeof *chip->memories);
    mw_status status = MW_OK;
    for (size_t i = 0; i < threads && status == MW_OK; i++) {
        chip->memories[i] = reserve(state + chip->sizes.arena);
        status = mw_interpreter_init(&chip->interpreters[i], bytes, size, mw_all_kernels,
                                     chip->plan, chip->memories[i], chip->sizes.state,
                                     (uint8_t *)chip->memories[i] + state, chip->sizes.arena, why);
    }
    return status;
}

bool mw_chip_open(mw_chip *chip, const uint8_t *bytes, size_t size)
{
    mw_diagnostic why = {-1, -1, 0, 0, ""};
    uint32_t plan_bytes = 0;
    *chip = (mw_chip){0};
    mw_status status = mw_model_open(&chip->model, bytes, size, &why);
    status = status ? status
                    : mw_plan_measure(&chip->model, mw_all_operators, MW_PROFILE_PORTABLE,
                                      &plan_bytes, &why);
    if (status == MW_OK) {
        chip->plan = reserve(plan_bytes);
        status = mw_plan_make(&chip->model, mw_all_operators, MW_PROFILE_PORTABLE, chip->plan,
                              plan_bytes, &why);
    }
    if (status == MW_OK) {
        chip->sizes = mw_plan_sizes(chip->plan);
        status = start(chip, bytes, size, &why);
    }
    if (status != MW_OK) {
        char line[256];
        mw_diagnostic_print(&why, line, sizeof line);
        mw_error("the recipe's network makes a model that the library refuses: %s", line);
        mw_chip_close(chip);
    }
    return status == MW_OK;
}

void mw_chip_close(mw_chip *chip)
{
    for (size_t i = 0; chip->memories && i < mw_thread_count(); i++) {
        free(chip->memories[i]);
    }
    free(chip->memories);
    free(chip->interpreters);
    free(chip->plan);
    *chip = (mw_chip){0};
}

double mw_tally_balance(const mw_tally *tally)
{
    double shares = 0;
    uint32_t heard = 0;
    for (uint32_t class = 0; class < tally->classes; class ++) {
        uint32_t total = 0;
        for (uint32_t answer = 0; answer < tally->classes; answer++) {
            total += tally->counts[class][answer];
        }
        shares += total ? (double)tally->counts[class][class] / (double)total : 0;
        heard += total > 0;
    }
    return heard ? shares / heard : 0;
}

typedef struct judging {
    mw_chip *chip;
    const mw_clips *clips;
    uint8_t *answers;
} judging;

static void fail(mw_status status)
{
    exit(mw_error("the model being trained failed: %s", mw_status_name(status)));
}

static void judge(void *context, size_t piece, size_t thread)
{
    judging *j = context;
    mw_interpreter *interpreter = &j->chip->interpreters[thread];
    size_t bytes = (size_t)j->clips->frames * MW_FRAME_FEATURES;
    memcpy(mw_input(interpreter, 0), j->clips->features + piece * bytes, bytes);
    mw_status status = mw_invoke(interpreter);
    if (status != MW_OK) {
        fail(status);
    }
    const int8_t *scores = mw_output(interpreter, 0);
    uint8_t best = 0;
    for (uint8_t i = 1; i < j->clips->class_count; i++) {
        best = scores[i] > scores[best] ? i : best;
    }
    j->answers[piece] = best;
}

void mw_chip_judge(mw_chip *chip, const mw_clips *clips, mw_tally *tally)
{
    judging j = {chip, clips, reserve(clips->count)};
    *tally = (mw_tally){.classes = clips->class_count};
    mw_parallel(clips->count, judge, &j);
    for (size_t i = 0; i < clips->count; i++) {
        tally->counts[clips->classes[i]][j.answers[i]]++;
    }
    free(j.answers);
}

typedef struct tracing {
    mw_chip *chip;
    const mw_quantised *quantised;
    const int8_t *features;
    mw_graph *graph;
    int layer_of_operator[MW_LAYERS_MAX + 1]; /* -1: none */
} tracing;

static void take(tracing *t, int layer, size_t clip, const int8_t *numbers)
{
    size_t count = mw_layer_elements(&t->graph->network->layers[layer]);
    mw_scale scale = t->quantised->scales[layer];
    float *output = t->graph->nodes[layer].output + clip * count;
    for (size_t i = 0; i < count; i++) {
        output[i] = (float)(numbers[i] - scale.zero_point) * scale.scale;
    }
}

static void trace(void *context, size_t piece, size_t thread)
{
    tracing *t = context;
    mw_interpreter *interpreter = &t->chip->interpreters[thread];
    size_t bytes = mw_layer_elements(&t->graph->network->layers[0]);
    memcpy(mw_input(interpreter, 0), t->features + piece * bytes, bytes);
    take(t, 0, piece, t->features + piece * bytes);
    for (uint32_t node = 0; node < mw_node_count(interpreter); node++) {
        mw_node_info info;
        mw_status status = mw_invoke_nodes(interpreter, 1);
        if (status != MW_OK || mw_node_info_get(interpreter, node, &info) != MW_OK) {
            fail(status);
        }
        int layer = t->layer_of_operator[info.operator_index];
        if (layer >= 0) {
            take(t, layer, piece, mw_node_place(interpreter, node, 0));
        }
    }
}

/* What is left out on the chip puts out its input. */
static void copy_dropouts(mw_graph *graph)
{
    for (int i = 0; i < graph->network->count; i++) {
        const mw_layer *layer = &graph->network->layers[i];
        if (layer->kind == MW_LAYER_DROPOUT) {
            memcpy(graph->nodes[i].output, graph->nodes[layer->from].output,
                   (size_t)graph->batch * mw_layer_elements(layer) * sizeof(float));
        }
    }
}

void mw_chip_trace(mw_chip *chip, const mw_quantised *quantised, const int8_t *features,
                   mw_graph *graph)
{
    tracing t = {.chip = chip, .quantised = quantised, .features = features, .graph = graph};
    for (int i = 0; i <= MW_LAYERS_MAX; i++) {
        t.layer_of_operator[i] = -1;
    }
    for (int i = 0; i < graph->network->count; i++) {
        if (quantised->operator_of_layer[i] >= 0) {
            t.layer_of_operator[quantised->operator_of_layer[i]] = i;
        }
    }
    mw_parallel(graph->batch, trace, &t);
    copy_dropouts(graph);
}
