/* SPDX-License-Identifier: Apache-2.0
 *
 * SOFTMAX, 8-bit, as it is to be understood.
 *
 * Each number of a row gets the share e^x / (sum of all e^x). The row's greatest number is taken
 * from each first: the shares stay the same, and every exponent is 0 or less, so that e^x lies
 * between 0 and 1 and fixed point can hold it. A number of 8 bits stands for share * 256 - 128.
 *
 * Fixed point: the differences are Q5.26, their exponentials Q0.31, the sum Q12.19. What lies more
 * than 31 below the greatest has no share; neither has any number where the sum is 512 or more, as
 * then even the greatest share is less than half a step of the output. */
#include "base/fixed_point.h"
#include "kernels/kernels.h"

/* beta * scale * difference in Q5.26; a right shift is never needed. */
static int32_t rescale(const mw_softmax_parameters *p, int32_t difference)
{
    return mwi_doubling_high_multiply(mwi_wrap_shift_left(difference, p->shift), p->multiplier);
}

/* 1 / sum of a Q12.19 number: the result in Q0.31, to be divided by 2^bits more. */
static int32_t reciprocal(int32_t sum, int32_t *bits)
{
    int32_t headroom = mwi_leading_zeros((uint32_t)sum);
    int32_t above_one = (int32_t)(((uint32_t)sum << headroom) - 0x80000000u);
    *bits = 12 - headroom;
    return mwi_one_over_one_plus_q0_31(above_one);
}

static void softmax_row(const mw_softmax_parameters *p, const int8_t *input, int8_t *output)
{
    int32_t greatest = INT8_MIN;
    for (int32_t i = 0; i < p->depth; i++) {
        greatest = input[i] > greatest ? input[i] : greatest;
    }
    int32_t sum = 0;
    for (int32_t i = 0; i < p->depth; i++) {
        int32_t difference = input[i] - greatest;
        if (difference >= p->difference_min) {
            int32_t power = mwi_exp_on_negative(rescale(p, difference), 5);
            sum += mwi_rounding_divide_by_power_of_two(power, 12);
        }
    }
    int32_t bits;
    int32_t factor = reciprocal(sum, &bits);
    for (int32_t i = 0; i < p->depth; i++) {
        int32_t difference = input[i] - greatest;
        int32_t share = INT8_MIN;
        if (difference >= p->difference_min && bits <= 8) {
            int32_t power = mwi_exp_on_negative(rescale(p, difference), 5);
            share += mwi_rounding_divide_by_power_of_two(mwi_doubling_high_multiply(factor, power),
                                                         bits + 31 - 8);
        }
        output[i] = (int8_t)mwi_clamp(share, INT8_MIN, INT8_MAX);
    }
}

void mw_softmax_s8_reference(const mw_softmax_parameters *p, const int8_t *input, int8_t *output)
{
    for (int32_t row = 0; row < p->rows; row++) {
        softmax_row(p, input + row * p->depth, output + row * p->depth);
    }
}
