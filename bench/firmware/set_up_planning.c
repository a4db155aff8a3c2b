/* SPDX-License-Identifier: Apache-2.0
 *
 * The plan is made here, in RAM: open, measure, make, init. */
#include "milliwatt/operator.h"
#include "milliwatt/plan.h"
#include "set_up.h"

static MW_ALIGNED uint8_t plan[BENCH_PLAN_BYTES];
static MW_ALIGNED uint8_t state[BENCH_STATE_BYTES + 1]; /* an array of no bytes is no C */
static MW_ALIGNED uint8_t arena[BENCH_ARENA_BYTES + 1];

mw_status bench_set_up(mw_interpreter *interpreter)
{
    static const mw_operator *const operator_list[] = {BENCH_OPERATORS};
    static const mw_operators operators = {operator_list,
                                           sizeof operator_list / sizeof operator_list[0]};
    static const mw_kernel *const kernel_list[] = {BENCH_KERNELS};
    static const mw_kernels kernels = {kernel_list, sizeof kernel_list / sizeof kernel_list[0]};
    uint32_t plan_bytes = 0;
    mw_model model;
    mw_status status = mw_model_open(&model, bench_model, BENCH_MODEL_BYTES, NULL);
    if (status == MW_OK) {
        status = mw_plan_measure(&model, operators, BENCH_PROFILE, &plan_bytes, NULL);
    }
    if (status == MW_OK) {
        status = mw_plan_make(&model, operators, BENCH_PROFILE, plan, sizeof plan, NULL);
    }
    if (status != MW_OK) {
        return status;
    }
    return mw_interpreter_init(interpreter, bench_model, BENCH_MODEL_BYTES, kernels, plan, state,
                               BENCH_STATE_BYTES, arena, BENCH_ARENA_BYTES, NULL);
}
