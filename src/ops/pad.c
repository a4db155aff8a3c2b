/* SPDX-License-Identifier: Apache-2.0
 *
 * PAD and PADV2: what a node means. The input with a border around it. The arithmetic is in
 * kernels/reference/pad_reference.c.
 *
 * Inputs: numbers, paddings [rank, 2] (a constant: how many elements before and behind, for each
 * dimension), and the border's value (a constant; left out, it is the output's zero point). */
#include "base/memory.h"
#include "kernels/parameters.h"
#include "ops/constant.h"
#include "ops/quantisation.h"

static mw_status check_tensors(const mw_prepare *prepare, const mw_tensor *input,
                               const mw_tensor *paddings, const mw_tensor *output)
{
    if (output->type != input->type || !mwi_is_constant_i32(paddings)) {
        return mw_prepare_refuse(
            prepare, MW_UNSUPPORTED,
            MWI_TEXT("the output is of another type, or the paddings are not constant int32"),
            output->type, paddings->type);
    }
    if (input->rank == 0 || output->rank != input->rank || paddings->elements != 2u * input->rank ||
        input->elements == 0) {
        return mw_prepare_refuse(prepare, MW_BAD_MODEL,
                                 MWI_TEXT("input, paddings and output have other dimensions"),
                                 (int32_t)paddings->elements, 2 * input->rank);
    }
    return MW_OK;
}

/* Adds a dimension within those there are. One that has no border only makes the elements of the
 * dimension around it longer. */
static void add_dim(mw_pad_dim *dims, uint32_t *count, mw_pad_dim dim)
{
    if (*count > 0 && dim.before == 0 && dim.behind == 0) {
        mw_pad_dim *last = &dims[*count - 1];
        last->before *= dim.elements;
        last->elements *= dim.elements;
        last->behind *= dim.elements;
        return;
    }
    dims[(*count)++] = dim;
}

/* Reads the border of each dimension; the output's has to be what follows. */
static mw_status find_dims(const mw_prepare *prepare, const mw_tensor *input,
                           const mw_tensor *paddings, const mw_tensor *output, mw_pad_dim *dims,
                           uint32_t *count)
{
    for (uint32_t d = 0; d < input->rank; d++) {
        mw_pad_dim dim = {mwi_constant_i32(prepare, paddings, 2 * d), input->dims[d],
                          mwi_constant_i32(prepare, paddings, 2 * d + 1)};
        int64_t extent = (int64_t)dim.before + dim.elements + dim.behind;
        if (dim.before < 0 || dim.behind < 0 || extent != output->dims[d]) {
            return mw_prepare_refuse(prepare, MW_BAD_MODEL,
                                     MWI_TEXT("a dimension of the output is not what follows"),
                                     output->dims[d], dim.elements);
        }
        add_dim(dims, count, dim);
    }
    return MW_OK;
}

/* The border's value: input 2, which has the output's scale and zero point, or the zero point. */
static mw_status find_value(const mw_prepare *prepare, const mw_tensor *output, int16_t *value)
{
    mw_tensor border;
    mwi_quantisation out;
    mw_status status = mwi_prepare_quantisation(prepare, output, &out);
    mw_prepare_input(prepare, 2, &border);
    *value = (int16_t)out.zero_point;
    if (status != MW_OK || border.type == MW_NO_TENSOR) {
        return status;
    }
    mwi_quantisation own;
    status = mwi_prepare_quantisation(prepare, &border, &own);
    if (status != MW_OK) {
        return status;
    }
    if (border.type != output->type || border.elements != 1 || border.data == 0 ||
        own.scale != out.scale || own.zero_point != out.zero_point) {
        return mw_prepare_refuse(
            prepare, MW_UNSUPPORTED,
            MWI_TEXT("the border's value is not one constant of the output's type and scale"),
            border.type, output->type);
    }
    *value = (int8_t)prepare->model->bytes[border.data];
    return MW_OK;
}

static mw_status prepare_s8(mw_prepare *prepare)
{
    mw_tensor input;
    mw_tensor paddings;
    mw_tensor output;
    mw_pad_dim dims[MWI_PAD_DIMS_MAX];
    uint32_t count = 0;
    mw_pad_parameters p = {0};
    mw_status status = mw_prepare_counts(prepare, 2, 3, 1);
    if (status != MW_OK) {
        return status;
    }
    mw_prepare_input(prepare, 0, &input);
    mw_prepare_input(prepare, 1, &paddings);
    mw_prepare_output(prepare, 0, &output);
    status = check_tensors(prepare, &input, &paddings, &output);
    status = status ? status : find_dims(prepare, &input, &paddings, &output, dims, &count);
    status = status ? status : find_value(prepare, &output, &p.value);
    if (status != MW_OK) {
        return status;
    }
    uint32_t bytes = count * (uint32_t)sizeof dims[0];
    p.dims_count = (uint16_t)count;
    mw_prepare_place_output(prepare, 0);
    mw_prepare_place_input(prepare, 0);
    void *kept = mw_prepare_place_array(prepare, bytes);
    if (kept) {
        memcpy(kept, dims, bytes);
    }
    mw_prepare_parameters(prepare, &p, sizeof p, 0);
    return MW_OK;
}

const mw_operator mw_op_pad_s8 = {&mw_kernel_pad_s8, 34, MW_INT8, "PAD", prepare_s8};
const mw_operator mw_op_pad_v2_s8 = {&mw_kernel_pad_s8, 60, MW_INT8, "PADV2", prepare_s8};
