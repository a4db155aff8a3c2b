/* SPDX-License-Identifier: Apache-2.0
 *
 * Steps along gradients, and the loss whose gradients they are. See optimiser.h. */
#include "mw/train/optimiser.h"

#include <math.h>
#include <stdlib.h>

#include "mw/mw.h"

static const double first_keep = 0.9, second_keep = 0.999, tiny = 1e-8;

static void *known(void *memory)
{
    if (!memory) {
        exit(mw_error("the optimiser does not fit into memory"));
    }
    return memory;
}

void mw_optimiser_open(mw_optimiser *optimiser, const mw_network *network, bool sgd, double decay,
                       double clip_norm)
{
    *optimiser =
        (mw_optimiser){.network = network, .sgd = sgd, .decay = decay, .clip_norm = clip_norm};
    optimiser->first = known(calloc(network->parameters, sizeof(float)));
    optimiser->second = known(calloc(network->parameters, sizeof(float)));
    optimiser->decays = known(calloc(network->parameters, 1));
    for (int i = 0; i < network->count; i++) {
        const mw_layer *layer = &network->layers[i];
        for (uint32_t w = 0; w < layer->weight_count; w++) {
            optimiser->decays[layer->weights + w] = 1;
        }
    }
}

void mw_optimiser_close(mw_optimiser *optimiser)
{
    free(optimiser->first);
    free(optimiser->second);
    free(optimiser->decays);
    *optimiser = (mw_optimiser){0};
}

static void clip(const mw_optimiser *optimiser, float *gradients)
{
    double sum = 0;
    for (uint32_t i = 0; i < optimiser->network->parameters; i++) {
        sum += (double)gradients[i] * (double)gradients[i];
    }
    double norm = sqrt(sum);
    if (norm > optimiser->clip_norm) {
        float factor = (float)(optimiser->clip_norm / norm);
        for (uint32_t i = 0; i < optimiser->network->parameters; i++) {
            gradients[i] *= factor;
        }
    }
}

/* The step of parameter i before the rate. */
static double adam(mw_optimiser *o, uint32_t i, double gradient)
{
    double first = first_keep * (double)o->first[i] + (1.0 - first_keep) * gradient;
    double second = second_keep * (double)o->second[i] + (1.0 - second_keep) * gradient * gradient;
    o->first[i] = (float)first;
    o->second[i] = (float)second;
    first /= 1.0 - pow(first_keep, o->step);
    second /= 1.0 - pow(second_keep, o->step);
    return first / (sqrt(second) + tiny);
}

void mw_optimiser_step(mw_optimiser *optimiser, float *parameters, float *gradients, double rate)
{
    mw_optimiser *o = optimiser;
    clip(o, gradients);
    o->step++;
    for (uint32_t i = 0; i < o->network->parameters; i++) {
        double gradient = (double)gradients[i];
        double decay = o->decays[i] ? o->decay * (double)parameters[i] : 0;
        double step;
        if (o->sgd) {
            o->first[i] = (float)(first_keep * (double)o->first[i] + gradient + decay);
            step = (double)o->first[i];
        } else {
            step = adam(o, i, gradient) + decay;
        }
        parameters[i] = (float)((double)parameters[i] - rate * step);
    }
}

double mw_rate_at(uint32_t step, uint32_t warm_up_steps, uint32_t steps, double rate)
{
    const double pi = 3.14159265358979323846;
    if (step < warm_up_steps) {
        return rate * (step + 1) / warm_up_steps;
    }
    double done =
        (double)(step - warm_up_steps) / (steps > warm_up_steps ? steps - warm_up_steps : 1);
    return rate * 0.5 * (1.0 + cos(pi * fmin(done, 1.0)));
}

double mw_loss(const float *scores, const uint8_t *classes, uint32_t batch, uint32_t class_count,
               double smoothing, float *gradients, uint32_t *right)
{
    double loss = 0;
    *right = 0;
    for (uint32_t b = 0; b < batch; b++) {
        const float *row = scores + (size_t)b * class_count;
        uint32_t best = 0;
        double sum = 0;
        for (uint32_t i = 1; i < class_count; i++) {
            best = row[i] > row[best] ? i : best;
        }
        for (uint32_t i = 0; i < class_count; i++) {
            sum += exp((double)row[i] - (double)row[best]);
        }
        *right += best == classes[b];
        for (uint32_t i = 0; i < class_count; i++) {
            double log_share = (double)row[i] - (double)row[best] - log(sum);
            double target = smoothing / class_count + (i == classes[b] ? 1.0 - smoothing : 0.0);
            loss -= target * log_share;
            gradients[(size_t)b * class_count + i] = (float)((exp(log_share) - target) / batch);
        }
    }
    return loss / batch;
}
