/* SPDX-License-Identifier: Apache-2.0
 *
 * The smallest application that makes its plan where it runs: it links all of the road from a
 * model's bytes to its output. The bytes here are no model, so what it proves when it runs is that
 * they are refused. */
#include "milliwatt.h"

static const uint8_t model_bytes[16] = {8, 0, 0, 0, 'n', 'o', 'n', 'e'};

static const mw_kernel *const kernels[] = {&mw_kernel_fully_connected_s8, &mw_kernel_softmax_s8};
static const mw_operator *const operators[] = {&mw_op_fully_connected_s8, &mw_op_softmax_s8,
                                               &mw_op_reshape};

static uint64_t plan[64], state[8], arena[64]; /* of 64 bits, for their alignment */

static mw_status run(mw_diagnostic *why)
{
    mw_model model;
    mw_interpreter interpreter;
    const mw_operators all = {operators, sizeof operators / sizeof operators[0]};
    const mw_kernels linked = {kernels, sizeof kernels / sizeof kernels[0]};
    uint32_t plan_bytes = 0;

    mw_status status = mw_model_open(&model, model_bytes, sizeof model_bytes, why);
    if (status == MW_OK) {
        status = mw_plan_measure(&model, all, MW_PROFILE_NATIVE, &plan_bytes, why);
    }
    if (status == MW_OK) {
        status = mw_plan_make(&model, all, MW_PROFILE_NATIVE, plan, sizeof plan, why);
    }
    if (status == MW_OK) {
        status = mw_interpreter_init(&interpreter, model_bytes, sizeof model_bytes, linked, plan,
                                     state, sizeof state, arena, sizeof arena, why);
    }
    if (status == MW_OK) {
        status = mw_invoke(&interpreter);
    }
    return status;
}

int main(void)
{
    mw_diagnostic why;
    return run(&why) == MW_BAD_MODEL && why.text != NULL ? 0 : 1;
}
