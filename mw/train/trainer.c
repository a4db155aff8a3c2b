/* SPDX-License-Identifier: Apache-2.0
 *
 * The two phases of training. See trainer.h. */
#include "mw/train/trainer.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mw/mw.h"
#include "mw/train/random.h"

static const double settled_share = 0.1; /* of the highest rate */

enum { CALIBRATION_BATCHES = 12, LOG_MAX = 100000 };

static void *known(void *memory)
{
    if (!memory) {
        exit(mw_error("training does not fit into memory"));
    }
    return memory;
}

static bool is_tuning(const mw_trainer *t)
{
    return t->step >= t->recipe->steps;
}

uint32_t mw_trainer_steps(const mw_trainer *trainer)
{
    return trainer->recipe->steps + trainer->recipe->tune_steps;
}

/* A normal random number: sum of uniform ones. */
static double draw_normal(mw_random *random)
{
    double sum = -6;
    for (int i = 0; i < 12; i++) {
        sum += mw_random_share(random);
    }
    return sum;
}

/* Weights of a variance that keeps signals as great as they are (He et al., arXiv 1502.01852). */
static void start_parameters(mw_trainer *t)
{
    mw_random random = mw_random_start(t->seed, 'w', 0);
    float *parameters = t->trained.parameters;
    for (int i = 0; i < t->network->count; i++) {
        const mw_layer *layer = &t->network->layers[i];
        if (!mw_layer_has_weights(layer)) {
            continue;
        }
        bool depthwise = layer->kind == MW_LAYER_DEPTHWISE;
        uint32_t inputs = depthwise ? layer->kernel.height * layer->kernel.width
                                    : layer->weight_count / layer->channels;
        double deviation = sqrt((layer->kind == MW_LAYER_FC ? 1.0 : 2.0) / inputs);
        for (uint32_t w = 0; w < layer->weight_count; w++) {
            parameters[layer->weights + w] = (float)(deviation * draw_normal(&random));
        }
        for (uint32_t c = 0; layer->normalised && c < layer->channels; c++) {
            parameters[layer->scales + c] = 1;
        }
    }
    uint32_t offset = 0;
    for (int i = 0; i < t->network->count; i++) { /* means 0, variances 1 */
        const mw_layer *layer = &t->network->layers[i];
        for (uint32_t c = 0; layer->normalised && c < layer->channels; c++) {
            t->trained.statistics[offset + layer->channels + c] = 1;
        }
        offset += layer->normalised ? 2 * layer->channels : 0;
    }
}

void mw_trainer_open(mw_trainer *trainer, const mw_recipe *recipe, const mw_network *network,
                     const mw_labels *labels, const mw_clips *training, const mw_clips *validation,
                     uint64_t seed)
{
    mw_trainer *t = trainer;
    *t = (mw_trainer){.recipe = recipe,
                      .network = network,
                      .labels = labels,
                      .training = training,
                      .validation = validation,
                      .seed = seed,
                      .best_balance = -1};
    t->digest = mw_trainer_digest(t);
    mw_graph_open(&t->trained, network, MW_GRAPH_NORMALISED, recipe->batch);
    mw_graph_open(&t->folded, network, MW_GRAPH_FOLDED, recipe->batch);
    mw_optimiser_open(&t->optimiser, network, recipe->sgd, recipe->decay, recipe->clip_norm);
    start_parameters(t);
    t->average = known(malloc(network->parameters * sizeof(float)));
    t->average_statistics = known(malloc((t->trained.statistic_count + 1) * sizeof(float)));
    memcpy(t->average, t->trained.parameters, network->parameters * sizeof(float));
    memcpy(t->average_statistics, t->trained.statistics,
           t->trained.statistic_count * sizeof(float));
    t->log = known(calloc(LOG_MAX, sizeof *t->log));
}

void mw_trainer_close(mw_trainer *trainer)
{
    mw_graph_close(&trainer->trained);
    mw_graph_close(&trainer->folded);
    mw_optimiser_close(&trainer->optimiser);
    free(trainer->average);
    free(trainer->average_statistics);
    free(trainer->log);
    free(trainer->best);
    *trainer = (mw_trainer){0};
}

/* Which clip is number `number` of the endless row of clips: each time round all of them, in a new
 * order that takes no memory (a round function over a power of two, stepping until it is inside).
 */
