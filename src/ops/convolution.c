/* SPDX-License-Identifier: Apache-2.0
 *
 * Windows, padding and shapes of convolutions. */
#include "ops/convolution.h"

/* (2^31 - 1) / (255 * 128), rounded down: so many products fit a sum of 32 bits. */
enum { SUM_ELEMENTS_MAX = 65793 };

mw_status mwi_window_place(const mw_prepare *prepare, uint32_t padding, mwi_window *window)
{
    if (window->filter == 0 || window->stride == 0 || window->dilation == 0) {
        return mw_prepare_refuse(prepare, MW_BAD_MODEL,
                                 MWI_TEXT("a filter, stride or dilation is 0"), 0, 0);
    }
    if (window->filter > 65535 || window->stride > 65535 || window->dilation > 65535) {
        return mw_prepare_refuse(prepare, MW_UNSUPPORTED,
                                 MWI_TEXT("a filter, stride or dilation is too great"), 0, 65535);
    }
    if (padding > MWI_PADDING_VALID) {
        return mw_prepare_refuse(prepare, MW_UNSUPPORTED,
                                 MWI_TEXT("padding is neither SAME nor VALID"), (int32_t)padding,
                                 0);
    }
    uint64_t reach = (uint64_t)(window->filter - 1) * window->dilation + 1;
    uint32_t needed = padding == MWI_PADDING_SAME ? 1
                      : reach > UINT32_MAX        ? UINT32_MAX
                                                  : (uint32_t)reach;
    if (window->input < needed || reach >> 29) {
        return mw_prepare_refuse(prepare, MW_BAD_MODEL,
                                 MWI_TEXT("the filter is greater than its input"),
                                 (int32_t)window->input, (int32_t)(reach >> 29 ? 0 : reach));
    }
    window->output = (window->input - needed) / window->stride + 1;
    uint32_t covered = (window->output - 1) * window->stride + (uint32_t)reach;
    window->padding = covered > window->input ? (covered - window->input) / 2 : 0;
    if (window->padding > 65535) {
        return mw_prepare_refuse(prepare, MW_UNSUPPORTED, MWI_TEXT("the padding is too great"),
                                 (int32_t)window->padding, 65535);
    }
    return MW_OK;
}

static mw_status check_shapes(const mw_prepare *prepare, const mw_tensor *input,
                              const mw_tensor *filter, const mw_tensor *output)
{
    if (input->type != MW_INT8 || filter->type != MW_INT8 || output->type != MW_INT8) {
        return mw_prepare_refuse(prepare, MW_UNSUPPORTED,
                                 MWI_TEXT("filter and output must be int8 like the input"),
                                 filter->type, output->type);
    }
    if (input->rank != 4 || filter->rank != 4 || output->rank != 4) {
        return mw_prepare_refuse(prepare, MW_BAD_MODEL,
                                 MWI_TEXT("a convolution's tensors have 4 dimensions"), input->rank,
                                 4);
    }
    if (input->elements == 0 || filter->elements == 0 || output->elements == 0) {
        return mw_prepare_refuse(prepare, MW_BAD_MODEL, MWI_TEXT("a tensor is empty"), 0, 0);
    }
    return MW_OK;
}

/* Strides and dilations from the options, the rest from the shapes. */
static mw_status place_windows(const mw_prepare *prepare, const mwi_convolution_options *options,
                               const mw_tensor *input, const mw_tensor *filter,
                               mwi_window window[2])
{
    uint32_t padding = mw_prepare_option_u8(prepare, options->padding, 0);
    for (uint32_t i = 0; i < 2; i++) {
        uint32_t stride = i == 0 ? options->stride_height : options->stride_width;
        uint32_t dilation = i == 0 ? options->dilation_height : options->dilation_width;
        window[i] = (mwi_window){.input = (uint32_t)input->dims[1 + i],
                                 .filter = (uint32_t)filter->dims[1 + i],
                                 .stride = mw_prepare_option_u32(prepare, stride, 0),
                                 .dilation = mw_prepare_option_u32(prepare, dilation, 1)};
        mw_status status = mwi_window_place(prepare, padding, &window[i]);
        if (status != MW_OK) {
            return status;
        }
    }
    return MW_OK;
}

