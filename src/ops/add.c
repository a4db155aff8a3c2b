/* SPDX-License-Identifier: Apache-2.0
 *
 * ADD: what a node means. The sum of two inputs, number by number; dimensions of one element serve
 * all of the other input's. The arithmetic is in kernels/reference/add_reference.c. Options:
 * AddOptions. */
#include "ops/binary.h"

enum { ACTIVATION = 0, /* field of the options */ LEFT_SHIFT = 20 /* the kernel's */ };

/* a / c * 2^power_of_two, which has to be below 1. */
static mw_status multiplier_below_one(const mw_prepare *prepare, uint32_t a, uint32_t c,
                                      int32_t power_of_two, int32_t *multiplier, int8_t *shift)
{
    int32_t found = 0;
    mwi_number_to_multiplier(mwi_quotient_as_double(a, MWI_SCALE_ONE, c, power_of_two), multiplier,
                             &found);
    *shift = (int8_t)found;
    return found <= 0 ? MW_OK
                      : mw_prepare_refuse(prepare, MW_UNSUPPORTED,
                                          MWI_TEXT("the output's scale is too small"), found, 0);
}

static mw_status prepare_s8(mw_prepare *prepare)
{
    mwi_binary binary;
    mw_add_parameters p = {0};
    mw_status status = mwi_binary_prepare(prepare, ACTIVATION, &binary);
    if (status != MW_OK) {
        return status;
    }
    uint32_t scale1 = binary.input1.scale;
    uint32_t scale2 = binary.input2.scale;
    uint32_t greater = scale1 > scale2 ? scale1 : scale2; /* bits of positive floats compare so */
    status = multiplier_below_one(prepare, scale1, greater, -1, &p.multiplier1, &p.shift1);
    status = status ? status
                    : multiplier_below_one(prepare, scale2, greater, -1, &p.multiplier2, &p.shift2);
    status = status ? status
                    : multiplier_below_one(prepare, greater, binary.output.scale, 1 - LEFT_SHIFT,
                                           &p.output_multiplier, &p.output_shift);
    MWI_SET_BROADCAST(&p, &binary.shape);
    p.zero_point1 = (int16_t)binary.input1.zero_point;
    p.zero_point2 = (int16_t)binary.input2.zero_point;
    p.output_zero_point = (int16_t)binary.output.zero_point;
    p.activation_min = binary.activation_min;
    p.activation_max = binary.activation_max;
    mwi_binary_place(prepare, &binary.shape);
    mw_prepare_parameters(prepare, &p, sizeof p, 0);
    return status;
}

const mw_operator mw_op_add_s8 = {&mw_kernel_add_s8, 0, MW_INT8, "ADD", prepare_s8};
