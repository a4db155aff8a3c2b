/* SPDX-License-Identifier: Apache-2.0
 *
 * Workloads (power.h): from what the bench measured, and as JSON, so that milliwatts can be asked
 * again without counting again. */
#ifndef MW_BENCH_WORKLOAD_H
#define MW_BENCH_WORKLOAD_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>

#include "mw/bench/bench.h"
#include "mw/bench/power.h"

/* The application as it was measured on one core, on a chip whose DMA brings the sound a hop at a
 * time: the emulated board's interrupts, one a byte, are left out, and one a hop is put in. */
mw_workload mw_workload_of_application(const mw_bench_application *measured);

/* A model that is invoked so many times a second and does nothing else. */
mw_workload mw_workload_of_model(const mw_bench_model *measured, double per_second);

/* The same with an inference each so many ms: the front end stays, inferences come or go. */
void mw_workload_infer_each(mw_workload *work, double ms);

/* {"core": ..., "cycles_per_second": ..., ...}; cycles are null where the core has no timing. */
cJSON *mw_workload_to_json(const mw_workload *work);

/* Reads the array "workloads" of a JSON file (what `mw bench --chips --json` prints, or
 * bench/baseline.json). How many there are, at most `most`; 0 with one line on stderr. */
size_t mw_workloads_read(const char *path, mw_workload *list, size_t most);

#endif
