/* SPDX-License-Identifier: Apache-2.0
 *
 * ADD, 8-bit, as it is to be understood.
 *
 * The output is the sum of two inputs, number by number. Where the inputs' shapes differ, a
 * dimension of one element is used again for every element that the other has ("broadcasting"): a
 * picture plus one number for each channel.
 *
 * Numbers stand for reals, real = scale * (number - zero_point), and the inputs' scales differ: the
 * numbers cannot be added as they are. Both are brought to one scale first, twice the greater of
 * the two, so that the sum fits again; shifted left by 20 bits before, they lose nothing that
 * counts. The sum is then brought to the output's scale. */
#include "base/fixed_point.h"
#include "kernels/broadcast.h"
#include "kernels/kernels.h"

enum { LEFT_SHIFT = 20 };

static int8_t add(const mw_add_parameters *p, int8_t input1, int8_t input2)
{
    int32_t value1 = (input1 - p->zero_point1) * (1 << LEFT_SHIFT);
    int32_t value2 = (input2 - p->zero_point2) * (1 << LEFT_SHIFT);
    int32_t sum = mwi_requantise(value1, p->multiplier1, p->shift1) +
                  mwi_requantise(value2, p->multiplier2, p->shift2);
    int32_t number =
        mwi_requantise(sum, p->output_multiplier, p->output_shift) + p->output_zero_point;
    return (int8_t)mwi_clamp(number, p->activation_min, p->activation_max);
}

void mw_add_s8_reference(const mw_add_parameters *p, const int8_t *input1, const int8_t *input2,
                         const mwi_broadcast_dim *outer, int8_t *output)
{
    mwi_broadcast_walk row = {0};
    do {
        const int8_t *in1 = input1 + row.offset1;
        const int8_t *in2 = input2 + row.offset2;
        for (int32_t i = 0; i < p->row_length; i++) {
            *output++ = add(p, *in1, *in2);
            in1 += p->step1;
            in2 += p->step2;
        }
    } while (mwi_broadcast_next(&row, outer, p->outer_count));
}
