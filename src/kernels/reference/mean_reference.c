/* SPDX-License-Identifier: Apache-2.0
 *
 * MEAN, 8-bit, as it is to be understood.
 *
 * Some dimensions of the input vanish: all the numbers along them become one, their mean. The mean
 * over a picture's height and width leaves one number for each channel.
 *
 * Numbers stand for reals, real = scale * (number - zero_point). The sum of the differences from
 * the zero point is divided by the count and brought to the output's scale, both by one multiplier
 * that was found when planned: no division is left. */
#include "base/fixed_point.h"
#include "kernels/kernels.h"

/* The sum over both reduced dimensions; first is the first of the numbers. */
static int32_t sum_over(const mw_mean_parameters *p, const int8_t *first)
{
    int32_t step1 = p->middle * p->reduced2 * p->inner;
    int32_t sum = 0;
    for (int32_t i = 0; i < p->reduced1; i++) {
        for (int32_t j = 0; j < p->reduced2; j++) {
            sum += first[i * step1 + j * p->inner];
        }
    }
    return sum;
}

static int32_t mean_of(const mw_mean_parameters *p, int32_t sum)
{
    sum -= p->input_zero_point * p->reduced1 * p->reduced2;
    return mwi_wrap_add(mwi_requantise(sum, p->multiplier, p->shift), p->output_zero_point);
}

void mw_mean_s8_reference(const mw_mean_parameters *p, const int8_t *input, int8_t *output)
{
    for (int32_t outer = 0; outer < p->outer; outer++) {
        for (int32_t middle = 0; middle < p->middle; middle++) {
            for (int32_t inner = 0; inner < p->inner; inner++) {
                const int8_t *first = input + middle * p->reduced2 * p->inner + inner;
                int32_t mean = mean_of(p, sum_over(p, first));
                *output++ = (int8_t)mwi_clamp(mean, INT8_MIN, INT8_MAX);
            }
        }
        input += p->reduced1 * p->middle * p->reduced2 * p->inner;
    }
}
