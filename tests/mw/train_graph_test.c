/* SPDX-License-Identifier: Apache-2.0
 *
 * The trainer's network against what it must be by definition: shapes by the formulas of the
 * published framework, gradients by the difference of two losses, the folded form by the normalised
 * one. */
#include "support/support.h"

#include <math.h>
#include <string.h>

#include "mw/train/graph.h"
#include "mw/train/optimiser.h"
#include "mw/train/random.h"

enum { BATCH = 5, CLASSES = 3 };

static char fault[MW_NETWORK_FAULT_BYTES];

static mw_network build(const char *const (*lines)[2], size_t count)
{
    mw_network network = {0};
    for (size_t i = 0; i < count; i++) {
        if (!mw_network_add(&network, lines[i][0], lines[i][1], fault)) {
            fail_msg("%s", fault);
        }
    }
    assert_true(mw_network_finish(&network, CLASSES, fault));
    return network;
}

#define BUILD(lines) build(lines, sizeof(lines) / sizeof(lines)[0])

/* Every kind of layer, padding on either side, strides, a layer with two readers. */
static const char *const plane[][2] = {
    {"input", "input 7x6x1"},
    {"first", "conv 4 3x2 stride 2x1 relu"},
    {"deep", "depthwise 3x3"},
    {"point", "pointwise 4"},
    {"sum", "add first relu6"},
    {"great", "maxpool 2x2 same"},
    {"small", "avgpool 2x2 stride 1x1 same"},
    {"drop", "dropout 0.5"},
    {"mean", "mean from small"},
    {"out", "fc classes"},
};

/* Over time alone. */
static const char *const row[][2] = {
    {"input", "input 9x1x5"}, {"a", "conv 4 3x1 valid relu"},    {"b", "conv 4 3x1"},
    {"c", "add a relu"},      {"d", "depthwise 3x1 stride 2x1"}, {"e", "maxpool 2x1 valid"},
    {"out", "fc classes"},
};

static void fill(float *numbers, size_t count, uint64_t number, float size)
{
    mw_random random = mw_random_start(7, 'f', number);
    for (size_t i = 0; i < count; i++) {
        numbers[i] = (float)mw_random_between(&random, -1, 1) * size;
    }
}

static void start(mw_graph *g, const mw_network *network, mw_graph_form form)
{
    mw_graph_open(g, network, form, BATCH);
    fill(g->parameters, network->parameters, 1, 0.8F);
    fill(mw_graph_input(g), (size_t)BATCH * mw_layer_elements(&network->layers[0]), 2, 1.0F);
    for (int i = 0; i < network->count; i++) {
        const mw_layer *layer = &network->layers[i];
        for (uint32_t c = 0; layer->normalised && c < layer->channels; c++) {
            g->parameters[layer->scales + c] = 0.7F + 0.1F * (float)c;
        }
        for (size_t k = 0; g->nodes[i].mask && k < (size_t)BATCH * mw_layer_elements(layer); k++) {
            g->nodes[i].mask[k] = k % 3 ? 1.5F : 0.0F;
        }
    }
}

static const uint8_t classes[BATCH] = {0, 1, 2, 1, 0};

static double loss_of(mw_graph *g)
{
    uint32_t right;
    mw_graph_forward(g);
    return mw_loss(mw_graph_scores(g), classes, BATCH, CLASSES, 0.1, mw_graph_score_gradients(g),
                   &right);
}

/* How far a gradient may be from the difference quotient: float32 sums, and kinks now and then. */
static bool is_close(double gradient, double quotient)
{
    return fabs(gradient - quotient) <= 2e-3 + 0.03 * fabs(quotient);
}

/* The share of parameters whose gradient is the difference quotient, after planting a fault. */
static double share_of_right_gradients(const mw_network *network, mw_graph_form form,
                                       double fault_factor)
{
    mw_graph g;
    const float step = 2e-3F;
    uint32_t right = 0;
    uint32_t count = 0;
    start(&g, network, form);
    loss_of(&g);
    mw_graph_backward(&g);
    for (uint32_t i = 0; i < network->parameters; i++) {
        float value = g.parameters[i];
        g.parameters[i] = value + step;
        double above = loss_of(&g);
        g.parameters[i] = value - step;
        double below = loss_of(&g);
        g.parameters[i] = value;
        double quotient = (above - below) / (2 * (double)step);
        double gradient = (double)g.gradients[i] * fault_factor;
        right += is_close(gradient, quotient);
        count++;
    }
    mw_graph_close(&g);
    return (double)right / count;
}

static void test_gradients(void **state)
{
    (void)state;
    mw_network networks[] = {BUILD(plane), BUILD(row)};
    for (int i = 0; i < 2; i++) {
        for (mw_graph_form form = MW_GRAPH_NORMALISED; form <= MW_GRAPH_FOLDED; form++) {
            double right = share_of_right_gradients(&networks[i], form, 1.0);
            double wrong = share_of_right_gradients(&networks[i], form, 1.3);
            if (right < 0.97 || wrong > 0.75) {
                fail_msg("network %d, form %d: %.3f right, %.3f with a fault", i, (int)form, right,
                         wrong);
            }
        }
    }
}

