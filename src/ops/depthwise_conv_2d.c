/* SPDX-License-Identifier: Apache-2.0
 *
 * DEPTHWISE_CONV_2D: what a node means. Slides filters over a picture, each over one channel only;
 * every input channel gives depth_multiplier output channels. The arithmetic is in
 * kernels/reference/depthwise_conv_2d_reference.c.
 *
 * Inputs: picture [batches, height, width, channels], filter [1, height, width, output channels],
 * bias [output channels] (may be left out). Options: DepthwiseConv2DOptions. */
#include "kernels/choose/choose.h"
#include "ops/convolution.h"

static const mwi_convolution_options fields = {.padding = 0,
                                               .stride_width = 1,
                                               .stride_height = 2,
                                               .activation = 4,
                                               .dilation_width = 5,
                                               .dilation_height = 6};

/* The multiplier follows from the shapes: some converters leave the option wrong. */
static mw_status check_channels(const mw_prepare *prepare, const mw_tensor *input,
                                const mw_tensor *filter, const mw_tensor *output)
{
    if (filter->dims[0] != 1 || filter->dims[3] != output->dims[3] ||
        output->dims[3] % input->dims[3] != 0) {
        return mw_prepare_refuse(prepare, MW_BAD_MODEL,
                                 MWI_TEXT("filters and output channels differ"), filter->dims[3],
                                 output->dims[3]);
    }
    if (mwi_dims_product(filter, 1, 3) > 65793) {
        return mw_prepare_refuse(prepare, MW_UNSUPPORTED,
                                 MWI_TEXT("a filter has more elements than a sum may have"),
                                 mwi_dims_product(filter, 1, 3), 65793);
    }
    return MW_OK;
}

#define COPY(type, name, least, greatest) .name = common.name,

static mw_status prepare_s8(mw_prepare *prepare)
{
    mw_tensor input;
    mw_tensor filter;
    mw_tensor bias;
    mw_tensor output;
    mw_conv_2d_parameters common = {0};
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
    status = mwi_convolution_prepare(prepare, &fields, &input, &filter, &output, &common,
                                     &input_scale, &output_scale);
    status = status ? status : check_channels(prepare, &input, &filter, &output);
    status = status ? status : mwi_prepare_bias(prepare, &bias, (uint32_t)common.output_channels);
    if (status != MW_OK) {
        return status;
    }
    mw_depthwise_conv_2d_parameters p = {
        MWI_CONVOLUTION_FIELDS(COPY).depth_multiplier =
            common.output_channels / common.input_channels,
    };
    mwi_variant variant = mwi_depthwise_conv_2d_s8_choose(&p, prepare->profile);
    mw_prepare_place_output(prepare, 0);
    mw_prepare_place_input(prepare, 0);
    mw_prepare_place_input(prepare, 1);
    mw_prepare_place_input(prepare, 2);
    status = mwi_prepare_channel_multipliers(prepare, &filter, (uint32_t)p.output_channels, 3,
                                             input_scale, output_scale);
    mw_prepare_place_scratch(prepare, mwi_depthwise_conv_2d_s8_scratch_bytes(&p, variant));
    mw_prepare_parameters(prepare, &p, sizeof p, variant);
    return status;
}

const mw_operator mw_op_depthwise_conv_2d_s8 = {&mw_kernel_depthwise_conv_2d_s8, 4, MW_INT8,
                                                "DEPTHWISE_CONV_2D", prepare_s8};
