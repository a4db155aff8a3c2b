/* SPDX-License-Identifier: Apache-2.0
 *
 * FULLY_CONNECTED, 8-bit, as it is to be understood.
 *
 * Every unit has one weight for each number of the input; its output is the sum of the products and
 * a bias. Numbers stand for reals, real = scale * (number - zero_point), so the sum has the scale
 * input_scale * filter_scale, and the requantisation brings it to the output's scale. */
#include "base/fixed_point.h"
#include "kernels/kernels.h"

void mw_fully_connected_s8_reference(const mw_fully_connected_parameters *p, const int8_t *input,
                                     const int8_t *filter, const int32_t *bias,
                                     const int32_t *multipliers, const int8_t *shifts,
                                     int8_t *output)
{
    for (int32_t batch = 0; batch < p->batches; batch++) {
        for (int32_t unit = 0; unit < p->units; unit++) {
            const int8_t *weights = filter + unit * p->depth;
            int32_t sum = 0;
            for (int32_t i = 0; i < p->depth; i++) {
                sum += (input[i] - p->input_zero_point) * (weights[i] - p->filter_zero_point);
            }
            sum = bias ? mwi_wrap_add(sum, bias[unit]) : sum;
            int32_t multiplier = multipliers ? multipliers[unit] : p->multiplier;
            int32_t shift = multipliers ? shifts[unit] : p->shift;
            int32_t number =
                mwi_wrap_add(mwi_requantise(sum, multiplier, shift), p->output_zero_point);
            *output++ = (int8_t)mwi_clamp(number, p->activation_min, p->activation_max);
        }
        input += p->depth;
    }
}
