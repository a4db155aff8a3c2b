/* SPDX-License-Identifier: Apache-2.0
 *
 * The parameters of each operator's kernels: what the operator's prepare proves once, and what a
 * kernel may then rely on.
 *
 * One list a family, MWI_..._FIELDS(F) with F(type, name, least, greatest): it makes the struct
 * here, the range check and the printed form (mw/inspect), so that no fact is said twice. Members
 * are plain 32-, 16- and 8-bit numbers in an order that needs no padding, alike on every CPU.
 *
 * Tensors are NHWC: batches, height, width, channels, the last one densest. Zero points and
 * activation bounds are those of the quantised numbers: real = scale * (number - zero_point). */
#ifndef MWI_PARAMETERS_H
#define MWI_PARAMETERS_H

#include <stdint.h>

#define MWI_MEMBER(type, name, least, greatest) type name;
#define MWI_EXTENT_MAX                          0x1fffffff /* a dimension, as a tensor has fewer than 2^29 bytes */

/* What CONV_2D and DEPTHWISE_CONV_2D have in common. */
#define MWI_CONVOLUTION_FIELDS(F)                                                                  \
    F(int32_t, batches, 1, MWI_EXTENT_MAX)                                                         \
    F(int32_t, input_height, 1, MWI_EXTENT_MAX)                                                    \
    F(int32_t, input_width, 1, MWI_EXTENT_MAX)                                                     \
    F(int32_t, input_channels, 1, MWI_EXTENT_MAX)                                                  \
    F(int32_t, output_height, 1, MWI_EXTENT_MAX)                                                   \
    F(int32_t, output_width, 1, MWI_EXTENT_MAX)                                                    \
    F(int32_t, output_channels, 1, MWI_EXTENT_MAX)                                                 \
    F(uint16_t, filter_height, 1, 65535)                                                           \
    F(uint16_t, filter_width, 1, 65535)                                                            \
    F(uint16_t, stride_height, 1, 65535)                                                           \
    F(uint16_t, stride_width, 1, 65535)                                                            \
    F(uint16_t, dilation_height, 1, 65535)                                                         \
    F(uint16_t, dilation_width, 1, 65535)                                                          \
    F(uint16_t, padding_top, 0, 65535)  /* rows of zero points before the first */                 \
    F(uint16_t, padding_left, 0, 65535) /* columns likewise */                                     \
    F(int16_t, input_zero_point, -32768, 32767)                                                    \
    F(int16_t, output_zero_point, -32768, 32767)                                                   \
    F(int16_t, activation_min, -32768, 32767)                                                      \
    F(int16_t, activation_max, -32768, 32767)

/* CONV_2D. filter_channels are the input channels that a filter sees: all of them, or those of its
 * group: there are input_channels / filter_channels groups, and output channel c sees group
 * c / (output_channels / groups).
 * No overflow: filter_height * filter_width * filter_channels is at most 65,793, which is
 * (2^31 - 1) / (255 * 128) rounded down; the bias is added with wrap-around. */
#define MWI_CONV_2D_FIELDS(F)                                                                      \
    MWI_CONVOLUTION_FIELDS(F)                                                                      \
    F(int32_t, filter_channels, 1, 65793)
typedef struct mw_conv_2d_parameters {
    MWI_CONV_2D_FIELDS(MWI_MEMBER)
} mw_conv_2d_parameters;

/* DEPTHWISE_CONV_2D. output_channels = input_channels * depth_multiplier; output channel c sees
 * input channel c / depth_multiplier. filter_height * filter_width is at most 65,793. */
#define MWI_DEPTHWISE_CONV_2D_FIELDS(F)                                                            \
    MWI_CONVOLUTION_FIELDS(F)                                                                      \
    F(int32_t, depth_multiplier, 1, MWI_EXTENT_MAX)
typedef struct mw_depthwise_conv_2d_parameters {
    MWI_DEPTHWISE_CONV_2D_FIELDS(MWI_MEMBER)
} mw_depthwise_conv_2d_parameters;

/* FULLY_CONNECTED. input [batches][depth], filter [units][depth], output [batches][units].
 * multiplier and shift serve every unit where the filter has one scale. depth is at most 65,793
 * where the filter's zero point is 0, else half of that. */
#define MWI_FULLY_CONNECTED_FIELDS(F)                                                              \
    F(int32_t, batches, 1, MWI_EXTENT_MAX)                                                         \
    F(int32_t, depth, 1, MWI_EXTENT_MAX)                                                           \
    F(int32_t, units, 1, MWI_EXTENT_MAX)                                                           \
    F(int32_t, multiplier, 0, INT32_MAX)                                                           \
    F(int16_t, shift, -31, 30)                                                                     \
    F(int16_t, input_zero_point, -32768, 32767)                                                    \
    F(int16_t, filter_zero_point, -128, 127)                                                       \
    F(int16_t, output_zero_point, -32768, 32767)                                                   \
    F(int16_t, activation_min, -32768, 32767)                                                      \
    F(int16_t, activation_max, -32768, 32767)
typedef struct mw_fully_connected_parameters {
    MWI_FULLY_CONNECTED_FIELDS(MWI_MEMBER)
} mw_fully_connected_parameters;

/* SOFTMAX over the last dimension: rows of depth numbers. multiplier and shift take a difference of
 * inputs to Q5.26; differences below difference_min have no share. */
#define MWI_SOFTMAX_FIELDS(F)                                                                      \
    F(int32_t, rows, 1, MWI_EXTENT_MAX)                                                            \
    F(int32_t, depth, 1, 4095)                                                                     \
    F(int32_t, multiplier, 0, INT32_MAX)                                                           \
    F(int32_t, shift, 1, 30)                                                                       \
    F(int32_t, difference_min, -INT32_MAX, 0)
typedef struct mw_softmax_parameters {
    MWI_SOFTMAX_FIELDS(MWI_MEMBER)
} mw_softmax_parameters;

#endif
