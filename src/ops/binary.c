/* SPDX-License-Identifier: Apache-2.0
 *
 * How the shapes of two inputs meet. */
#include "ops/binary.h"

#include "base/memory.h"

/* Dimension number back, counted from the last; 1 where the tensor has none. */
static int32_t dim_from_end(const mw_tensor *tensor, uint32_t back)
{
    return back < tensor->rank ? tensor->dims[tensor->rank - 1u - back] : 1;
}

/* Adds an output dimension within those there are; moves1, moves2: whether the inputs have it. */
static void add_dim(mwi_broadcast *shape, int32_t extent, bool moves1, bool moves2)
{
    mwi_broadcast_dim *last = shape->count ? &shape->dims[shape->count - 1] : NULL;
    if (last && last->step1 == moves1 && last->step2 == moves2) {
        last->extent *= extent;
        return;
    }
    shape->dims[shape->count++] = (mwi_broadcast_dim){extent, moves1, moves2};
}

/* Makes steps of what only said whether an input moves. */
static void find_steps(mwi_broadcast *shape)
{
    int32_t step1 = 1;
    int32_t step2 = 1;
    for (uint32_t d = shape->count; d-- > 0;) {
        mwi_broadcast_dim *dim = &shape->dims[d];
        bool moves1 = dim->step1 != 0;
        bool moves2 = dim->step2 != 0;
        dim->step1 = moves1 ? step1 : 0;
        dim->step2 = moves2 ? step2 : 0;
        step1 *= moves1 ? dim->extent : 1;
        step2 *= moves2 ? dim->extent : 1;
    }
}

static mw_status find_shape(const mw_prepare *prepare, const mw_tensor *input1,
                            const mw_tensor *input2, const mw_tensor *output, mwi_broadcast *shape)
{
    shape->count = 0;
    for (uint32_t back = MW_RANK_MAX; back-- > 0;) {
        int32_t dim1 = dim_from_end(input1, back);
        int32_t dim2 = dim_from_end(input2, back);
        int32_t extent = dim1 == 1 ? dim2 : dim1;
        if (extent != dim_from_end(output, back) || (dim2 != 1 && dim2 != extent)) {
            return mw_prepare_refuse(prepare, MW_BAD_MODEL,
                                     MWI_TEXT("the shapes of inputs and output do not fit"), dim1,
                                     dim2);
        }
        if (extent != 1) {
            add_dim(shape, extent, dim1 != 1, dim2 != 1);
        }
    }
    if (shape->count == 0) {
        add_dim(shape, 1, true, true);
    }
    find_steps(shape);
    return MW_OK;
}

mw_status mwi_binary_prepare(mw_prepare *prepare, uint32_t activation, mwi_binary *binary)
{
    mw_tensor input1;
    mw_tensor input2;
    mw_tensor output;
    mw_status status = mw_prepare_counts(prepare, 2, 2, 1);
    if (status != MW_OK) {
        return status;
    }
    mw_prepare_input(prepare, 0, &input1);
    mw_prepare_input(prepare, 1, &input2);
    mw_prepare_output(prepare, 0, &output);
    if (input2.type != input1.type || output.type != input1.type) {
        return mw_prepare_refuse(prepare, MW_UNSUPPORTED,
                                 MWI_TEXT("inputs and output are not of one type"), input2.type,
                                 output.type);
    }
    if (output.elements == 0) {
        return mw_prepare_refuse(prepare, MW_BAD_MODEL, MWI_TEXT("a tensor is empty"), 0, 0);
    }
    status = find_shape(prepare, &input1, &input2, &output, &binary->shape);
    status = status ? status : mwi_prepare_quantisation(prepare, &input1, &binary->input1);
    status = status ? status : mwi_prepare_quantisation(prepare, &input2, &binary->input2);
    status = status ? status : mwi_prepare_quantisation(prepare, &output, &binary->output);
    return status ? status
                  : mwi_prepare_activation(prepare, mw_prepare_option_u8(prepare, activation, 0),
                                           output.type, binary->output, &binary->activation_min,
                                           &binary->activation_max);
}

void mwi_binary_place(mw_prepare *prepare, const mwi_broadcast *shape)
{
    uint32_t bytes = (shape->count - 1) * (uint32_t)sizeof(mwi_broadcast_dim);
    mw_prepare_place_output(prepare, 0);
    mw_prepare_place_input(prepare, 0);
    mw_prepare_place_input(prepare, 1);
    if (bytes == 0) {
        mw_prepare_place_none(prepare);
        return;
    }
    void *outer = mw_prepare_place_array(prepare, bytes);
    if (outer) {
        memcpy(outer, shape->dims, bytes);
    }
}
