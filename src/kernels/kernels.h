/* SPDX-License-Identifier: Apache-2.0
 *
 * The contracts of the kernels: a kernel's arithmetic, and nothing else.
 *
 * An operator's prepare (ops/) has proven everything before a kernel is called, so a kernel cannot
 * fail, keeps no state, allocates nothing, and reads and writes only what is named here. Every
 * variant gives the bytes of the reference. One function type declares all variants of a kernel,
 * so that their signatures cannot drift; kernels.def says which there are. parameters.h has the
 * members of the parameters with their ranges. Arguments: parameters, inputs, outputs, scratch.
 *
 * To learn what an operator does, read its file in reference/. */
#ifndef MWI_KERNELS_H
#define MWI_KERNELS_H

#include <stdint.h>

#include "kernels/kernels.def"
#include "kernels/parameters.h"

/* multipliers, shifts: [output_channels], mwi_requantise of base/fixed_point.h.
 * input   [batches][input_height][input_width][input_channels]
 * filter  [output_channels][filter_height][filter_width][input_channels / groups]
 * bias    [output_channels] or NULL
 * output  [batches][output_height][output_width][output_channels] */
typedef void mw_conv_2d_s8_function(const mw_conv_2d_parameters *p, const int8_t *input,
                                    const int8_t *filter, const int32_t *bias,
                                    const int32_t *multipliers, const int8_t *shifts,
                                    int8_t *output, void *scratch);

/* filter  [filter_height][filter_width][output_channels]; else as conv_2d_s8. */
typedef void mw_depthwise_conv_2d_s8_function(const mw_depthwise_conv_2d_parameters *p,
                                              const int8_t *input, const int8_t *filter,
                                              const int32_t *bias, const int32_t *multipliers,
                                              const int8_t *shifts, int8_t *output, void *scratch);

/* input [batches][depth], filter [units][depth], bias [units] or NULL,
 * multipliers, shifts [units] or NULL: the parameters' own. output [batches][units]. */
typedef void mw_fully_connected_s8_function(const mw_fully_connected_parameters *p,
                                            const int8_t *input, const int8_t *filter,
                                            const int32_t *bias, const int32_t *multipliers,
                                            const int8_t *shifts, int8_t *output);

/* input, output [rows][depth]; output's scale is 1/256, its zero point -128. */
typedef void mw_softmax_s8_function(const mw_softmax_parameters *p, const int8_t *input,
                                    int8_t *output);

/* outer [outer_count] as broadcast.h has it, or NULL for none; input1, input2 as their shapes are.
 * output: outer_count dimensions of rows of row_length. */
typedef void mw_add_s8_function(const mw_add_parameters *p, const int8_t *input1,
                                const int8_t *input2, const mwi_broadcast_dim *outer,
                                int8_t *output);
typedef void mw_mul_s8_function(const mw_mul_parameters *p, const int8_t *input1,
                                const int8_t *input2, const mwi_broadcast_dim *outer,
                                int8_t *output);

/* input  [batches][input_height][input_width][channels]
 * output [batches][output_height][output_width][channels], in the input's scale and zero point */
typedef void mw_average_pool_2d_s8_function(const mw_pool_2d_parameters *p, const int8_t *input,
                                            int8_t *output);
typedef void mw_max_pool_2d_s8_function(const mw_pool_2d_parameters *p, const int8_t *input,
                                        int8_t *output);

/* input [outer][reduced1][middle][reduced2][inner], output [outer][middle][inner] */
typedef void mw_mean_s8_function(const mw_mean_parameters *p, const int8_t *input, int8_t *output);

/* dims [dims_count]; output: the input with value around it. */
typedef void mw_pad_s8_function(const mw_pad_parameters *p, const int8_t *input,
                                const mw_pad_dim *dims, int8_t *output);

/* input, output [elements]; output's scale is 1/256, its zero point -128. */
typedef void mw_logistic_s8_function(const mw_logistic_parameters *p, const int8_t *input,
                                     int8_t *output);

/* input, output [elements] of the types that the parameters name. */
typedef void mw_quantize_integer_function(const mw_quantize_integer_parameters *p,
                                          const void *input, void *output);

#define MWI_DECLARE_VARIANT(kernel, variant, takes)                                                \
    extern mw_##kernel##_function mw_##kernel##_##variant;
#define MWI_DECLARE_KERNEL(id, name) MWI_ORDER_##name(MWI_DECLARE_VARIANT)
MWI_KERNELS(MWI_DECLARE_KERNEL)
#undef MWI_DECLARE_KERNEL
#undef MWI_DECLARE_VARIANT

#endif
