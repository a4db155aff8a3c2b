/* SPDX-License-Identifier: Apache-2.0
 *
 * MUL, 8-bit, as it is to be understood.
 *
 * The output is the product of two inputs, number by number; where their shapes differ, dimensions
 * of one element are used again as in ADD (add_reference.c). Numbers stand for reals, real = scale
 * * (number - zero_point), so the product of two differences has the scale scale1 * scale2, and one
 * multiplier brings it to the output's. */
#include "base/fixed_point.h"
#include "kernels/broadcast.h"
#include "kernels/kernels.h"

static int8_t multiply(const mw_mul_parameters *p, int8_t input1, int8_t input2)
{
    int32_t product = (input1 - p->zero_point1) * (input2 - p->zero_point2);
    int32_t number =
        mwi_wrap_add(mwi_requantise(product, p->multiplier, p->shift), p->output_zero_point);
    return (int8_t)mwi_clamp(number, p->activation_min, p->activation_max);
}

void mw_mul_s8_reference(const mw_mul_parameters *p, const int8_t *input1, const int8_t *input2,
                         const mwi_broadcast_dim *outer, int8_t *output)
{
    mwi_broadcast_walk row = {0};
    do {
        const int8_t *in1 = input1 + row.offset1;
        const int8_t *in2 = input2 + row.offset2;
        for (int32_t i = 0; i < p->row_length; i++) {
            *output++ = multiply(p, *in1, *in2);
            in1 += p->step1;
            in2 += p->step2;
        }
    } while (mwi_broadcast_next(&row, outer, p->outer_count));
}