static size_t clip_at(const mw_trainer *t, uint64_t number)
{
    uint64_t count = t->training->count;
    uint64_t mask = 1;
    while (mask < count) {
        mask = mask * 2;
    }
    mask -= 1;
    mw_random random = mw_random_start(t->seed, 'o', number / count);
    uint64_t keys[4];
    for (int i = 0; i < 4; i++) {
        keys[i] = mw_random_next(&random);
    }
    uint64_t place = number % count;
    do {
        for (int i = 0; i < 4; i++) { /* each step can be undone, so no two places collide */
            place = (place * (keys[i] | 1) + (keys[i] >> 32)) & mask;
            place ^= place >> 5;
        }
    } while (place >= count);
    return place;
}

/* Hides a stretch of frames and one of bands. */
static void mask_clip(const mw_recipe *recipe, mw_random *random, uint32_t frames, int8_t *features)
{
    if (mw_random_share(random) < recipe->mask_share && recipe->mask_bands > 0) {
        uint64_t width = 1 + mw_random_below(random, recipe->mask_bands);
        uint64_t first = mw_random_below(random, MW_FRAME_FEATURES - width + 1);
        for (uint32_t i = 0; i < frames; i++) {
            memset(features + i * MW_FRAME_FEATURES + first, INT8_MIN, width);
        }
    }
    if (mw_random_share(random) < recipe->mask_share && recipe->mask_frames > 0) {
        uint64_t most = recipe->mask_frames < frames ? recipe->mask_frames : frames;
        uint64_t length = 1 + mw_random_below(random, most);
        uint64_t first = mw_random_below(random, frames - length + 1);
        memset(features + first * MW_FRAME_FEATURES, INT8_MIN, length * MW_FRAME_FEATURES);
    }
}

/* The batch of a step: features and classes. */
static void take_batch(const mw_trainer *t, uint32_t step, bool masked, int8_t *features,
                       uint8_t *classes)
{
    size_t bytes = (size_t)t->training->frames * MW_FRAME_FEATURES;
    for (uint32_t i = 0; i < t->recipe->batch; i++) {
        uint64_t number = (uint64_t)step * t->recipe->batch + i;
        size_t clip = clip_at(t, number);
        mw_random random = mw_random_start(t->seed, 'm', number);
        memcpy(features + i * bytes, t->training->features + clip * bytes, bytes);
        classes[i] = t->training->classes[clip];
        if (masked) {
            mask_clip(t->recipe, &random, t->training->frames, features + i * bytes);
        }
    }
}

static void put_features(const int8_t *features, mw_graph *graph)
{
    float *input = mw_graph_input(graph);
    size_t count = (size_t)graph->batch * mw_layer_elements(&graph->network->layers[0]);
    for (size_t i = 0; i < count; i++) {
        input[i] = (float)(features[i] - MW_FEATURE_ZERO_POINT) * MW_FEATURE_SCALE;
    }
}

static void draw_dropouts(mw_trainer *t)
{
    mw_random random = mw_random_start(t->seed, 'd', t->step);
    for (int i = 0; i < t->network->count; i++) {
        const mw_layer *layer = &t->network->layers[i];
        float *mask = t->trained.nodes[i].mask;
        for (size_t k = 0; mask && k < (size_t)t->trained.batch * mw_layer_elements(layer); k++) {
            bool kept = mw_random_share(&random) >= (double)layer->dropout;
            mask[k] = kept ? 1.0F / (1.0F - layer->dropout) : 0.0F;
        }
    }
}

/* The running average follows; it starts quickly, so that the first steps do not weigh for ever. */
static void follow(float *average, const float *values, size_t count, double keep)
{
    for (size_t i = 0; i < count; i++) {
        average[i] += (float)(1.0 - keep) * (values[i] - average[i]);
    }
}

static double keep_at(double keep, uint32_t step)
{
    return fmin(keep, (1.0 + step) / (10.0 + step));
}

static void descend(mw_trainer *t, mw_graph *graph, const uint8_t *classes, double rate)
{
    uint32_t right;
    t->loss_sum += mw_loss(mw_graph_scores(graph), classes, graph->batch, t->network->classes,
                           t->recipe->smoothing, mw_graph_score_gradients(graph), &right);
    t->right_sum += right;
    t->seen++;
    mw_graph_backward(graph);
    mw_optimiser_step(&t->optimiser, graph->parameters, graph->gradients, rate);
}

