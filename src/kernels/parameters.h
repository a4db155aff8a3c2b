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

/* A dimension: a tensor has fewer than 2^29 bytes. */
#define MWI_EXTENT_MAX 0x1fffffff

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
    F(int8_t, input_zero_point, -128, 127)                                                         \
    F(int8_t, output_zero_point, -128, 127)                                                        \
    F(int8_t, activation_min, -128, 127)                                                           \
    F(int8_t, activation_max, -128, 127)

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

/* How two inputs meet where their shapes differ: a dimension of one element serves all of the other
 * input's. Neighbouring dimensions in which both inputs behave alike count as one; what is left
 * makes rows of row_length output elements, in which an input moves by its step (0: the same
 * element for the whole row), and outer_count dimensions around them (kernels/broadcast.h). */
enum { MWI_OUTER_MAX = 5 };
#define MWI_BROADCAST_FIELDS(F)                                                                    \
    F(int32_t, row_length, 1, MWI_EXTENT_MAX)                                                      \
    F(uint8_t, outer_count, 0, MWI_OUTER_MAX)                                                      \
    F(uint8_t, step1, 0, 1)                                                                        \
    F(uint8_t, step2, 0, 1)

/* One of the outer dimensions, the last one densest: how many rows (or dimensions within it) it
 * has, and by how many elements each input moves from one to the next: 0 where it stays. */
typedef struct mwi_broadcast_dim {
    int32_t extent, step1, step2;
} mwi_broadcast_dim;

/* ADD. Both inputs, shifted left by 20 bits, are brought to twice the greater of their scales, so
 * that the sum of two has 1 bit to spare; all three multipliers are below 1. */
#define MWI_ADD_FIELDS(F)                                                                          \
    MWI_BROADCAST_FIELDS(F)                                                                        \
    F(int8_t, shift1, -31, 0)                                                                      \
    F(int32_t, multiplier1, 0, INT32_MAX)                                                          \
    F(int32_t, multiplier2, 0, INT32_MAX)                                                          \
    F(int32_t, output_multiplier, 0, INT32_MAX)                                                    \
    F(int8_t, shift2, -31, 0)                                                                      \
    F(int8_t, output_shift, -31, 0)                                                                \
    F(int16_t, zero_point1, -32768, 32767)                                                         \
    F(int16_t, zero_point2, -32768, 32767)                                                         \
    F(int16_t, output_zero_point, -32768, 32767)                                                   \
    F(int16_t, activation_min, -32768, 32767)                                                      \
    F(int16_t, activation_max, -32768, 32767)
typedef struct mw_add_parameters {
    MWI_ADD_FIELDS(MWI_MEMBER)
} mw_add_parameters;

/* MUL. The multiplier takes a product of both inputs to the output's scale. */
#define MWI_MUL_FIELDS(F)                                                                          \
    MWI_BROADCAST_FIELDS(F)                                                                        \
    F(int8_t, shift, -31, 30)                                                                      \
    F(int32_t, multiplier, 0, INT32_MAX)                                                           \
    F(int16_t, zero_point1, -32768, 32767)                                                         \
    F(int16_t, zero_point2, -32768, 32767)                                                         \
    F(int16_t, output_zero_point, -32768, 32767)                                                   \
    F(int16_t, activation_min, -32768, 32767)                                                      \
    F(int16_t, activation_max, -32768, 32767)                                                      \
    F(int16_t, reserved, 0, 0)
typedef struct mw_mul_parameters {
    MWI_MUL_FIELDS(MWI_MEMBER)
} mw_mul_parameters;

/* AVERAGE_POOL_2D and MAX_POOL_2D. Every window has at least one element inside the picture. No
 * overflow: of an average's window at most 16,711,935 elements lie inside the picture, which is
 * (2^31 - 1) / 128.5 rounded down: a sum, and half the count for the rounding. */
