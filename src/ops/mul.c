/* SPDX-License-Identifier: Apache-2.0
 *
 * MUL: what a node means. The product of two inputs, number by number; dimensions of one element
 * serve all of the other input's. The arithmetic is in kernels/reference/mul_reference.c. Options:
 * MulOptions. */
#include "ops/binary.h"

enum { ACTIVATION = 0 }; /* field of the options */

static mw_status prepare_s8(mw_prepare *prepare)
{
    mwi_binary binary;
    mw_mul_parameters p = {0};
    int32_t shift = 0;
    mw_status status = mwi_binary_prepare(prepare, ACTIVATION, &binary);
    if (status != MW_OK) {
        return status;
    }
    mwi_scale_to_multiplier(binary.input1.scale, binary.input2.scale, binary.output.scale,
                            &p.multiplier, &shift);
    p.shift = (int8_t)shift;
    MWI_SET_BROADCAST(&p, &binary.shape);
    p.zero_point1 = (int16_t)binary.input1.zero_point;
    p.zero_point2 = (int16_t)binary.input2.zero_point;
    p.output_zero_point = (int16_t)binary.output.zero_point;
    p.activation_min = binary.activation_min;
    p.activation_max = binary.activation_max;
    mwi_binary_place(prepare, &binary.shape);
    mw_prepare_parameters(prepare, &p, sizeof p, 0);
    return MW_OK;
}

const mw_operator mw_op_mul_s8 = {&mw_kernel_mul_s8, 18, MW_INT8, "MUL", prepare_s8};
