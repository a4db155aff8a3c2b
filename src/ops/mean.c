/* SPDX-License-Identifier: Apache-2.0
 *
 * MEAN: what a node means. Some dimensions vanish: all numbers along them become their mean. The
 * arithmetic is in kernels/reference/mean_reference.c.
 *
 * Inputs: numbers, axes (a constant: which dimensions vanish; negative ones count from the last).
 * Options: ReducerOptions, whose keep_dims only changes how the output's shape is written. */
#include "base/fixed_point.h"
#include "kernels/parameters.h"
#include "ops/constant.h"
#include "ops/quantisation.h"

enum { COUNT_MAX = 8421504 }; /* parameters.h: the sum of so many fits */

/* A bit for each dimension of the input that vanishes. */
static mw_status read_axes(const mw_prepare *prepare, const mw_tensor *input, const mw_tensor *axes,
                           uint32_t *reduced)
{
    if (!mwi_is_constant_i32(axes)) {
        return mw_prepare_refuse(prepare, MW_UNSUPPORTED,
                                 MWI_TEXT("the axes are not constant int32"), axes->type, MW_INT32);
    }
    if (axes->elements > MW_RANK_MAX) { /* operators may share them: their number bounds the time */
        return mw_prepare_refuse(prepare, MW_BAD_MODEL,
                                 MWI_TEXT("more axes than a tensor has dimensions"),
                                 (int32_t)axes->elements, MW_RANK_MAX);
    }
    *reduced = 0;
    for (uint32_t i = 0; i < axes->elements; i++) {
        int32_t axis = mwi_constant_i32(prepare, axes, i);
        uint32_t dimension = (uint32_t)axis + (axis < 0 ? input->rank : 0u);
        if (dimension >= input->rank) {
            return mw_prepare_refuse(prepare, MW_BAD_MODEL,
                                     MWI_TEXT("an axis is none of the input's dimensions"), axis,
                                     input->rank);
        }
        *reduced |= 1u << dimension;
    }
    return MW_OK;
}

/* The input's dimensions, neighbours that are both kept or both reduced being one, as extents of
 * outer, reduced1, middle, reduced2, inner. */
static mw_status join_dims(const mw_prepare *prepare, const mw_tensor *input, uint32_t reduced,
                           int32_t extents[5])
{
    uint32_t at = 0;
    if (input->elements == 0) {
        return mw_prepare_refuse(prepare, MW_BAD_MODEL, MWI_TEXT("a tensor is empty"), 0, 0);
    }
    for (uint32_t i = 0; i < 5; i++) {
        extents[i] = 1;
    }
    for (uint32_t d = 0; d < input->rank; d++) {
        if (input->dims[d] == 1) {
            continue;
        }
        at += (at & 1u) != (reduced >> d & 1u);
        if (at >= 5) {
            return mw_prepare_refuse(prepare, MW_UNSUPPORTED,
                                     MWI_TEXT("the axes lie in more than two groups"), 0, 0);
        }
        extents[at] *= input->dims[d];
    }
    return MW_OK;
}

/* multiplier * 2^power / count, cut off; count is at least 2^power. A long division bit by bit,
 * because CPUs without one for 64 bits would link a whole library function. */
static int32_t divide_multiplier(uint32_t multiplier, int32_t power, uint32_t count)
{
    uint32_t quotient = 0;
    uint32_t remainder = 0;
    for (int32_t bit = 30 + power; bit >= 0; bit--) {
        uint32_t next = bit >= power ? multiplier >> (bit - power) & 1u : 0u;
        remainder = remainder << 1 | next;
        quotient <<= 1;
        if (remainder >= count) {
            remainder -= count;
            quotient |= 1u;
        }
    }
    return (int32_t)quotient;
}

/* The multiplier from input to output, with the division by count in it. */
static void find_multiplier(mwi_quantisation in, mwi_quantisation out, uint32_t count,
                            mw_mean_parameters *p)
{
    int32_t multiplier;
    int32_t shift;
    mwi_scale_to_multiplier(in.scale, MWI_SCALE_ONE, out.scale, &multiplier, &shift);
    int32_t power = 31 - mwi_leading_zeros(count); /* the quotient keeps as many bits as it can, */
    power = power < 31 + shift ? power : 31 + shift; /* but no shift is below -31 */
    p->multiplier = divide_multiplier((uint32_t)multiplier, power, count);
    p->shift = (int16_t)(shift - power);
    p->input_zero_point = (int16_t)in.zero_point;
    p->output_zero_point = (int16_t)out.zero_point;
}

static mw_status check_shapes(const mw_prepare *prepare, const mw_tensor *input,
                              const mw_tensor *output, const int32_t extents[5])
{
    uint32_t count = (uint32_t)(extents[1] * extents[3]);
    if (output->type != input->type) {
        return mw_prepare_refuse(prepare, MW_UNSUPPORTED,
                                 MWI_TEXT("input and output are not of one type"), input->type,
                                 output->type);
    }
    if (output->elements != input->elements / count) {
        return mw_prepare_refuse(prepare, MW_BAD_MODEL,
                                 MWI_TEXT("the output's elements are not what follows"),
                                 (int32_t)output->elements, (int32_t)(input->elements / count));
    }
    if (count > COUNT_MAX) {
        return mw_prepare_refuse(prepare, MW_UNSUPPORTED,
                                 MWI_TEXT("a mean is of more elements than a sum may have"),
                                 (int32_t)count, COUNT_MAX);
    }
    return MW_OK;
}

static mw_status prepare_s8(mw_prepare *prepare)
{
    mw_tensor input;
    mw_tensor axes;
    mw_tensor output;
    mwi_quantisation in;
    mwi_quantisation out;
    uint32_t reduced = 0;
    int32_t extents[5];
    mw_status status = mw_prepare_counts(prepare, 2, 2, 1);
    if (status != MW_OK) {
        return status;
    }
    mw_prepare_input(prepare, 0, &input);
    mw_prepare_input(prepare, 1, &axes);
    mw_prepare_output(prepare, 0, &output);
    status = read_axes(prepare, &input, &axes, &reduced);
    status = status ? status : join_dims(prepare, &input, reduced, extents);
    status = status ? status : check_shapes(prepare, &input, &output, extents);
    status = status ? status : mwi_prepare_quantisation(prepare, &input, &in);
    status = status ? status : mwi_prepare_quantisation(prepare, &output, &out);
    if (status != MW_OK) {
        return status;
    }
    mw_mean_parameters p = {.outer = extents[0],
                            .reduced1 = extents[1],
                            .middle = extents[2],
                            .reduced2 = extents[3],
                            .inner = extents[4]};
    find_multiplier(in, out, (uint32_t)(extents[1] * extents[3]), &p);
    mw_prepare_place_output(prepare, 0);
    mw_prepare_place_input(prepare, 0);
    mw_prepare_parameters(prepare, &p, sizeof p, 0);
    return MW_OK;
}

const mw_operator mw_op_mean_s8 = {&mw_kernel_mean_s8, 40, MW_INT8, "MEAN", prepare_s8};