static double rate_now(const mw_trainer *t)
{
    const mw_recipe *r = t->recipe;
    return is_tuning(t) ? mw_rate_at(t->step - r->steps, 0, r->tune_steps, r->tune_rate)
                        : mw_rate_at(t->step, r->warm_up_steps, r->steps, r->rate);
}

static void train_step(mw_trainer *t, const int8_t *features, const uint8_t *classes)
{
    double keep = keep_at(t->recipe->average, t->step);
    put_features(features, &t->trained);
    draw_dropouts(t);
    mw_graph_forward(&t->trained);
    descend(t, &t->trained, classes, rate_now(t));
    mw_graph_track(&t->trained, 0.9F);
    follow(t->average, t->trained.parameters, t->network->parameters, keep);
    follow(t->average_statistics, t->trained.statistics, t->trained.statistic_count, keep);
}

/* What each layer puts out, over some batches: the mean of each batch's least and greatest. */
static void calibrate(mw_trainer *t)
{
    size_t bytes = (size_t)t->recipe->batch * t->training->frames * MW_FRAME_FEATURES;
    int8_t *features = known(malloc(bytes));
    uint8_t *classes = known(malloc(t->recipe->batch));
    memset(t->ranges, 0, sizeof t->ranges);
    for (uint32_t batch = 0; batch < CALIBRATION_BATCHES; batch++) {
        take_batch(t, batch, false, features, classes);
        put_features(features, &t->folded);
        mw_graph_forward(&t->folded);
        for (int i = 0; i < t->network->count; i++) {
            size_t count = (size_t)t->folded.batch * mw_layer_elements(&t->network->layers[i]);
            const float *output = t->folded.nodes[i].output;
            mw_range range = {output[0], output[0]};
            for (size_t k = 1; k < count; k++) {
                range.least = output[k] < range.least ? output[k] : range.least;
                range.greatest = output[k] > range.greatest ? output[k] : range.greatest;
            }
            t->ranges[i].least += range.least / CALIBRATION_BATCHES;
            t->ranges[i].greatest += range.greatest / CALIBRATION_BATCHES;
        }
    }
    free(features);
    free(classes);
}

/* Balanced accuracy of the folded float network. */
static double judge_float(mw_trainer *t)
{
    const mw_clips *clips = t->validation;
    size_t bytes = (size_t)clips->frames * MW_FRAME_FEATURES;
    int8_t *features = known(calloc(t->recipe->batch, bytes));
    mw_tally tally = {.classes = clips->class_count};
    for (size_t first = 0; first < clips->count; first += t->recipe->batch) {
        size_t left = clips->count - first;
        size_t count = left < t->recipe->batch ? left : t->recipe->batch;
        memcpy(features, clips->features + first * bytes, count * bytes);
        put_features(features, &t->folded);
        mw_graph_forward(&t->folded);
        for (size_t i = 0; i < count; i++) {
            const float *scores = mw_graph_scores(&t->folded) + i * clips->class_count;
            uint32_t best = 0;
            for (uint32_t k = 1; k < clips->class_count; k++) {
                best = scores[k] > scores[best] ? k : best;
            }
            tally.counts[clips->classes[first + i]][best]++;
        }
    }
    free(features);
    return mw_tally_balance(&tally);
}

/* Quantises folded parameters and judges them as the chip computes; keeps them if they are best. */
static bool judge(mw_trainer *t, const float *parameters, double rate)
{
    mw_quantised q;
    mw_chip chip;
    mw_tally tally;
    memcpy(t->folded.parameters, parameters, t->network->parameters * sizeof(float));
    double float_balance = judge_float(t);
    mw_quantise(t->network, parameters, t->ranges, t->labels, &t->recipe->ear, &t->recipe->events,
                &q);
    if (!mw_chip_open(&chip, q.bytes, q.size)) {
        mw_quantised_free(&q);
        return false;
    }
    mw_chip_judge(&chip, t->validation, &tally);
    mw_chip_close(&chip);
    double balance = mw_tally_balance(&tally);
    bool settled = t->step > t->recipe->steps || rate <= settled_share * t->recipe->rate;
    if (settled > t->best_is_settled ||
        (settled == t->best_is_settled && balance >= t->best_balance)) {
        t->best_is_settled = settled;
        free(t->best);
        t->best = q.bytes;
        t->best_size = (uint32_t)q.size;
        t->best_step = t->step;
        t->best_balance = balance;
        t->best_float_balance = float_balance;
        t->best_tally = tally;
        q.bytes = NULL;
    }
    mw_quantised_free(&q);
    if (t->log_count < LOG_MAX) {
        t->log[t->log_count++] = (mw_moment_of_training){
            .step = t->step,
            .tuning = t->step > t->recipe->steps,
            .rate = rate,
            .loss = t->seen ? t->loss_sum / t->seen : 0,
            .training_share = t->seen ? (double)t->right_sum / t->seen / t->recipe->batch : 0,
            .balance = balance,
            .float_balance = float_balance};
    }
    t->loss_sum = 0;
    t->right_sum = t->seen = 0;
    return true;
}

