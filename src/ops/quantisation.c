/* SPDX-License-Identifier: Apache-2.0
 *
 * Scales, zero points and fused activations, as every quantised operator needs them. */
#include "ops/quantisation.h"

/* How many numbers an integer type has, less one; those of more than 4 bytes count as int32. */
static uint32_t type_span(uint32_t type)
{
    uint32_t bytes = mw_type_bytes(type);
    return bytes == 1 ? UINT8_MAX : bytes == 2 ? UINT16_MAX : UINT32_MAX;
}

int32_t mwi_type_min(uint32_t type)
{
    bool is_unsigned = type == MW_UINT8 || type == MW_UINT16;
    return is_unsigned ? 0 : -(int32_t)(type_span(type) >> 1) - 1;
}

int32_t mwi_type_max(uint32_t type)
{
    return (int32_t)((uint32_t)mwi_type_min(type) + type_span(type));
}

/* A scale of a tensor, or 0 where it is no positive number. */
static uint32_t sound_scale(const mw_prepare *prepare, const mw_tensor *tensor, uint32_t channel)
{
    uint32_t bits = mw_model_scale_bits(prepare->model, tensor, channel);
    return mwi_scale_is_sound(bits) ? bits : 0;
}

mw_status mwi_prepare_quantisation(const mw_prepare *prepare, const mw_tensor *tensor,
                                   mwi_quantisation *quantisation)
{
    if (tensor->scales != 1 || tensor->zero_points > 1) {
        return mw_prepare_refuse(prepare, MW_UNSUPPORTED,
                                 MWI_TEXT("a tensor has another number of scales"),
                                 (int32_t)tensor->scales, 1);
    }
    quantisation->scale = sound_scale(prepare, tensor, 0);
    int64_t zero_point = tensor->zero_points ? mw_model_zero_point(prepare->model, tensor, 0) : 0;
    if (!quantisation->scale || zero_point < mwi_type_min(tensor->type) ||
        zero_point > mwi_type_max(tensor->type)) {
        return mw_prepare_refuse(
            prepare, MW_BAD_MODEL,
            MWI_TEXT("a scale is not positive or a zero point is outside its type"), 0, 0);
    }
    quantisation->zero_point = (int32_t)zero_point;
    return MW_OK;
}

enum { NO_ACTIVATION = 0, RELU = 1, RELU_N1_TO_1 = 2, RELU6 = 3 };

mw_status mwi_prepare_activation(const mw_prepare *prepare, uint32_t activation, uint32_t type,
                                 mwi_quantisation output, int16_t *least, int16_t *greatest)
{
    const uint32_t six = 0x40c00000u; /* 6.0 as the bits of a float32 */
    int32_t type_min = mwi_type_min(type);
    int32_t type_max = mwi_type_max(type);
    *least = (int16_t)type_min;
    *greatest = (int16_t)type_max;
    if (activation == NO_ACTIVATION) {
        return MW_OK;
    }
    if (activation > RELU6) {
        return mw_prepare_refuse(prepare, MW_UNSUPPORTED,
                                 MWI_TEXT("this fused activation is not supported"),
                                 (int32_t)activation, 0);
    }
    uint32_t bound = activation == RELU6 ? six : MWI_SCALE_ONE;
    int32_t steps = 0;
    if (activation != RELU) {
        steps = mwi_quotient_as_integer(bound, output.scale);
        if (steps > INT32_MAX - 65536) {
            return mw_prepare_refuse(prepare, MW_BAD_MODEL,
                                     MWI_TEXT("the output's scale is too small"), 0, 0);
        }
    }
    int32_t low = output.zero_point - (activation == RELU_N1_TO_1 ? steps : 0);
    int32_t high = activation == RELU ? type_max : output.zero_point + steps;
    *least = (int16_t)(low > type_min ? low : type_min);
    *greatest = (int16_t)(high < type_max ? high : type_max);
    return MW_OK;
}

mw_status mwi_prepare_channel_multipliers(mw_prepare *prepare, const mw_tensor *filter,
                                          uint32_t channels, int32_t channel_dimension,
                                          uint32_t input_scale, uint32_t output_scale)
{
    int32_t *multipliers = mw_prepare_place_array(prepare, 5 * channels);
    if (filter->scales != 1 &&
        (filter->scales != channels || filter->quantized_dimension != channel_dimension)) {
        return mw_prepare_refuse(prepare, MW_BAD_MODEL,
                                 MWI_TEXT("the filter's scales are not one a channel"),
                                 (int32_t)filter->scales, (int32_t)channels);
    }
    if (filter->zero_points > filter->scales) { /* operators may share them: that bounds the time */
        return mw_prepare_refuse(prepare, MW_BAD_MODEL, MWI_TEXT("more zero points than scales"),
                                 (int32_t)filter->zero_points, (int32_t)filter->scales);
    }
    if (!multipliers) {
        return MW_OK;
    }
    int8_t *shifts = (int8_t *)(multipliers + channels);
    for (uint32_t i = 0; i < filter->zero_points; i++) {
        if (mw_model_zero_point(prepare->model, filter, i) != 0) {
            return mw_prepare_refuse(prepare, MW_UNSUPPORTED,
                                     MWI_TEXT("the filter's zero point is not 0"), 0, 0);
        }
    }
    if (!mwi_scales_to_multipliers(input_scale, prepare->model->bytes + filter->scale_offset,
                                   output_scale, filter->scales, multipliers, shifts)) {
        return mw_prepare_refuse(prepare, MW_BAD_MODEL,
                                 MWI_TEXT("a scale of the filter is not positive"), 0, 0);
    }
    for (uint32_t channel = filter->scales; channel < channels; channel++) {
        multipliers[channel] = multipliers[0];
        shifts[channel] = shifts[0];
    }
    return MW_OK;
}

mw_status mwi_prepare_bias(const mw_prepare *prepare, const mw_tensor *bias, uint32_t elements)
{
    if (bias->type == MW_NO_TENSOR) {
        return MW_OK;
    }
    if (bias->type != MW_INT32) {
        return mw_prepare_refuse(prepare, MW_UNSUPPORTED,
                                 MWI_TEXT("the bias has another type than int32"), bias->type,
                                 MW_INT32);
    }
    if (bias->elements != elements) {
        return mw_prepare_refuse(prepare, MW_BAD_MODEL,
                                 MWI_TEXT("the bias has another number of elements"),
                                 (int32_t)bias->elements, (int32_t)elements);
    }
    return MW_OK;
}

int32_t mwi_dims_product(const mw_tensor *tensor, uint32_t first, uint32_t last)
{
    int32_t product = 1;
    for (uint32_t d = first; d < last; d++) {
        product *= tensor->dims[d];
    }
    return product;
}
