/* SPDX-License-Identifier: Apache-2.0
 *
 * LOGISTIC (the sigmoid), 8-bit, as it is to be understood.
 *
 * 1 / (1 + e^-x) takes any number to one between 0 and 1: very negative ones to 0, 0 to a half,
 * very positive ones to 1. The output, 8 bits, stands for result * 256 - 128.
 *
 * Fixed point: x is Q4.27, so what lies beyond +-15 counts as 0 or 1; e^-|x| and the result are
 * Q0.31. Only e to a negative power is needed, as 1 / (1 + e^x) = 1 - 1 / (1 + e^-x). */
#include "base/fixed_point.h"
#include "kernels/kernels.h"

/* 1 / (1 + e^-x), x in Q4.27, the result in Q0.31. */
static int32_t logistic(int32_t x)
{
    if (x == 0) {
        return 1 << 30;
    }
    int32_t above_half = mwi_one_over_one_plus_q0_31(mwi_exp_on_negative(x > 0 ? -x : x, 4));
    return x > 0 ? above_half : INT32_MAX - above_half;
}

void mw_logistic_s8_reference(const mw_logistic_parameters *p, const int8_t *input, int8_t *output)
{
    for (int32_t i = 0; i < p->elements; i++) {
        int32_t value = input[i] - p->input_zero_point;
        int32_t number;
        if (value <= -p->radius) {
            number = INT8_MIN;
        } else if (value >= p->radius) {
            number = INT8_MAX;
        } else {
            int32_t result = logistic(mwi_requantise(value, p->multiplier, p->shift));
            number = mwi_rounding_divide_by_power_of_two(result, 31 - 8) + INT8_MIN;
        }
        output[i] = (int8_t)mwi_clamp(number, INT8_MIN, INT8_MAX);
    }
}
