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
static mw_status check_channels(const mw_prepare *prepare, const mwi_convolution *c)
{
    int32_t output_channels = c->output.dims[3];
    if (c->filter.dims[0] != 1 || c->filter.dims[3] != output_channels ||
        output_channels % c->input.dims[3] != 0) {
        return mw_prepare_refuse(prepare, MW_BAD_MODEL,
                                 MWI_TEXT("filters and output channels differ"), c->filter.dims[3],
                                 output_channels);
    }
    return mwi_convolution_prove_sum(prepare, mwi_dims_product(&c->filter, 1, 3));
}

#define COPY(type, name, least, greatest) .name = c.p.name,

static mw_status prepare_s8(mw_prepare *prepare)
{
    mwi_convolution c;
    mw_status status = mwi_convolution_read(prepare, &fields, &c);
    status = status ? status : check_channels(prepare, &c);
    if (status != MW_OK) {
        return status;
    }
    mw_depthwise_conv_2d_parameters p = {
        MWI_CONVOLUTION_FIELDS(COPY).depth_multiplier = c.p.output_channels / c.p.input_channels,
    };
    mwi_variant variant = mwi_depthwise_conv_2d_s8_choose(&p, prepare->profile);
    status =
        mwi_convolution_place(prepare, &c, 3, mwi_depthwise_conv_2d_s8_scratch_bytes(&p, variant));
    mw_prepare_parameters(prepare, &p, sizeof p, variant);
    return status;
}

const mw_operator mw_op_depthwise_conv_2d_s8 = {&mw_kernel_depthwise_conv_2d_s8, 4, MW_INT8,
                                                "DEPTHWISE_CONV_2D", prepare_s8};
