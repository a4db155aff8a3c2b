/* SPDX-License-Identifier: Apache-2.0
 *
 * FULLY_CONNECTED, 8-bit, fast on any 32-bit CPU.
 *
 * Changed against the reference: four units share each number of the input, and a zero point of the
 * filter is taken off once a unit: sum (x * (w - z)) = sum (x * w) - z * sum (x). Both are exact
 * modulo 2^32, so the bits are the same. */
#include "base/fixed_point.h"
#include "kernels/kernels.h"
#include "kernels/portable/dot_portable.h"

/* The sum of (number - zero point) over the input; only asked for where the filter has a zero
 * point. */
static int32_t sum_input(const mw_fully_connected_parameters *p, const int8_t *input)
{
    int32_t sum = 0;
    for (int32_t i = 0; i < p->depth; i++) {
        sum += input[i] - p->input_zero_point;
    }
    return sum;
}

void mw_fully_connected_s8_portable(const mw_fully_connected_parameters *p, const int8_t *input,
                                    const int8_t *filter, const int32_t *bias,
                                    const int32_t *multipliers, const int8_t *shifts,
                                    int8_t *output)
{
    for (int32_t batch = 0; batch < p->batches; batch++) {
        int32_t from_filter = p->filter_zero_point ? p->filter_zero_point * sum_input(p, input) : 0;
        for (int32_t unit = 0; unit < p->units; unit += 4) {
            int32_t lanes = p->units - unit < 4 ? p->units - unit : 4;
            int32_t sums[4] = {0, 0, 0, 0};
            mwi_dot(input, filter + unit * p->depth, p->depth, p->depth, p->input_zero_point, lanes,
                    sums);
            for (int32_t u = unit; u < unit + lanes; u++) {
                int32_t sum = mwi_wrap_add(sums[u - unit], -from_filter);
                sum = bias ? mwi_wrap_add(sum, bias[u]) : sum;
                int32_t multiplier = multipliers ? multipliers[u] : p->multiplier;
                int32_t shift = multipliers ? shifts[u] : p->shift;
                int32_t number =
                    mwi_wrap_add(mwi_requantise(sum, multiplier, shift), p->output_zero_point);
                *output++ = (int8_t)mwi_clamp(number, p->activation_min, p->activation_max);
            }
        }
        input += p->depth;
    }
}