/* SAME is ceil(input / stride), VALID is floor((input - window) / stride) + 1. */
static void test_shapes(void **state)
{
    (void)state;
    mw_network network = BUILD(plane);
    const mw_layer *first = &network.layers[1];
    assert_int_equal(first->size.height, 4);
    assert_int_equal(first->size.width, 6);
    assert_int_equal(first->before.height, 1);
    assert_int_equal(first->after.height, 1);
    assert_int_equal(first->before.width, 0);
    assert_int_equal(first->after.width, 1);
    assert_int_equal(network.layers[5].size.height, 2);
    assert_int_equal(network.layers[5].size.width, 3);
    network = BUILD(row);
    assert_int_equal(network.layers[1].size.height, 7);
    assert_int_equal(network.layers[4].size.height, 4);
    assert_int_equal(network.layers[5].size.height, 2);
    /* 7 x 60 + 7 x 48 + 4 x 12 + 24 */
    assert_int_equal(mw_network_macs(&network), 7 * 60 + 7 * 48 + 4 * 12 + 24);
    /* weights 60 + 48 + 12 + 24, biases 4 + 4 + 4 + 3 */
    assert_int_equal(mw_network_weights(&network), 60 + 48 + 12 + 24 + 15);
}

/* Folded with the batch's own mean and variance, the scores are those of the normalised form. */
static void test_folding(void **state)
{
    (void)state;
    mw_network network = BUILD(row);
    mw_graph normalised;
    mw_graph folded;
    start(&normalised, &network, MW_GRAPH_NORMALISED);
    start(&folded, &network, MW_GRAPH_FOLDED);
    mw_graph_forward(&normalised);
    mw_graph_track(&normalised, 0.0F);
    mw_graph_fold(&network, normalised.parameters, normalised.statistics, folded.parameters);
    mw_graph_forward(&folded);
    for (int i = 0; i < BATCH * CLASSES; i++) {
        assert_true(fabs((double)mw_graph_scores(&normalised)[i] -
                         (double)mw_graph_scores(&folded)[i]) < 1e-3);
    }
    mw_graph_close(&normalised);
    mw_graph_close(&folded);
}

static void refuse(const char *text, const char *word)
{
    mw_network network = {0};
    assert_true(mw_network_add(&network, "input", "input 9x1x5", fault));
    assert_true(mw_network_add(&network, "a", "conv 4 3x1", fault));
    if (mw_network_add(&network, "b", text, fault) || !strstr(fault, word)) {
        fail_msg("'%s' gave '%s', not '%s'", text, fault, word);
    }
}

static void test_refusals(void **state)
{
    (void)state;
    refuse("convolution 4 3x1", "there is no kind 'convolution'");
    refuse("conv 0 3x1", "no number of channels '0'");
    refuse("conv 4", "no window ''");
    refuse("conv 4 3", "no window '3'");
    refuse("conv 4 12x1 valid", "its window is greater than '9x1x4 from a'");
    refuse("conv 4 3x1 tanh", "not for this kind: 'tanh'");
    refuse("conv 4 3x1 stride 0x1", "no stride '0x1'");
    refuse("conv 4 3x1 from z", "no layer above is called 'z'");
    refuse("mean relu", "not for this kind: 'relu'");
    refuse("maxpool 2x1 relu", "not for this kind: 'relu'");
    refuse("add input", "add takes two layers of one shape");
    refuse("add b", "no layer above is called 'b'");
    refuse("dropout 1", "no share '1'");
    refuse("fc -3", "no number of channels '-3'");
    refuse("input 3x1x1", "the first layer, and only it, is input");
    mw_network network = {0};
    assert_false(mw_network_add(&network, "x", "mean", fault));
    assert_true(mw_network_add(&network, "x", "input 9x1x5", fault));
    assert_false(mw_network_add(&network, "x", "mean", fault)); /* the name is taken */
    assert_false(mw_network_finish(&network, 3, fault));
    assert_true(mw_network_add(&network, "y", "fc 4", fault));
    assert_false(mw_network_finish(&network, 3, fault));
    assert_non_null(strstr(fault, "gives 4 scores, but there are 3 classes"));
}

/* One step of AdamW by its paper's formulas. */
static void test_optimiser(void **state)
{
    (void)state;
    mw_network network = BUILD(row);
    mw_optimiser optimiser;
    mw_optimiser_open(&optimiser, &network, false, 0.1, 1e9);
    float parameters[512] = {1.0F};
    float gradients[512] = {0.5F};
    parameters[network.layers[1].shifts] = 2.0F; /* no weight: it does not decay */
    mw_optimiser_step(&optimiser, parameters, gradients, 0.01);
    /* the first step is rate * gradient / |gradient|, and the decay */
    assert_true(fabs((double)parameters[0] - (1.0 - 0.01 * (1.0 + 0.1))) < 1e-6);
    assert_true(parameters[network.layers[1].shifts] == 2.0F);
    gradients[0] = -0.25F;
    mw_optimiser_step(&optimiser, parameters, gradients, 0.01);
    double first = (0.9 * 0.05 - 0.1 * 0.25) / (1 - 0.81);
    double second = (0.999 * 0.00025 + 0.001 * 0.0625) / (1 - 0.998001);
    double want = 0.989 - 0.01 * (first / (sqrt(second) + 1e-8) + 0.1 * 0.989);
    assert_true(fabs((double)parameters[0] - want) < 1e-6);
    mw_optimiser_close(&optimiser);
    assert_true(fabs(mw_rate_at(0, 10, 110, 1.0) - 0.1) < 1e-12);
    assert_true(fabs(mw_rate_at(60, 10, 110, 1.0) - 0.5) < 1e-12);
    assert_true(mw_rate_at(110, 10, 110, 1.0) < 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shapes),    cmocka_unit_test(test_gradients),
        cmocka_unit_test(test_folding),   cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_optimiser),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
