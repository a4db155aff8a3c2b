/* SPDX-License-Identifier: Apache-2.0
 *
 * Measures the whole application. */
#include "mw/bench/bench.h"
#include "mw/bench/rows.h"
#include "mw/mw.h"

bool mw_bench_measure_application(const mw_bench_request *request, mw_bench_application *result)
{
    *result = (mw_bench_application){0};
    mw_error("%s: the application is not measured yet", request->sound);
    return false;
}

void mw_bench_free_application(mw_bench_application *result)
{
    mw_rows_free(&result->functions);
    mw_rows_free(&result->image.sections);
    mw_rows_free(&result->image.modules);
}
