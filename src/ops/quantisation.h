/* SPDX-License-Identifier: Apache-2.0
 *
 * What the operators' prepares share: scales, zero points, fused activations. */
#ifndef MWI_QUANTISATION_H
#define MWI_QUANTISATION_H

#include <stdint.h>

#include "base/diagnose.h"
#include "base/scale.h"
#include "milliwatt/operator.h"

/* A tensor's one scale, as the bits of a float32, and its zero point. */
typedef struct mwi_quantisation {
    uint32_t scale;
    int32_t zero_point;
} mwi_quantisation;

/* The least and greatest number of an integer type of up to 16 bits; else those of an int32. */
int32_t mwi_type_min(uint32_t type);
int32_t mwi_type_max(uint32_t type);

/* Reads the quantisation of a tensor that has one scale; MW_UNSUPPORTED for another number of them,
 * MW_BAD_MODEL where the scale is not positive or the zero point outside the type. */
mw_status mwi_prepare_quantisation(const mw_prepare *prepare, const mw_tensor *tensor,
                                   mwi_quantisation *quantisation);

/* The bounds of a fused activation (the schema's number) on an output: the float32 quotient
 * bound / scale, rounded half away from zero, as TensorFlow Lite has it. */
mw_status mwi_prepare_activation(const mw_prepare *prepare, uint32_t activation, uint32_t type,
                                 mwi_quantisation output, int16_t *least, int16_t *greatest);

/* Adds the places of multipliers and shifts, one a channel, for a filter with one scale or one a
 * channel (along its dimension channel_dimension), and fills them when the plan is written. The
 * filter's zero points must be 0. */
mw_status mwi_prepare_channel_multipliers(mw_prepare *prepare, const mw_tensor *filter,
                                          uint32_t channels, int32_t channel_dimension,
                                          uint32_t input_scale, uint32_t output_scale);

/* Whether a bias is left out, or is int32 with so many elements. */
mw_status mwi_prepare_bias(const mw_prepare *prepare, const mw_tensor *bias, uint32_t elements);

/* The product of a tensor's dimensions from first to before last. */
int32_t mwi_dims_product(const mw_tensor *tensor, uint32_t first, uint32_t last);

#endif
