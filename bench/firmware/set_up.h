/* SPDX-License-Identifier: Apache-2.0
 *
 * How a firmware of the bench gets from nothing to a model that runs. bench_model.h is made for
 * each model by mw bench: BENCH_MODEL_BYTES, BENCH_PLAN_BYTES, BENCH_STATE_BYTES,
 * BENCH_ARENA_BYTES, BENCH_NODES and the lists BENCH_KERNELS and BENCH_OPERATORS. */
#ifndef BENCH_SET_UP_H
#define BENCH_SET_UP_H

#include "bench_model.h"
#include "milliwatt/interpreter.h"

/* The model's bytes; and its plan, where that was made beforehand. */
extern const uint8_t bench_model[], bench_plan[];

mw_status bench_set_up(mw_interpreter *interpreter);

#endif
