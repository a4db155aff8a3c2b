/* SPDX-License-Identifier: Apache-2.0
 *
 * Cases of CONV_2D and DEPTHWISE_CONV_2D: parameters as their prepares leave them. */
#include "conformance/conformance.h"

/* A dimension of the picture and how the filter slides over it, with SAME or VALID padding. */
static void slide(conformance_case *made, int32_t *input, int32_t *output, uint16_t *filter,
                  uint16_t *stride, uint16_t *dilation, uint16_t *padding)
{
    bool is_same = conformance_random(made, 0, 1) == 0;
    *filter = (uint16_t)conformance_random(made, 1, 5);
    *stride = (uint16_t)conformance_random(made, 1, 4);
    *dilation = (uint16_t)(conformance_random(made, 0, 2) ? 1 : conformance_random(made, 1, 4));
    int32_t reach = (*filter - 1) * *dilation + 1;
    *input = conformance_random(made, is_same ? 1 : reach, is_same ? 9 : reach + 6);
    *output = is_same ? (*input + *stride - 1) / *stride : (*input - reach) / *stride + 1;
    int32_t covered = (*output - 1) * *stride + reach;
    *padding = (uint16_t)(is_same && covered > *input ? (covered - *input) / 2 : 0);
}

/* What both have, but for the channels. */
#define MAKE_COMMON(made, p)                                                                       \
    do {                                                                                           \
        int32_t least_;                                                                            \
        int32_t greatest_;                                                                         \
        (p)->batches = conformance_random(made, 0, 3) ? 1 : 2;                                     \
        slide(made, &(p)->input_height, &(p)->output_height, &(p)->filter_height,                  \
              &(p)->stride_height, &(p)->dilation_height, &(p)->padding_top);                      \
        slide(made, &(p)->input_width, &(p)->output_width, &(p)->filter_width, &(p)->stride_width, \
              &(p)->dilation_width, &(p)->padding_left);                                           \
        conformance_random_clamp(made, &least_, &greatest_);                                       \
        (p)->activation_min = (int8_t)least_;                                                      \
        (p)->activation_max = (int8_t)greatest_;                                                   \
        (p)->input_zero_point = (int8_t)conformance_random_zero_point(made);                       \
        (p)->output_zero_point = (int8_t)conformance_random_zero_point(made);                      \
    } while (0)

/* The places of both: output, input, filter, bias, multipliers with their shifts, scratch. */
static void fill_places(conformance_case *made, uint32_t output, uint32_t input, uint32_t filter,
                        uint32_t channels)
{
    made->bytes[0] = output;
    made->scratch = 5;
    conformance_fill_s8(made, conformance_place(made, 1, input, 1), input);
    conformance_fill_s8(made, conformance_place(made, 2, filter, 1), filter);
    if (conformance_random(made, 0, 3)) {
        conformance_fill_bias(made, conformance_place(made, 3, 4 * channels, 4), channels);
    }
    int32_t *multipliers = conformance_place(made, 4, 5 * channels, 4);
    conformance_fill_multipliers(made, multipliers,
                                 multipliers ? (int8_t *)(multipliers + channels) : NULL, channels);
}

void conformance_make_conv_2d(conformance_case *made)
{
    mw_conv_2d_parameters *p = (void *)made->parameters;
    _Static_assert(sizeof *p <= sizeof made->parameters, "parameters");
    MAKE_COMMON(made, p);
    int32_t groups = conformance_random(made, 0, 2) ? 1 : conformance_random(made, 1, 4);
    p->filter_channels = conformance_random(made, 1, 19);
    p->input_channels = groups * p->filter_channels;
    p->output_channels = groups * conformance_random(made, 1, 11);
    fill_places(
        made, (uint32_t)(p->batches * p->output_height * p->output_width * p->output_channels),
        (uint32_t)(p->batches * p->input_height * p->input_width * p->input_channels),
        (uint32_t)(p->filter_height * p->filter_width * p->filter_channels * p->output_channels),
        (uint32_t)p->output_channels);
}

void conformance_make_depthwise_conv_2d(conformance_case *made)
{
    mw_depthwise_conv_2d_parameters *p = (void *)made->parameters;
    _Static_assert(sizeof *p <= sizeof made->parameters, "parameters");
    MAKE_COMMON(made, p);
    p->depth_multiplier = conformance_random(made, 0, 2) ? 1 : conformance_random(made, 1, 9);
    p->input_channels = conformance_random(made, 1, 19);
    p->output_channels = p->input_channels * p->depth_multiplier;
    fill_places(made,
                (uint32_t)(p->batches * p->output_height * p->output_width * p->output_channels),
                (uint32_t)(p->batches * p->input_height * p->input_width * p->input_channels),
                (uint32_t)(p->filter_height * p->filter_width * p->output_channels),
                (uint32_t)p->output_channels);
}