/* The parameters, once all is proven. */
static void fill(mwi_convolution *c, const mwi_window window[2], mwi_quantisation in,
                 mwi_quantisation out)
{
    mw_conv_2d_parameters *p = &c->p;
    p->batches = c->input.dims[0];
    p->input_height = c->input.dims[1];
    p->input_width = c->input.dims[2];
    p->input_channels = c->input.dims[3];
    p->output_height = c->output.dims[1];
    p->output_width = c->output.dims[2];
    p->output_channels = c->output.dims[3];
    p->filter_height = (uint16_t)window[0].filter;
    p->filter_width = (uint16_t)window[1].filter;
    p->stride_height = (uint16_t)window[0].stride;
    p->stride_width = (uint16_t)window[1].stride;
    p->dilation_height = (uint16_t)window[0].dilation;
    p->dilation_width = (uint16_t)window[1].dilation;
    p->padding_top = (uint16_t)window[0].padding;
    p->padding_left = (uint16_t)window[1].padding;
    p->input_zero_point = (int8_t)in.zero_point;
    p->output_zero_point = (int8_t)out.zero_point;
    c->input_scale = in.scale;
    c->output_scale = out.scale;
}

mw_status mwi_convolution_read(mw_prepare *prepare, const mwi_convolution_options *options,
                               mwi_convolution *c)
{
    mwi_window window[2]; /* over height, over width */
    mwi_quantisation in;
    mwi_quantisation out;
    int16_t least = 0;
    int16_t greatest = 0;
    mw_status status = mw_prepare_counts(prepare, 2, 3, 1);
    if (status != MW_OK) {
        return status;
    }
    mw_prepare_input(prepare, 0, &c->input);
    mw_prepare_input(prepare, 1, &c->filter);
    mw_prepare_input(prepare, 2, &c->bias);
    mw_prepare_output(prepare, 0, &c->output);
    status = check_shapes(prepare, &c->input, &c->filter, &c->output);
    status = status ? status : place_windows(prepare, options, &c->input, &c->filter, window);
    status = status ? status : mwi_prepare_quantisation(prepare, &c->input, &in);
    status = status ? status : mwi_prepare_quantisation(prepare, &c->output, &out);
    status = status ? status
                    : mwi_prepare_activation(prepare,
                                             mw_prepare_option_u8(prepare, options->activation, 0),
                                             c->output.type, out, &least, &greatest);
    status = status ? status : mwi_prepare_bias(prepare, &c->bias, (uint32_t)c->output.dims[3]);
    if (status != MW_OK) {
        return status;
    }
    if (c->output.dims[0] != c->input.dims[0] || c->output.dims[1] != (int32_t)window[0].output ||
        c->output.dims[2] != (int32_t)window[1].output) {
        return mw_prepare_refuse(prepare, MW_BAD_MODEL,
                                 MWI_TEXT("the output's height or width is not what follows"),
                                 c->output.dims[1], (int32_t)window[0].output);
    }
    fill(c, window, in, out);
    c->p.activation_min = (int8_t)least;
    c->p.activation_max = (int8_t)greatest;
    return MW_OK;
}

mw_status mwi_convolution_prove_sum(const mw_prepare *prepare, int32_t elements)
{
    return elements <= SUM_ELEMENTS_MAX
               ? MW_OK
               : mw_prepare_refuse(prepare, MW_UNSUPPORTED,
                                   MWI_TEXT("a filter has more elements than a sum may have"),
                                   elements, SUM_ELEMENTS_MAX);
}

mw_status mwi_convolution_place(mw_prepare *prepare, const mwi_convolution *c,
                                int32_t channel_dimension, uint32_t scratch_bytes)
{
    mw_prepare_place_output(prepare, 0);
    mw_prepare_place_input(prepare, 0);
    mw_prepare_place_input(prepare, 1);
    mw_prepare_place_input(prepare, 2);
    mw_status status =
        mwi_prepare_channel_multipliers(prepare, &c->filter, (uint32_t)c->p.output_channels,
                                        channel_dimension, c->input_scale, c->output_scale);
    mw_prepare_place_scratch(prepare, scratch_bytes);
    return status;
}
