/* SPDX-License-Identifier: Apache-2.0
 *
 * SOFTMAX: what a node means. Turns the numbers along the last dimension into shares of 1, the
 * greatest number getting the greatest share: e^(beta * x) over the sum of all. The arithmetic is
 * in kernels/reference/softmax_reference.c. Options: SoftmaxOptions (beta). */
#include "base/fixed_point.h"
#include "base/scale.h"
#include "kernels/parameters.h"
#include "ops/quantisation.h"

enum {
    BETA = 0,         /* field of the options */
    INTEGER_BITS = 5, /* the kernel's Q5.26 */
    DEPTH_MAX = 4095  /* the kernel's sum is Q12.19, and a share at most 1 */
};

/* beta * scale as a multiplier, and the least difference that has a share: the one that Q5.26 can
 * hold, 31 * 2^26 / 2^shift. */
static mw_status scale_differences(const mw_prepare *prepare, uint32_t scale,
                                   mw_softmax_parameters *p)
{
    uint32_t beta = mw_prepare_option_u32(prepare, BETA, 0);
    if (!mwi_scale_is_sound(beta)) {
        return mw_prepare_refuse(prepare, MW_UNSUPPORTED, MWI_TEXT("beta is not positive"), 0, 0);
    }
    mwi_number q26 = mwi_quotient_as_double(beta, scale, MWI_SCALE_ONE, 31 - INTEGER_BITS);
    mwi_number_to_multiplier(q26, &p->multiplier, &p->shift);
    if (p->shift < 1) {
        return mw_prepare_refuse(prepare, MW_UNSUPPORTED,
                                 MWI_TEXT("the input's scale is too small"), 0, 0);
    }
    p->difference_min = -(int32_t)(((int64_t)31 << 26) >> p->shift);
    return MW_OK;
}

static mw_status prepare_s8(mw_prepare *prepare)
{
    mw_tensor input;
    mw_tensor output;
    mwi_quantisation in;
    mwi_quantisation out;
    mw_softmax_parameters p = {0};
    mw_status status = mw_prepare_counts(prepare, 1, 1, 1);
    if (status != MW_OK) {
        return status;
    }
    mw_prepare_input(prepare, 0, &input);
    mw_prepare_output(prepare, 0, &output);
    status = mwi_prepare_quantisation(prepare, &input, &in);
    status = status ? status : mwi_prepare_quantisation(prepare, &output, &out);
    status = status ? status : scale_differences(prepare, in.scale, &p);
    if (status != MW_OK) {
        return status;
    }
    if (output.type != MW_INT8 || out.scale != 0x3b800000u || out.zero_point != -128) {
        return mw_prepare_refuse(
            prepare, MW_UNSUPPORTED,
            MWI_TEXT("the output is not int8 with scale 1/256, zero point -128"), out.zero_point,
            -128);
    }
    if (input.rank == 0 || input.elements == 0 || input.elements != output.elements) {
        return mw_prepare_refuse(prepare, MW_BAD_MODEL,
                                 MWI_TEXT("input and output have other elements"),
                                 (int32_t)input.elements, (int32_t)output.elements);
    }
    if (input.dims[input.rank - 1] > DEPTH_MAX) {
        return mw_prepare_refuse(prepare, MW_UNSUPPORTED,
                                 MWI_TEXT("more numbers in a row than a sum may have"),
                                 input.dims[input.rank - 1], DEPTH_MAX);
    }
    p.depth = input.dims[input.rank - 1];
    p.rows = mwi_dims_product(&input, 0, input.rank - 1u);
    mw_prepare_place_output(prepare, 0);
    mw_prepare_place_input(prepare, 0);
    mw_prepare_parameters(prepare, &p, sizeof p, 0);
    return MW_OK;
}

const mw_operator mw_op_softmax_s8 = {&mw_kernel_softmax_s8, 25, MW_INT8, "SOFTMAX", prepare_s8};
