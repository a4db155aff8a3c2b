/* SPDX-License-Identifier: Apache-2.0
 *
 * Windows over pictures that have no weights. */
#include "ops/pool_2d.h"

#include "ops/convolution.h"

enum { PADDING = 0, STRIDE = 1, FILTER = 3, ACTIVATION = 5 }; /* fields of the options; */
/* of stride and filter the width stands there, and the height behind it */

static mw_status check_tensors(const mw_prepare *prepare, const mw_tensor *input,
                               const mw_tensor *output)
{
    if (output->type != input->type) {
        return mw_prepare_refuse(prepare, MW_UNSUPPORTED,
                                 MWI_TEXT("input and output are not of one type"), input->type,
                                 output->type);
    }
    if (input->rank != 4 || output->rank != 4) {
        return mw_prepare_refuse(prepare, MW_BAD_MODEL,
                                 MWI_TEXT("a pool's tensors have 4 dimensions"), input->rank, 4);
    }
    if (input->elements == 0 || output->elements == 0) {
        return mw_prepare_refuse(prepare, MW_BAD_MODEL, MWI_TEXT("a tensor is empty"), 0, 0);
    }
    return MW_OK;
}

/* Whether two scales differ by no more than a millionth. */
static bool are_close(uint32_t scale1, uint32_t scale2)
{
    const uint32_t unit = (127u - 26u) << 23; /* 2^-26 as the bits of a float32 */
    int32_t units1 = mwi_quotient_as_integer(scale1, unit);
    int32_t units2 = mwi_quotient_as_integer(scale2, unit);
    int32_t difference = units1 > units2 ? units1 - units2 : units2 - units1;
    return scale1 == scale2 || (units1 != INT32_MAX && difference <= 67);
}

/* Reads scales and zero points, which have to be the same, and the activation. */
static mw_status find_quantisation(const mw_prepare *prepare, const mw_tensor *input,
                                   const mw_tensor *output, mw_pool_2d_parameters *p)
{
    mwi_quantisation in;
    mwi_quantisation out;
    mw_status status = mwi_prepare_quantisation(prepare, input, &in);
    status = status ? status : mwi_prepare_quantisation(prepare, output, &out);
    if (status != MW_OK) {
        return status;
    }
    if (in.zero_point != out.zero_point || !are_close(in.scale, out.scale)) {
        return mw_prepare_refuse(prepare, MW_UNSUPPORTED,
                                 MWI_TEXT("input and output have not one scale and zero point"),
                                 in.zero_point, out.zero_point);
    }
    return mwi_prepare_activation(prepare, mw_prepare_option_u8(prepare, ACTIVATION, 0),
                                  output->type, out, &p->activation_min, &p->activation_max);
}

/* The windows over height and width; the output's shape has to be theirs. */
static mw_status find_windows(const mw_prepare *prepare, const mw_tensor *input,
                              const mw_tensor *output, mwi_window window[2])
{
    uint32_t padding = mw_prepare_option_u8(prepare, PADDING, 0);
    for (uint32_t i = 0; i < 2; i++) {
        window[i] = (mwi_window){.input = (uint32_t)input->dims[1 + i],
                                 .filter = mw_prepare_option_u32(prepare, FILTER + 1 - i, 0),
                                 .stride = mw_prepare_option_u32(prepare, STRIDE + 1 - i, 0),
                                 .dilation = 1};
        mw_status status = mwi_window_place(prepare, padding, &window[i]);
        if (status != MW_OK) {
            return status;
        }
    }
    if (output->dims[0] != input->dims[0] || output->dims[3] != input->dims[3] ||
        output->dims[1] != (int32_t)window[0].output ||
        output->dims[2] != (int32_t)window[1].output) {
        return mw_prepare_refuse(prepare, MW_BAD_MODEL,
                                 MWI_TEXT("the output's height or width is not what follows"),
                                 output->dims[1], (int32_t)window[0].output);
    }
    return MW_OK;
}

static uint32_t inside(const mwi_window *window)
{
    return window->filter < window->input ? window->filter : window->input;
}

mw_status mwi_pool_2d_prepare(mw_prepare *prepare, uint32_t window_max)
{
    mw_tensor input;
    mw_tensor output;
    mwi_window window[2];
    mw_pool_2d_parameters p = {0};
    mw_status status = mw_prepare_counts(prepare, 1, 1, 1);
    if (status != MW_OK) {
        return status;
    }
    mw_prepare_input(prepare, 0, &input);
    mw_prepare_output(prepare, 0, &output);
    status = check_tensors(prepare, &input, &output);
    status = status ? status : find_windows(prepare, &input, &output, window);
    status = status ? status : find_quantisation(prepare, &input, &output, &p);
    if (status != MW_OK) {
        return status;
    }
    uint32_t elements = inside(&window[0]) * inside(&window[1]);
    if (elements > window_max) {
        return mw_prepare_refuse(prepare, MW_UNSUPPORTED,
                                 MWI_TEXT("a window has more elements than a sum may have"),
                                 (int32_t)elements, (int32_t)window_max);
    }
    p.batches = input.dims[0];
    p.input_height = input.dims[1];
    p.input_width = input.dims[2];
    p.channels = input.dims[3];
    p.output_height = output.dims[1];
    p.output_width = output.dims[2];
    p.filter_height = (uint16_t)window[0].filter;
    p.filter_width = (uint16_t)window[1].filter;
    p.stride_height = (uint16_t)window[0].stride;
    p.stride_width = (uint16_t)window[1].stride;
    p.padding_top = (uint16_t)window[0].padding;
    p.padding_left = (uint16_t)window[1].padding;
    mw_prepare_place_output(prepare, 0);
    mw_prepare_place_input(prepare, 0);
    mw_prepare_parameters(prepare, &p, sizeof p, 0);
    return MW_OK;
}
