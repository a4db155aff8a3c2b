/* SPDX-License-Identifier: Apache-2.0
 *
 * CONV_2D: what a node means. Slides filters over a picture; each filter gives one output channel.
 * The arithmetic is in kernels/reference/conv_2d_reference.c.
 *
 * Inputs: picture [batches, height, width, channels], filter [output channels, height, width,
 * channels of a group], bias [output channels] (may be left out). Options: Conv2DOptions. */
#include "kernels/choose/choose.h"
#include "ops/convolution.h"

static const mwi_convolution_options fields = {.padding = 0,
                                               .stride_width = 1,
                                               .stride_height = 2,
                                               .activation = 3,
                                               .dilation_width = 4,
                                               .dilation_height = 5};

/* The filter's depth divides the input's, and there are as many groups of output channels. */
static mw_status check_channels(const mw_prepare *prepare, const mw_tensor *input,
                                const mw_tensor *filter, const mw_tensor *output)
{
    int32_t depth = filter->dims[3];
    if (filter->dims[0] != output->dims[3]) {
        return mw_prepare_refuse(prepare, MW_BAD_MODEL,
                                 MWI_TEXT("filters and output channels differ"), filter->dims[0],
                                 output->dims[3]);
    }
    if (input->dims[3] % depth != 0 || output->dims[3] % (input->dims[3] / depth) != 0) {
        return mw_prepare_refuse(prepare, MW_BAD_MODEL,
                                 MWI_TEXT("filter depth and input depth do not fit"), depth,
                                 input->dims[3]);
    }
    if (mwi_dims_product(filter, 1, 4) > 65793) {
        return mw_prepare_refuse(prepare, MW_UNSUPPORTED,
                                 MWI_TEXT("a filter has more elements than a sum may have"),
                                 mwi_dims_product(filter, 1, 4), 65793);
    }
    return MW_OK;
}

static mw_status prepare_s8(mw_prepare *prepare)
{
    mw_tensor input;
    mw_tensor filter;
    mw_tensor bias;
    mw_tensor output;
    mw_conv_2d_parameters p = {0};
    uint32_t input_scale = 0;
    uint32_t output_scale = 0;
    mw_status status = mw_prepare_counts(prepare, 2, 3, 1);
    if (status != MW_OK) {
        return status;
    }
    mw_prepare_input(prepare, 0, &input);
    mw_prepare_input(prepare, 1, &filter);
    mw_prepare_input(prepare, 2, &bias);
    mw_prepare_output(prepare, 0, &output);
    status = mwi_convolution_prepare(prepare, &fields, &input, &filter, &output, &p, &input_scale,
                                     &output_scale);
    status = status ? status : check_channels(prepare, &input, &filter, &output);
    status = status ? status : mwi_prepare_bias(prepare, &bias, (uint32_t)p.output_channels);
    if (status != MW_OK) {
        return status;
    }
    p.filter_channels = filter.dims[3];
    mwi_variant variant = mwi_conv_2d_s8_choose(&p, prepare->profile);
    mw_prepare_place_output(prepare, 0);
    mw_prepare_place_input(prepare, 0);
    mw_prepare_place_input(prepare, 1);
    mw_prepare_place_input(prepare, 2);
    status = mwi_prepare_channel_multipliers(prepare, &filter, (uint32_t)p.output_channels, 0,
                                             input_scale, output_scale);
    mw_prepare_place_scratch(prepare, mwi_conv_2d_s8_scratch_bytes(&p, variant));
    mw_prepare_parameters(prepare, &p, sizeof p, variant);
    return status;
}

const mw_operator mw_op_conv_2d_s8 = {&mw_kernel_conv_2d_s8, 3, MW_INT8, "CONV_2D", prepare_s8};
