/* SPDX-License-Identifier: Apache-2.0
 *
 * QUANTIZE: what a node means, from one integer type to another: the same reals with another scale,
 * zero point or type. The arithmetic is in kernels/reference/quantize_integer_reference.c. No
 * options. */
#include "kernels/parameters.h"
#include "ops/quantisation.h"

/* The kernel's name of a type; -1 where it has none. */
static int32_t element_of(uint32_t type)
{
    switch (type) {
    case MW_INT8:
        return MWI_ELEMENT_S8;
    case MW_UINT8:
        return MWI_ELEMENT_U8;
    case MW_INT16:
        return MWI_ELEMENT_S16;
    case MW_INT32:
        return MWI_ELEMENT_S32;
    default:
        return -1;
    }
}

/* Pairs of types that TensorFlow Lite Micro has no rule for are left out: uint8 goes to int8 only
 * and comes from int8 only, and int32 does not become int32. */
static bool is_known(uint32_t from, uint32_t to)
{
    return from == MW_UINT8 || to == MW_UINT8
               ? (from == MW_INT8 || to == MW_INT8)
               : element_of(to) >= 0 && (from != MW_INT32 || to != MW_INT32);
}

static mw_status prepare_integer(mw_prepare *prepare)
{
    mw_tensor input;
    mw_tensor output;
    mwi_quantisation in;
    mwi_quantisation out;
    mw_quantize_integer_parameters p = {0};
    int32_t shift;
    mw_status status = mw_prepare_counts(prepare, 1, 1, 1);
    if (status != MW_OK) {
        return status;
    }
    mw_prepare_input(prepare, 0, &input);
    mw_prepare_output(prepare, 0, &output);
    if (!is_known(input.type, output.type)) {
        return mw_prepare_refuse(prepare, MW_UNSUPPORTED,
                                 MWI_TEXT("no rule takes the input's type to the output's"),
                                 input.type, output.type);
    }
    if (input.elements == 0 || input.elements != output.elements) {
        return mw_prepare_refuse(prepare, MW_BAD_MODEL,
                                 MWI_TEXT("input and output have other elements"),
                                 (int32_t)input.elements, (int32_t)output.elements);
    }
    status = mwi_prepare_quantisation(prepare, &input, &in);
    status = status ? status : mwi_prepare_quantisation(prepare, &output, &out);
    if (status != MW_OK) {
        return status;
    }
    mwi_scale_to_multiplier(in.scale, MWI_SCALE_ONE, out.scale, &p.multiplier, &shift);
    p.shift = (int16_t)shift;
    p.elements = (int32_t)input.elements;
    p.input_zero_point = in.zero_point;
    p.output_zero_point = out.zero_point;
    p.input_element = (uint8_t)element_of(input.type);
    p.output_element = (uint8_t)element_of(output.type);
    mw_prepare_place_output(prepare, 0);
    mw_prepare_place_input(prepare, 0);
    mw_prepare_parameters(prepare, &p, sizeof p, 0);
    return MW_OK;
}

#define OPERATOR(type)                                                                             \
    {                                                                                              \
        &mw_kernel_quantize_integer, 114, type, "QUANTIZE", prepare_integer                        \
    }

const mw_operator mw_op_quantize_s8 = OPERATOR(MW_INT8);
const mw_operator mw_op_quantize_u8 = OPERATOR(MW_UINT8);
const mw_operator mw_op_quantize_s16 = OPERATOR(MW_INT16);
const mw_operator mw_op_quantize_s32 = OPERATOR(MW_INT32);