#define MWI_POOL_2D_FIELDS(F)                                                                      \
    F(int32_t, batches, 1, MWI_EXTENT_MAX)                                                         \
    F(int32_t, input_height, 1, MWI_EXTENT_MAX)                                                    \
    F(int32_t, input_width, 1, MWI_EXTENT_MAX)                                                     \
    F(int32_t, channels, 1, MWI_EXTENT_MAX)                                                        \
    F(int32_t, output_height, 1, MWI_EXTENT_MAX)                                                   \
    F(int32_t, output_width, 1, MWI_EXTENT_MAX)                                                    \
    F(uint16_t, filter_height, 1, 65535)                                                           \
    F(uint16_t, filter_width, 1, 65535)                                                            \
    F(uint16_t, stride_height, 1, 65535)                                                           \
    F(uint16_t, stride_width, 1, 65535)                                                            \
    F(uint16_t, padding_top, 0, 65535)                                                             \
    F(uint16_t, padding_left, 0, 65535)                                                            \
    F(int16_t, activation_min, -32768, 32767)                                                      \
    F(int16_t, activation_max, -32768, 32767)
typedef struct mw_pool_2d_parameters {
    MWI_POOL_2D_FIELDS(MWI_MEMBER)
} mw_pool_2d_parameters;

/* MEAN. The input is [outer][reduced1][middle][reduced2][inner], dimensions that are neighbours and
 * are both reduced or both kept being one; the output is [outer][middle][inner]. reduced1 *
 * reduced2 is at most 8,421,504, which is (2^31 - 1) / 255 rounded down. The multiplier has
 * the division by that count in it. */
#define MWI_MEAN_FIELDS(F)                                                                         \
    F(int32_t, outer, 1, MWI_EXTENT_MAX)                                                           \
    F(int32_t, reduced1, 1, 8421504)                                                               \
    F(int32_t, middle, 1, MWI_EXTENT_MAX)                                                          \
    F(int32_t, reduced2, 1, 8421504)                                                               \
    F(int32_t, inner, 1, MWI_EXTENT_MAX)                                                           \
    F(int32_t, multiplier, 0, INT32_MAX)                                                           \
    F(int16_t, shift, -31, 30)                                                                     \
    F(int16_t, input_zero_point, -32768, 32767)                                                    \
    F(int16_t, output_zero_point, -32768, 32767)                                                   \
    F(int16_t, reserved, 0, 0)
typedef struct mw_mean_parameters {
    MWI_MEAN_FIELDS(MWI_MEMBER)
} mw_mean_parameters;

/* PAD. dims_count dimensions, of which the input has the elements and how many are put before and
 * behind them: mw_pad_dim, the last one densest. */
enum { MWI_PAD_DIMS_MAX = 6 };
#define MWI_PAD_FIELDS(F)                                                                          \
    F(uint16_t, dims_count, 1, MWI_PAD_DIMS_MAX)                                                   \
    F(int16_t, value, -32768, 32767)
typedef struct mw_pad_parameters {
    MWI_PAD_FIELDS(MWI_MEMBER)
} mw_pad_parameters;
typedef struct mw_pad_dim {
    int32_t before, elements, behind;
} mw_pad_dim;

/* LOGISTIC. multiplier and shift take an input to Q4.27; what lies radius or more from the zero
 * point is 0 or 1. */
#define MWI_LOGISTIC_FIELDS(F)                                                                     \
    F(int32_t, elements, 1, MWI_EXTENT_MAX)                                                        \
    F(int32_t, multiplier, 0, INT32_MAX)                                                           \
    F(int16_t, shift, -31, 30)                                                                     \
    F(int16_t, input_zero_point, -32768, 32767)                                                    \
    F(int32_t, radius, 0, INT32_MAX)
typedef struct mw_logistic_parameters {
    MWI_LOGISTIC_FIELDS(MWI_MEMBER)
} mw_logistic_parameters;

/* QUANTIZE from an integer type to another. */
enum { MWI_ELEMENT_S8, MWI_ELEMENT_U8, MWI_ELEMENT_S16, MWI_ELEMENT_S32 };
#define MWI_QUANTIZE_INTEGER_FIELDS(F)                                                             \
    F(int32_t, elements, 1, MWI_EXTENT_MAX)                                                        \
    F(int32_t, multiplier, 0, INT32_MAX)                                                           \
    F(int32_t, input_zero_point, INT32_MIN, INT32_MAX)                                             \
    F(int32_t, output_zero_point, INT32_MIN, INT32_MAX)                                            \
    F(int16_t, shift, -31, 30)                                                                     \
    F(uint8_t, input_element, 0, 3)                                                                \
    F(uint8_t, output_element, 0, 3)
typedef struct mw_quantize_integer_parameters {
    MWI_QUANTIZE_INTEGER_FIELDS(MWI_MEMBER)
} mw_quantize_integer_parameters;

#endif
