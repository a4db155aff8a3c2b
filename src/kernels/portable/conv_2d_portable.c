/* SPDX-License-Identifier: Apache-2.0
 *
 * CONV_2D, 8-bit, fast on any 32-bit CPU.
 *
 * Changed against the reference: the part of a filter that lies on the picture is found beforehand;
 * a row of it, all its channels, is one run of numbers where nothing lies between its columns; and
 * four filters share each number. The sums are of the same products in another order, so the bits
 * are the same. */
#include <stdbool.h>

#include "base/fixed_point.h"
#include "kernels/kernels.h"
#include "kernels/portable/dot_portable.h"
#include "kernels/portable/window_portable.h"

/* Filters at one place of the picture. */
typedef struct place {
    mwi_span rows, columns;  /* of the filters, those that lie on the picture */
    int32_t first_row;       /* of the picture, under row 0 of the filters: may be negative */
    int32_t first_column;    /* likewise */
    int32_t filter_elements; /* from one filter to the next */
    int32_t groups_channel;  /* the first channel that the filters see */
} place;

/* Sums lanes filters. */
static void sum_filters(const mw_conv_2d_parameters *p, const place *at, const int8_t *picture,
                        const int8_t *filters, int32_t lanes, int32_t sums[4])
{
    bool joined = p->dilation_width == 1 && p->filter_channels == p->input_channels;
    int32_t width = at->columns.last - at->columns.first;
    int32_t runs = joined ? 1 : width;
    int32_t run = (joined ? width : 1) * p->filter_channels;
    for (int32_t y = at->rows.first; y < at->rows.last; y++) {
        int32_t in_row = (at->first_row + y * p->dilation_height) * p->input_width;
        for (int32_t i = 0; i < runs; i++) {
            int32_t x = at->columns.first + i;
            int32_t in_column = at->first_column + x * p->dilation_width;
            int32_t in = (in_row + in_column) * p->input_channels + at->groups_channel;
            int32_t weight = (y * p->filter_width + x) * p->filter_channels;
            mwi_dot(picture + in, filters + weight, at->filter_elements, run, p->input_zero_point,
                    lanes, sums);
        }
    }
}

/* The output channels of one group at one place. */
static int8_t *convolve_group(const mw_conv_2d_parameters *p, const place *at,
                              const int8_t *picture, const int8_t *filter, const int32_t *bias,
                              const int32_t *multipliers, const int8_t *shifts, int32_t first,
                              int32_t count, int8_t *output)
{
    for (int32_t c = first; c < first + count; c += 4) {
        int32_t lanes = first + count - c < 4 ? first + count - c : 4;
        int32_t sums[4] = {0, 0, 0, 0};
        sum_filters(p, at, picture, filter + c * at->filter_elements, lanes, sums);
        for (int32_t lane = 0; lane < lanes; lane++) {
            int32_t sum = bias ? mwi_wrap_add(sums[lane], bias[c + lane]) : sums[lane];
            int32_t number = mwi_requantise(sum, multipliers[c + lane], shifts[c + lane]);
            number = mwi_wrap_add(number, p->output_zero_point);
            *output++ = (int8_t)mwi_clamp(number, p->activation_min, p->activation_max);
        }
    }
    return output;
}

void mw_conv_2d_s8_portable(const mw_conv_2d_parameters *p, const int8_t *input,
                            const int8_t *filter, const int32_t *bias, const int32_t *multipliers,
                            const int8_t *shifts, int8_t *output, void *scratch)
{
    (void)scratch;
    place at = {.filter_elements = p->filter_height * p->filter_width * p->filter_channels};
    int32_t group = p->output_channels / (p->input_channels / p->filter_channels);
    int32_t rows = p->batches * p->output_height;
    for (int32_t row = 0; row < rows; row++) {
        int32_t out_y = row % p->output_height;
        if (row != 0 && out_y == 0) {
            input += p->input_height * p->input_width * p->input_channels;
        }
        at.first_row = out_y * p->stride_height - p->padding_top;
        at.rows =
            mwi_span_inside(at.first_row, p->input_height, p->filter_height, p->dilation_height);
        at.first_column = -p->padding_left;
        for (int32_t out_x = 0; out_x < p->output_width; out_x++) {
            at.columns = mwi_span_inside(at.first_column, p->input_width, p->filter_width,
                                         p->dilation_width);
            at.groups_channel = 0;
            for (int32_t c = 0; c < p->output_channels; c += group) {
                output = convolve_group(p, &at, input, filter, bias, multipliers, shifts, c, group,
                                        output);
                at.groups_channel += p->filter_channels;
            }
            at.first_column += p->stride_width;
        }
    }
}
