/* SPDX-License-Identifier: Apache-2.0
 *
 * QUANTIZE from one integer type to another, as it is to be understood.
 *
 * The same reals with another scale, zero point or type: real = scale * (number - zero_point) on
 * both sides, so the difference from the input's zero point is brought to the output's scale, put
 * on the output's zero point, and clamped to what its type holds. */
#include "base/fixed_point.h"
#include "kernels/kernels.h"

static int32_t load(const void *from, uint32_t element, int32_t i)
{
    switch (element) {
    case MWI_ELEMENT_S8:
        return ((const int8_t *)from)[i];
    case MWI_ELEMENT_U8:
        return ((const uint8_t *)from)[i];
    case MWI_ELEMENT_S16:
        return ((const int16_t *)from)[i];
    default:
        return ((const int32_t *)from)[i];
    }
}

static void store(void *to, uint32_t element, int32_t i, int32_t number)
{
    switch (element) {
    case MWI_ELEMENT_S8:
        ((int8_t *)to)[i] = (int8_t)mwi_clamp(number, INT8_MIN, INT8_MAX);
        break;
    case MWI_ELEMENT_U8:
        ((uint8_t *)to)[i] = (uint8_t)mwi_clamp(number, 0, UINT8_MAX);
        break;
    case MWI_ELEMENT_S16:
        ((int16_t *)to)[i] = (int16_t)mwi_clamp(number, INT16_MIN, INT16_MAX);
        break;
    default:
        ((int32_t *)to)[i] = number;
        break;
    }
}

void mw_quantize_integer_reference(const mw_quantize_integer_parameters *p, const void *input,
                                   void *output)
{
    for (int32_t i = 0; i < p->elements; i++) {
        uint32_t value = (uint32_t)load(input, p->input_element, i) - (uint32_t)p->input_zero_point;
        int32_t number = mwi_requantise((int32_t)value, p->multiplier, p->shift);
        store(output, p->output_element, i, mwi_wrap_add(number, p->output_zero_point));
    }
}