/* Judges the running average of the first phase; its ranges are measured anew. */
static bool judge_trained(mw_trainer *t, double rate)
{
    float *folded = known(malloc(t->network->parameters * sizeof(float)));
    mw_graph_fold(t->network, t->average, t->average_statistics, folded);
    memcpy(t->folded.parameters, folded, t->network->parameters * sizeof(float));
    calibrate(t);
    bool good = judge(t, folded, rate);
    free(folded);
    return good;
}

/* From the first phase to the second: the folded average goes on, with an optimiser of its own. */
static void begin_tuning(mw_trainer *t)
{
    mw_graph_fold(t->network, t->average, t->average_statistics, t->trained.parameters);
    memcpy(t->average, t->trained.parameters, t->network->parameters * sizeof(float));
    memset(t->optimiser.first, 0, t->network->parameters * sizeof(float));
    memset(t->optimiser.second, 0, t->network->parameters * sizeof(float));
    t->optimiser.step = 0;
}

static bool has_max_pool(const mw_network *network)
{
    for (int i = 0; i < network->count; i++) {
        if (network->layers[i].kind == MW_LAYER_MAX_POOL) {
            return true;
        }
    }
    return false;
}

/* Parameters stay in t->trained.parameters, unrounded; the folded graph computes with the rounded
 * ones, and its gradients are applied to those. */
static bool tune_step(mw_trainer *t, const int8_t *features, const uint8_t *classes)
{
    mw_quantised q;
    mw_chip chip;
    mw_quantise(t->network, t->trained.parameters, t->ranges, t->labels, &t->recipe->ear,
                &t->recipe->events, &q);
    bool good = mw_chip_open(&chip, q.bytes, q.size);
    if (good) {
        size_t size = t->network->parameters * sizeof(float);
        memcpy(t->folded.parameters, q.parameters, size);
        if (has_max_pool(t->network)) { /* it remembers where the greatest were */
            put_features(features, &t->folded);
            mw_graph_forward(&t->folded);
        }
        mw_chip_trace(&chip, &q, features, &t->folded);
        memcpy(t->folded.parameters, q.parameters, size);
        uint32_t right;
        t->loss_sum +=
            mw_loss(mw_graph_scores(&t->folded), classes, t->folded.batch, t->network->classes,
                    t->recipe->smoothing, mw_graph_score_gradients(&t->folded), &right);
        t->right_sum += right;
        t->seen++;
        mw_graph_backward(&t->folded);
        mw_optimiser_step(&t->optimiser, t->trained.parameters, t->folded.gradients, rate_now(t));
        follow(t->average, t->trained.parameters, t->network->parameters,
               keep_at(t->recipe->average, t->step - t->recipe->steps));
        mw_chip_close(&chip);
    }
    mw_quantised_free(&q);
    return good;
}

bool mw_trainer_step(mw_trainer *trainer, bool *failed)
{
    mw_trainer *t = trainer;
    int8_t *features =
        known(malloc((size_t)t->recipe->batch * t->training->frames * MW_FRAME_FEATURES));
    uint8_t *classes = known(malloc(t->recipe->batch));
    double rate = rate_now(t);
    bool tuning = is_tuning(t);
    *failed = false;
    if (tuning && t->step == t->recipe->steps) {
        begin_tuning(t);
    }
    take_batch(t, t->step, true, features, classes);
    if (tuning) {
        *failed = !tune_step(t, features, classes);
    } else {
        train_step(t, features, classes);
    }
    t->step++;
    free(features);
    free(classes);
    bool due = t->step % t->recipe->judge_every == 0 || t->step == t->recipe->steps ||
               t->step == mw_trainer_steps(t);
    if (*failed || !due) {
        return false;
    }
    *failed = tuning ? !judge(t, t->average, rate) : !judge_trained(t, rate);
    return !*failed;
}
