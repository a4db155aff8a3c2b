/* SPDX-License-Identifier: Apache-2.0
 *
 * What CONV_2D and DEPTHWISE_CONV_2D have in common when they are prepared. */
#ifndef MWI_CONVOLUTION_H
#define MWI_CONVOLUTION_H

#include <stdint.h>

#include "kernels/parameters.h"
#include "milliwatt/operator.h"
#include "ops/quantisation.h"

/* How a window slides over one dimension, in elements. */
typedef struct mwi_window {
    uint32_t input, filter, stride, dilation;
    uint32_t output, padding; /* found by mwi_window_place */
} mwi_window;

/* Where the schema's table has a convolution's options. */
typedef struct mwi_convolution_options {
    uint8_t padding, stride_width, stride_height, activation, dilation_width, dilation_height;
} mwi_convolution_options;

enum { MWI_PADDING_SAME = 0, MWI_PADDING_VALID = 1 };

/* The output's extent and the padding before the first element. MW_BAD_MODEL for a stride of 0 or a
 * window that does not fit, MW_UNSUPPORTED for one of more than 65,535 elements or such a stride.
 */
mw_status mwi_window_place(const mw_prepare *prepare, uint32_t padding, mwi_window *window);

/* A convolution while it is prepared. */
typedef struct mwi_convolution {
    mw_tensor input, filter, bias, output;
    uint32_t input_scale, output_scale;
    mw_conv_2d_parameters p; /* filter_channels is the operator's affair */
} mwi_convolution;

/* Reads a convolution's tensors: input 0 and output 0, which are 4-dimensional int8, the filter
 * (input 1) and the bias (input 2, may be left out); fills the members that all convolutions have,
 * and proves the output's shape but for its channels. */
mw_status mwi_convolution_read(mw_prepare *prepare, const mwi_convolution_options *options,
                               mwi_convolution *convolution);

/* Proves that the filter's elements, of which one sum takes so many, are not too many for it. */
mw_status mwi_convolution_prove_sum(const mw_prepare *prepare, int32_t elements);

/* Adds the places of a convolution's kernel, whose filter's channels lie along a dimension. */
mw_status mwi_convolution_place(mw_prepare *prepare, const mwi_convolution *convolution,
                                int32_t channel_dimension, uint32_t scratch_bytes);

#endif
