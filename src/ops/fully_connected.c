/* SPDX-License-Identifier: Apache-2.0
 *
 * FULLY_CONNECTED: what a node means. Every unit weighs all numbers of the input. The arithmetic is
 * in kernels/reference/fully_connected_reference.c.
 *
 * Inputs: numbers [..., depth] (any shape whose elements are a multiple of depth), filter
 * [units, depth], bias [units] (may be left out). Options: FullyConnectedOptions. */
#include "kernels/choose/choose.h"
#include "ops/quantisation.h"

enum { ACTIVATION = 0, WEIGHTS_FORMAT = 1 }; /* fields of the options */

static mw_status check_shapes(const mw_prepare *prepare, const mw_tensor *input,
                              const mw_tensor *filter, const mw_tensor *output)
{
    if (filter->type != MW_INT8 || output->type != MW_INT8 ||
        mw_prepare_option_u8(prepare, WEIGHTS_FORMAT, 0) != 0) {
        return mw_prepare_refuse(prepare, MW_UNSUPPORTED,
                                 MWI_TEXT("filter and output must be int8, weights not shuffled"),
                                 filter->type, output->type);
    }
    if (filter->rank != 2 || output->rank == 0 || filter->elements == 0 || input->elements == 0) {
        return mw_prepare_refuse(prepare, MW_BAD_MODEL,
                                 MWI_TEXT("the filter has not 2 dimensions, or a tensor is empty"),
                                 filter->rank, 2);
    }
    uint32_t depth = (uint32_t)filter->dims[1];
    uint32_t units = (uint32_t)filter->dims[0];
    if (input->elements % depth != 0 || output->dims[output->rank - 1] != (int32_t)units ||
        output->elements / units != input->elements / depth) {
        return mw_prepare_refuse(prepare, MW_BAD_MODEL,
                                 MWI_TEXT("the shapes of input, filter and output do not fit"),
                                 (int32_t)input->elements, (int32_t)depth);
    }
    return MW_OK;
}

/* The filter's zero point, and that no sum can overflow: 255 * 128 or 255 * 255 a product. */
static mw_status prepare_filter(const mw_prepare *prepare, const mw_tensor *filter,
                                mw_fully_connected_parameters *p, uint32_t *scale)
{
    *scale = 0;
    if (filter->scales == 1) {
        mwi_quantisation quantisation;
        mw_status status = mwi_prepare_quantisation(prepare, filter, &quantisation);
        if (status != MW_OK) {
            return status;
        }
        *scale = quantisation.scale;
        p->filter_zero_point = (int16_t)quantisation.zero_point;
    }
    int32_t most = p->filter_zero_point ? 33025 : 65793;
    if (filter->dims[1] > most) {
        return mw_prepare_refuse(prepare, MW_UNSUPPORTED,
                                 MWI_TEXT("a filter has more elements than a sum may have"),
                                 filter->dims[1], most);
    }
    return MW_OK;
}

/* One multiplier in the parameters, or one a unit in the plan. */
static mw_status place_multipliers(mw_prepare *prepare, const mw_tensor *filter,
                                   uint32_t filter_scale, uint32_t input_scale,
                                   uint32_t output_scale, mw_fully_connected_parameters *p)
{
    if (!filter_scale) {
        return mwi_prepare_channel_multipliers(prepare, filter, (uint32_t)p->units, 0, input_scale,
                                               output_scale);
    }
    int32_t shift;
    mwi_scale_to_multiplier(input_scale, filter_scale, output_scale, &p->multiplier, &shift);
    p->shift = (int16_t)shift;
    mw_prepare_place_none(prepare);
    return MW_OK;
}

static mw_status prepare_s8(mw_prepare *prepare)
{
    mw_tensor input;
    mw_tensor filter;
    mw_tensor bias;
    mw_tensor output;
    mwi_quantisation in;
    mwi_quantisation out;
    uint32_t filter_scale;
    mw_fully_connected_parameters p = {0};
    mw_status status = mw_prepare_counts(prepare, 2, 3, 1);
    if (status != MW_OK) {
        return status;
    }
    mw_prepare_input(prepare, 0, &input);
    mw_prepare_input(prepare, 1, &filter);
    mw_prepare_input(prepare, 2, &bias);
    mw_prepare_output(prepare, 0, &output);
    status = check_shapes(prepare, &input, &filter, &output);
    status = status ? status : mwi_prepare_bias(prepare, &bias, (uint32_t)filter.dims[0]);
    status = status ? status : mwi_prepare_quantisation(prepare, &input, &in);
    status = status ? status : mwi_prepare_quantisation(prepare, &output, &out);
    status = status ? status : prepare_filter(prepare, &filter, &p, &filter_scale);
    status = status
                 ? status
                 : mwi_prepare_activation(prepare, mw_prepare_option_u8(prepare, ACTIVATION, 0),
                                          output.type, out, &p.activation_min, &p.activation_max);
    if (status != MW_OK) {
        return status;
    }
    p.depth = filter.dims[1];
    p.units = filter.dims[0];
    p.batches = (int32_t)(input.elements / (uint32_t)p.depth);
    p.input_zero_point = (int16_t)in.zero_point;
    p.output_zero_point = (int16_t)out.zero_point;
    mw_prepare_place_output(prepare, 0);
    mw_prepare_place_input(prepare, 0);
    mw_prepare_place_input(prepare, 1);
    mw_prepare_place_input(prepare, 2);
    status = place_multipliers(prepare, &filter, filter_scale, in.scale, out.scale, &p);
    mw_prepare_parameters(prepare, &p, sizeof p,
                          mwi_fully_connected_s8_choose(&p, prepare->profile));
    return status;
}

const mw_operator mw_op_fully_connected_s8 = {&mw_kernel_fully_connected_s8, 9, MW_INT8,
                                              "FULLY_CONNECTED", prepare_s8};
