/* SPDX-License-Identifier: Apache-2.0
 *
 * RESHAPE: the same bytes under another shape. Costs nothing: the output lies where the input lies,
 * and no node is made. */
#include "base/diagnose.h"
#include "milliwatt/operator.h"

static mw_status prepare_any(mw_prepare *prepare)
{
    mw_tensor input;
    mw_tensor output;
    mw_status status = mw_prepare_counts(prepare, 1, 2, 1);
    if (status != MW_OK) {
        return status;
    }
    mw_prepare_input(prepare, 0, &input);
    mw_prepare_output(prepare, 0, &output);
    if (input.type != output.type || input.elements != output.elements) {
        return mw_prepare_refuse(prepare, MW_BAD_MODEL,
                                 MWI_TEXT("input and output have other elements"),
                                 (int32_t)input.elements, (int32_t)output.elements);
    }
    mw_prepare_alias(prepare, 0);
    return MW_OK;
}

const mw_operator mw_op_reshape = {NULL, 22, MW_ANY_TYPE, "RESHAPE", prepare_any};
