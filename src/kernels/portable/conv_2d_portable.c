/* SPDX-License-Identifier: Apache-2.0
 *
 * CONV_2D, 8-bit, fast on any 32-bit CPU.
 *
 * Changed against the reference: the part of the filters that lies on the picture is found once for
 * a place; a row of it, all its channels, is one run of numbers where nothing lies between its
 * columns; and four filters share each number. The sums are of the same products in another order,
 * so the bits are the same. */
#include <stdbool.h>

#include "base/fixed_point.h"
#include "kernels/kernels.h"
#include "kernels/portable/dot_portable.h"
#include "kernels/portable/window_portable.h"

/* The filters at one place: runs of numbers that lie under runs of weights, some in each row. */
typedef struct window {
    const int8_t *numbers;          /* the first run of the first channel */
    int32_t weights;                /* where in a filter its weights stand */
    int32_t rows, runs;             /* rows, and runs in each */
    int32_t run;                    /* numbers in a run */
    int32_t number_run, weight_run; /* from one run to the next */
    int32_t number_row, weight_row; /* from one row to the next */
    int32_t filter_elements;        /* from one filter to the next */
    int32_t zero_point;
} window;

/* What does not change from place to place. */
static window window_of(const mw_conv_2d_parameters *p)
{
    return (window){
        .number_run = p->dilation_width * p->input_channels,
        .weight_run = p->filter_channels,
        .number_row = p->dilation_height * p->input_width * p->input_channels,
        .weight_row = p->filter_width * p->filter_channels,
        .filter_elements = p->filter_height * p->filter_width * p->filter_channels,
        .zero_point = p->input_zero_point,
    };
}

/* Lays the filters on the picture; rows are those of the filters that lie on it, and first_row,
 * first_column where their first element lies, inside or not. */
static void place_window(const mw_conv_2d_parameters *p, window *at, const int8_t *picture,
                         mwi_span rows, int32_t first_row, int32_t first_column)
{
    mwi_span columns =
        mwi_span_inside(first_column, p->input_width, p->filter_width, p->dilation_width);
    bool joined = p->dilation_width == 1 && p->filter_channels == p->input_channels;
    int32_t width = columns.last - columns.first;
    int32_t row = first_row + rows.first * p->dilation_height;
    int32_t column = first_column + columns.first * p->dilation_width;
    at->numbers = picture + (row * p->input_width + column) * p->input_channels;
    at->weights = (rows.first * p->filter_width + columns.first) * p->filter_channels;
    at->rows = rows.last - rows.first;
    at->runs = joined ? 1 : width;
    at->run = (joined ? width : 1) * p->filter_channels;
}

static MWI_NOT_INLINED void sum_filters(const window *at, const int8_t *numbers,
                                        const int8_t *filters, int32_t lanes, int32_t sums[4])
{
    for (int32_t row = 0; row < at->rows; row++) {
        for (int32_t run = 0; run < at->runs; run++) {
            mwi_dot(numbers + run * at->number_run, filters + run * at->weight_run,
                    at->filter_elements, at->run, at->zero_point, lanes, sums);
        }
        numbers += at->number_row;
        filters += at->weight_row;
    }
}

/* All output channels at one place. The filters of a group see the group's channels. */
static void convolve_place(const mw_conv_2d_parameters *p, const window *at, const int8_t *filter,
                           const int32_t *bias, const int32_t *multipliers, const int8_t *shifts,
                           int8_t *output)
{
    int32_t group = p->output_channels / (p->input_channels / p->filter_channels);
    const int8_t *numbers = at->numbers;
    int32_t left = group; /* filters of the group */
    for (int32_t c = 0; c < p->output_channels;) {
        int32_t lanes = left < 4 ? left : 4;
        int32_t sums[4] = {0, 0, 0, 0};
        sum_filters(at, numbers, filter + c * at->filter_elements + at->weights, lanes, sums);
        for (int32_t lane = 0; lane < lanes; lane++, c++) {
            int32_t sum = bias ? mwi_wrap_add(sums[lane], bias[c]) : sums[lane];
            int32_t number = mwi_requantise(sum, multipliers[c], shifts[c]);
            number = mwi_wrap_add(number, p->output_zero_point);
            output[c] = (int8_t)mwi_clamp(number, p->activation_min, p->activation_max);
        }
        left -= lanes;
        if (left == 0) {
            left = group;
            numbers += p->filter_channels;
        }
    }
}

void mw_conv_2d_s8_portable(const mw_conv_2d_parameters *p, const int8_t *input,
                            const int8_t *filter, const int32_t *bias, const int32_t *multipliers,
                            const int8_t *shifts, int8_t *output, void *scratch)
{
    (void)scratch;
    window at = window_of(p);
    for (int32_t batch = 0; batch < p->batches; batch++) {
        for (int32_t out_y = 0; out_y < p->output_height; out_y++) {
            int32_t first_row = out_y * p->stride_height - p->padding_top;
            mwi_span rows =
                mwi_span_inside(first_row, p->input_height, p->filter_height, p->dilation_height);
            int32_t first_column = -p->padding_left;
            for (int32_t out_x = 0; out_x < p->output_width; out_x++) {
                place_window(p, &at, input, rows, first_row, first_column);
                convolve_place(p, &at, filter, bias, multipliers, shifts, output);
                output += p->output_channels;
                first_column += p->stride_width;
            }
        }
        input += p->input_height * p->input_width * p->input_channels;
    }
}
