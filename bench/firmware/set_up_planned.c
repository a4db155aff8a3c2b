/* SPDX-License-Identifier: Apache-2.0
 *
 * The plan was made on the desk and lies in flash: set-up is init alone. */
#include "set_up.h"

static MW_ALIGNED uint8_t state[BENCH_STATE_BYTES + 1]; /* an array of no bytes is no C */
static MW_ALIGNED uint8_t arena[BENCH_ARENA_BYTES + 1];

mw_status bench_set_up(mw_interpreter *interpreter)
{
    static const mw_kernel *const list[] = {BENCH_KERNELS};
    static const mw_kernels kernels = {list, sizeof list / sizeof list[0]};
    return mw_interpreter_init(interpreter, bench_model, BENCH_MODEL_BYTES, kernels, bench_plan,
                               state, BENCH_STATE_BYTES, arena, BENCH_ARENA_BYTES, NULL);
}
