/* SPDX-License-Identifier: Apache-2.0
 *
 * Flash by module, from the linker's map: which object each piece of the image comes from. */
#ifndef MW_BENCH_LINK_MAP_H
#define MW_BENCH_LINK_MAP_H

#include "mw/bench/bench.h"

/* Adds the bytes of what lies in flash to modules: library, kernels, front end, model, plan,
 * application, start-up, C runtime, padding. False with one line on stderr. */
bool mw_link_map_read(const char *path, mw_bench_rows *modules);

#endif
