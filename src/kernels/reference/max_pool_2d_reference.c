/* SPDX-License-Identifier: Apache-2.0
 *
 * MAX_POOL_2D, 8-bit, as it is to be understood.
 *
 * As AVERAGE_POOL_2D (average_pool_2d_reference.c), but each channel's numbers under a window
 * become their greatest: "was this feature seen anywhere here?" */
#include "base/fixed_point.h"
#include "kernels/kernels.h"

/* The greatest of one channel under the window whose upper left corner lies at row, column. */
static int32_t greatest_under_window(const mw_pool_2d_parameters *p, const int8_t *channel,
                                     int32_t row, int32_t column)
{
    int32_t greatest = INT8_MIN;
    int32_t top = row > 0 ? row : 0;
    int32_t left = column > 0 ? column : 0;
    int32_t bottom = mwi_clamp(row + p->filter_height, 0, p->input_height);
    int32_t right = mwi_clamp(column + p->filter_width, 0, p->input_width);
    for (int32_t y = top; y < bottom; y++) {
        for (int32_t x = left; x < right; x++) {
            int32_t in = channel[(y * p->input_width + x) * p->channels];
            greatest = in > greatest ? in : greatest;
        }
    }
    return greatest;
}

void mw_max_pool_2d_s8_reference(const mw_pool_2d_parameters *p, const int8_t *input,
                                 int8_t *output)
{
    for (int32_t batch = 0; batch < p->batches; batch++) {
        for (int32_t out_y = 0; out_y < p->output_height; out_y++) {
            for (int32_t out_x = 0; out_x < p->output_width; out_x++) {
                int32_t row = out_y * p->stride_height - p->padding_top;
                int32_t column = out_x * p->stride_width - p->padding_left;
                for (int32_t c = 0; c < p->channels; c++) {
                    int32_t greatest = greatest_under_window(p, input + c, row, column);
                    *output++ = (int8_t)mwi_clamp(greatest, p->activation_min, p->activation_max);
                }
            }
        }
        input += p->input_height * p->input_width * p->channels;
    }
}
