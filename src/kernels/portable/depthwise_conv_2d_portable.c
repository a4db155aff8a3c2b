/* SPDX-License-Identifier: Apache-2.0
 *
 * DEPTHWISE_CONV_2D, 8-bit, fast on any 32-bit CPU.
 *
 * Changed against the reference: the part of a filter that lies on the picture is found beforehand,
 * and four output channels go together, since their weights lie side by side: either of one input
 * channel, which they share, or of four that lie side by side as well. The sums are of the same
 * products, so the bits are the same. */
#include <stdbool.h>

#include "base/cpu.h"
#include "base/fixed_point.h"
#include "kernels/kernels.h"
#include "kernels/portable/window_portable.h"

/* The filters at one place of the picture: what lies on it, and how to go on. */
typedef struct place {
    const int8_t *numbers; /* under the first column and row that lie on the picture */
    const int8_t *weights; /* of the first channel there */
    int32_t rows;
    int32_t row_weights;                  /* from a row's first weight to behind its last */
    int32_t number_column, weight_column; /* from one column to the next */
    int32_t number_row, weight_row;       /* from the end of a row to the next row */
    int32_t zero_point;
} place;

/* Four output channels of one input channel: they share each number. */
static MWI_NOT_INLINED void sum_shared(const place *at, const int8_t *numbers,
                                       const int8_t *weights, int32_t sums[4])
{
    int32_t s0 = 0;
    int32_t s1 = 0;
    int32_t s2 = 0;
    int32_t s3 = 0;
    const int32_t number_column = at->number_column;
    const int32_t weight_column = at->weight_column;
    const int32_t zero_point = at->zero_point;
    for (int32_t y = at->rows; y > 0; y--) {
        const int8_t *end = weights + at->row_weights;
        while (weights < end) {
            int32_t number = *numbers - zero_point;
            s0 += number * weights[0];
            s1 += number * weights[1];
            s2 += number * weights[2];
            s3 += number * weights[3];
            numbers += number_column;
            weights += weight_column;
        }
        numbers += at->number_row;
        weights += at->weight_row;
    }
    sums[0] = s0;
    sums[1] = s1;
    sums[2] = s2;
    sums[3] = s3;
}

/* Four output channels of four input channels. */
static MWI_NOT_INLINED void sum_apart(const place *at, const int8_t *numbers, const int8_t *weights,
                                      int32_t sums[4])
{
    int32_t s0 = 0;
    int32_t s1 = 0;
    int32_t s2 = 0;
    int32_t s3 = 0;
    const int32_t number_column = at->number_column;
    const int32_t weight_column = at->weight_column;
    const int32_t zero_point = at->zero_point;
    for (int32_t y = at->rows; y > 0; y--) {
        const int8_t *end = weights + at->row_weights;
        while (weights < end) {
            s0 += (numbers[0] - zero_point) * weights[0];
            s1 += (numbers[1] - zero_point) * weights[1];
            s2 += (numbers[2] - zero_point) * weights[2];
            s3 += (numbers[3] - zero_point) * weights[3];
            numbers += number_column;
            weights += weight_column;
        }
        numbers += at->number_row;
        weights += at->weight_row;
    }
    sums[0] = s0;
    sums[1] = s1;
    sums[2] = s2;
    sums[3] = s3;
}

static MWI_NOT_INLINED int32_t sum_one(const place *at, const int8_t *numbers,
                                       const int8_t *weights)
{
    int32_t sum = 0;
    for (int32_t y = at->rows; y > 0; y--) {
        const int8_t *end = weights + at->row_weights;
        while (weights < end) {
            sum += (*numbers - at->zero_point) * *weights;
            numbers += at->number_column;
            weights += at->weight_column;
        }
        numbers += at->number_row;
        weights += at->weight_row;
    }
    return sum;
}

/* All output channels at one place. */
static void convolve_place(const mw_depthwise_conv_2d_parameters *p, const place *at,
                           const int32_t *bias, const int32_t *multipliers, const int8_t *shifts,
                           int8_t *output)
{
    int32_t within = 0; /* which output channel of its input channel */
    const int8_t *numbers = at->numbers;
    for (int32_t c = 0; c < p->output_channels;) {
        int32_t sums[4];
        int32_t lanes = 4;
        if (p->depth_multiplier == 1 && p->output_channels - c >= 4) {
            sum_apart(at, numbers, at->weights + c, sums);
            numbers += 4;
        } else if (p->depth_multiplier - within >= 4) {
            sum_shared(at, numbers, at->weights + c, sums);
            within += 4;
        } else {
            sums[0] = sum_one(at, numbers, at->weights + c);
            lanes = 1;
            within++;
        }
        if (within == p->depth_multiplier) {
            within = 0;
            numbers++;
        }
        for (int32_t lane = 0; lane < lanes; lane++, c++) {
            int32_t sum = bias ? mwi_wrap_add(sums[lane], bias[c]) : sums[lane];
            int32_t number = mwi_requantise(sum, multipliers[c], shifts[c]);
            number = mwi_wrap_add(number, p->output_zero_point);
            output[c] = (int8_t)mwi_clamp(number, p->activation_min, p->activation_max);
        }
    }
}

void mw_depthwise_conv_2d_s8_portable(const mw_depthwise_conv_2d_parameters *p, const int8_t *input,
                                      const int8_t *filter, const int32_t *bias,
                                      const int32_t *multipliers, const int8_t *shifts,
                                      int8_t *output, void *scratch)
{
    (void)scratch;
    int32_t in_row = p->input_width * p->input_channels;
    int32_t filter_row = p->filter_width * p->output_channels;
    place at = {.number_column = p->dilation_width * p->input_channels,
                .weight_column = p->output_channels,
                .zero_point = p->input_zero_point};
    int32_t rows = p->batches * p->output_height;
    for (int32_t row = 0; row < rows; row++) {
        int32_t out_y = row % p->output_height;
        if (row != 0 && out_y == 0) {
            input += p->input_height * in_row;
        }
        int32_t first_row = out_y * p->stride_height - p->padding_top;
        mwi_span y =
            mwi_span_inside(first_row, p->input_height, p->filter_height, p->dilation_height);
        at.rows = y.last - y.first;
        for (int32_t out_x = 0; out_x < p->output_width; out_x++) {
            int32_t first_column = out_x * p->stride_width - p->padding_left;
            mwi_span x =
                mwi_span_inside(first_column, p->input_width, p->filter_width, p->dilation_width);
            int32_t columns = x.last - x.first;
            at.row_weights = columns * at.weight_column;
            at.number_row = p->dilation_height * in_row - columns * at.number_column;
            at.weight_row = filter_row - at.row_weights;
            at.numbers = input + (first_row + y.first * p->dilation_height) * in_row +
                         (first_column + x.first * p->dilation_width) * p->input_channels;
            at.weights = filter + y.first * filter_row + x.first * p->output_channels;
            convolve_place(p, &at, bias, multipliers, shifts, output);
            output += p->output_channels;
        }
    }
}
