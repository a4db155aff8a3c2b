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
static mw_status check_channels(const mw_prepare *prepare, const mwi_convolution *c)
{
    int32_t depth = c->filter.dims[3];
    int32_t input_channels = c->input.dims[3];
    int32_t output_channels = c->output.dims[3];
    if (c->filter.dims[0] != output_channels) {
        return mw_prepare_refuse(prepare, MW_BAD_MODEL,
                                 MWI_TEXT("filters and output channels differ"), c->filter.dims[0],
                                 output_channels);
    }
    if (input_channels % depth != 0 || output_channels % (input_channels / depth) != 0) {
        return mw_prepare_refuse(prepare, MW_BAD_MODEL,
                                 MWI_TEXT("filter depth and input depth do not fit"), depth,
                                 input_channels);
    }
    return mwi_convolution_prove_sum(prepare, mwi_dims_product(&c->filter, 1, 4));
}

static mw_status prepare_s8(mw_prepare *prepare)
{
    mwi_convolution c;
    mw_status status = mwi_convolution_read(prepare, &fields, &c);
    status = status ? status : check_channels(prepare, &c);
    if (status != MW_OK) {
        return status;
    }
    c.p.filter_channels = c.filter.dims[3];
    mwi_variant variant = mwi_conv_2d_s8_choose(&c.p, prepare->profile);
    status = mwi_convolution_place(prepare, &c, 0, mwi_conv_2d_s8_scratch_bytes(&c.p, variant));
    mw_prepare_parameters(prepare, &c.p, sizeof c.p, variant);
    return status;
}

const mw_operator mw_op_conv_2d_s8 = {&mw_kernel_conv_2d_s8, 3, MW_INT8, "CONV_2D", prepare_s8};
