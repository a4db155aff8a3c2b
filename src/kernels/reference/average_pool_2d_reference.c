/* SPDX-License-Identifier: Apache-2.0
 *
 * AVERAGE_POOL_2D, 8-bit, as it is to be understood.
 *
 * A window is laid on the picture at every stride-th place, and each channel's numbers under it
 * become one: their mean. The picture gets smaller and coarser. What of a window hangs over the
 * picture's edge (padding) does not count, neither in the sum nor in the count. Input and output
 * have the same scale and zero point, so the mean of the numbers is the number of the mean. It is
 * rounded to nearest, halves away from zero. */
#include "base/fixed_point.h"
#include "kernels/kernels.h"

/* The mean of one channel under the window whose upper left corner lies at row, column. */
static int32_t mean_under_window(const mw_pool_2d_parameters *p, const int8_t *channel, int32_t row,
                                 int32_t column)
{
    int32_t sum = 0;
    int32_t top = row > 0 ? row : 0;
    int32_t left = column > 0 ? column : 0;
    int32_t bottom = mwi_clamp(row + p->filter_height, 0, p->input_height);
    int32_t right = mwi_clamp(column + p->filter_width, 0, p->input_width);
    for (int32_t y = top; y < bottom; y++) {
        for (int32_t x = left; x < right; x++) {
            sum += channel[(y * p->input_width + x) * p->channels];
        }
    }
    int32_t count = (bottom - top) * (right - left);
    return (sum > 0 ? sum + count / 2 : sum - count / 2) / count;
}

void mw_average_pool_2d_s8_reference(const mw_pool_2d_parameters *p, const int8_t *input,
                                     int8_t *output)
{
    for (int32_t batch = 0; batch < p->batches; batch++) {
        for (int32_t out_y = 0; out_y < p->output_height; out_y++) {
            for (int32_t out_x = 0; out_x < p->output_width; out_x++) {
                int32_t row = out_y * p->stride_height - p->padding_top;
                int32_t column = out_x * p->stride_width - p->padding_left;
                for (int32_t c = 0; c < p->channels; c++) {
                    int32_t mean = mean_under_window(p, input + c, row, column);
                    *output++ = (int8_t)mwi_clamp(mean, p->activation_min, p->activation_max);
                }
            }
        }
        input += p->input_height * p->input_width * p->channels;
    }
}
