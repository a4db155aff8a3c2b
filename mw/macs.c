/* SPDX-License-Identifier: Apache-2.0
 *
 * Multiply-accumulates, counted from the shapes: for each number that an operator with weights puts
 * out, the weights that it takes. */
#include "mw/session.h"

enum { CONV_2D = 3, DEPTHWISE_CONV_2D = 4, FULLY_CONNECTED = 9 };

uint64_t mw_count_operator_macs(const mw_model *model, uint32_t index)
{
    int32_t code = mw_model_operator_code(model, index);
    int32_t input = mw_model_operator_input_count(model, index) > 1
                        ? mw_model_operator_input(model, index, 1)
                        : -1;
    if ((code != CONV_2D && code != DEPTHWISE_CONV_2D && code != FULLY_CONNECTED) || input < 0 ||
        mw_model_operator_output_count(model, index) == 0) {
        return 0;
    }
    mw_tensor filter;
    mw_tensor output;
    mw_model_tensor(model, (uint32_t)input, &filter);
    mw_model_tensor(model, mw_model_operator_output(model, index, 0), &output);
    uint64_t weights = 1;
    for (uint32_t d = 1; d < filter.rank; d++) {
        bool is_channel = code == DEPTHWISE_CONV_2D && d == filter.rank - 1u;
        weights *= is_channel ? 1u : (uint32_t)filter.dims[d];
    }
    return output.elements * weights;
}

uint64_t mw_count_macs(const mw_model *model)
{
    uint64_t macs = 0;
    for (uint32_t i = 0; i < mw_model_operator_count(model); i++) {
        macs += mw_count_operator_macs(model, i);
    }
    return macs;
}
