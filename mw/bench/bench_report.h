/* SPDX-License-Identifier: Apache-2.0
 *
 * What mw bench prints, as text and as JSON. */
#ifndef MW_BENCH_REPORT_H
#define MW_BENCH_REPORT_H

#include <cjson/cJSON.h>

#include "mw/bench/bench.h"

void mw_bench_print_model(const mw_bench_request *request, const mw_bench_model *result);
cJSON *mw_bench_model_json(const mw_bench_request *request, const mw_bench_model *result);

void mw_bench_print_application(const mw_bench_request *request,
                                const mw_bench_application *result);
cJSON *mw_bench_application_json(const mw_bench_request *request,
                                 const mw_bench_application *result);

#endif
