/* SPDX-License-Identifier: Apache-2.0
 *
 * LOGISTIC: what a node means. 1 / (1 + e^-x) of each number. The arithmetic is in
 * kernels/reference/logistic_reference.c. No options. */
#include "kernels/parameters.h"
#include "ops/quantisation.h"

enum { INTEGER_BITS = 4 }; /* the kernel's Q4.27 */

/* The scale as a multiplier to Q4.27, and the first input beyond it: 15 * 2^27 / 2^shift. */
static void find_multiplier(uint32_t scale, mw_logistic_parameters *p)
{
    int32_t shift;
    mwi_number q27 = mwi_quotient_as_double(scale, MWI_SCALE_ONE, MWI_SCALE_ONE, 31 - INTEGER_BITS);
    mwi_number_to_multiplier(q27, &p->multiplier, &shift);
    p->shift = (int16_t)shift;
    p->radius = q27.exponent > 30 ? 0 : shift > 0 ? (15 << 27) >> shift : INT32_MAX;
}

static mw_status prepare_s8(mw_prepare *prepare)
{
    mw_tensor input;
    mw_tensor output;
    mwi_quantisation in;
    mwi_quantisation out;
    mw_logistic_parameters p = {0};
    mw_status status = mw_prepare_counts(prepare, 1, 1, 1);
    if (status != MW_OK) {
        return status;
    }
    mw_prepare_input(prepare, 0, &input);
    mw_prepare_output(prepare, 0, &output);
    status = mwi_prepare_quantisation(prepare, &input, &in);
    status = status ? status : mwi_prepare_quantisation(prepare, &output, &out);
    if (status != MW_OK) {
        return status;
    }
    if (output.type != input.type || out.zero_point != -128) {
        return mw_prepare_refuse(prepare, MW_UNSUPPORTED,
                                 MWI_TEXT("the output is not int8 with zero point -128"),
                                 out.zero_point, -128);
    }
    if (input.elements == 0 || input.elements != output.elements) {
        return mw_prepare_refuse(prepare, MW_BAD_MODEL,
                                 MWI_TEXT("input and output have other elements"),
                                 (int32_t)input.elements, (int32_t)output.elements);
    }
    find_multiplier(in.scale, &p);
    p.elements = (int32_t)input.elements;
    p.input_zero_point = (int16_t)in.zero_point;
    mw_prepare_place_output(prepare, 0);
    mw_prepare_place_input(prepare, 0);
    mw_prepare_parameters(prepare, &p, sizeof p, 0);
    return MW_OK;
}

const mw_operator mw_op_logistic_s8 = {&mw_kernel_logistic_s8, 14, MW_INT8, "LOGISTIC", prepare_s8};
