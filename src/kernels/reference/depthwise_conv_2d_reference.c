/* SPDX-License-Identifier: Apache-2.0
 *
 * DEPTHWISE_CONV_2D, 8-bit, as it is to be understood.
 *
 * As CONV_2D (read conv_2d_reference.c first), but a filter sees one channel of the picture only:
 * filter_height x filter_width weights. Every input channel has depth_multiplier filters, each of
 * which gives one output channel. It costs a fraction of a full convolution; networks for small
 * chips put it in pairs with a 1 x 1 convolution, which mixes the channels. */
#include "base/fixed_point.h"
#include "kernels/kernels.h"

/* The sum under a filter whose upper left corner lies at row, column of the picture. */
static int32_t sum_under_filter(const mw_depthwise_conv_2d_parameters *p, const int8_t *picture,
                                const int8_t *filter, int32_t row, int32_t column)
{
    int32_t sum = 0;
    for (int32_t y = 0; y < p->filter_height; y++) {
        for (int32_t x = 0; x < p->filter_width; x++) {
            int32_t in_y = row + y * p->dilation_height;
            int32_t in_x = column + x * p->dilation_width;
            if (in_y < 0 || in_y >= p->input_height || in_x < 0 || in_x >= p->input_width) {
                continue;
            }
            int32_t in = picture[(in_y * p->input_width + in_x) * p->input_channels];
            int32_t weight = filter[(y * p->filter_width + x) * p->output_channels];
            sum += (in - p->input_zero_point) * weight;
        }
    }
    return sum;
}

void mw_depthwise_conv_2d_s8_reference(const mw_depthwise_conv_2d_parameters *p,
                                       const int8_t *input, const int8_t *filter,
                                       const int32_t *bias, const int32_t *multipliers,
                                       const int8_t *shifts, int8_t *output, void *scratch)
{
    (void)scratch;
    for (int32_t batch = 0; batch < p->batches; batch++) {
        for (int32_t out_y = 0; out_y < p->output_height; out_y++) {
            for (int32_t out_x = 0; out_x < p->output_width; out_x++) {
                int32_t row = out_y * p->stride_height - p->padding_top;
                int32_t column = out_x * p->stride_width - p->padding_left;
                for (int32_t c = 0; c < p->output_channels; c++) {
                    int32_t sum = sum_under_filter(p, input + c / p->depth_multiplier, filter + c,
                                                   row, column);
                    sum = bias ? mwi_wrap_add(sum, bias[c]) : sum;
                    int32_t number = mwi_requantise(sum, multipliers[c], shifts[c]);
                    number = mwi_wrap_add(number, p->output_zero_point);
                    *output++ = (int8_t)mwi_clamp(number, p->activation_min, p->activation_max);
                }
            }
        }
        input += p->input_height * p->input_width * p->input_channels;
    }
}
