/* SPDX-License-Identifier: Apache-2.0
 *
 * CONV_2D, 8-bit, as it is to be understood.
 *
 * A filter is a small box of weights, filter_height x filter_width x filter_channels. It is laid on
 * the picture at every stride-th place; the picture's numbers under it are multiplied with its
 * weights and summed, and the sum, with the filter's bias, is one number of the filter's output
 * channel. Where the filter hangs over the picture's edge (padding) the picture counts as real 0,
 * which adds nothing. A dilation spreads the filter's rows and columns apart.
 *
 * Numbers stand for reals: real = scale * (number - zero_point); weights have zero point 0. So the
 * sum over (input - zero point) * weight has the scale input_scale * filter_scale, and the
 * requantisation brings it to the output's: one multiplier a channel, found when planned. */
#include "base/fixed_point.h"
#include "kernels/kernels.h"

/* The sum under a filter whose upper left corner lies at row, column of the picture. */
static int32_t sum_under_filter(const mw_conv_2d_parameters *p, const int8_t *picture,
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
            const int8_t *in = picture + (in_y * p->input_width + in_x) * p->input_channels;
            const int8_t *weights = filter + (y * p->filter_width + x) * p->filter_channels;
            for (int32_t c = 0; c < p->filter_channels; c++) {
                sum += (in[c] - p->input_zero_point) * weights[c];
            }
        }
    }
    return sum;
}

void mw_conv_2d_s8_reference(const mw_conv_2d_parameters *p, const int8_t *input,
                             const int8_t *filter, const int32_t *bias, const int32_t *multipliers,
                             const int8_t *shifts, int8_t *output, void *scratch)
{
    (void)scratch;
    int32_t filter_elements = p->filter_height * p->filter_width * p->filter_channels;
    int32_t groups = p->input_channels / p->filter_channels;
    int32_t channels_of_group = p->output_channels / groups;
    for (int32_t batch = 0; batch < p->batches; batch++) {
        for (int32_t out_y = 0; out_y < p->output_height; out_y++) {
            for (int32_t out_x = 0; out_x < p->output_width; out_x++) {
                int32_t row = out_y * p->stride_height - p->padding_top;
                int32_t column = out_x * p->stride_width - p->padding_left;
                for (int32_t c = 0; c < p->output_channels; c++) {
                    int32_t first_channel = c / channels_of_group * p->filter_channels;
                    int32_t sum = sum_under_filter(p, input + first_channel,
                                                   filter + c * filter_elements, row, column);
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
