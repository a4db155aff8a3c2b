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

/* Fills the members that all convolutions have from input 0, filter (input 1) and output 0, which
 * are 4-dimensional int8 tensors; proves the output's shape but for its channels, and reads the
 * scales into *input_scale and *output_scale. */
mw_status mwi_convolution_prepare(const mw_prepare *prepare, const mwi_convolution_options *options,
                                  const mw_tensor *input, const mw_tensor *filter,
                                  const mw_tensor *output, mw_conv_2d_parameters *p,
                                  uint32_t *input_scale, uint32_t *output_scale);

#endif
