/* SPDX-License-Identifier: Apache-2.0
 *
 * Where the instrument finds the source tree it builds firmware from, and where it keeps what it
 * built; and the small lists of names in it (boards, cores). */
#ifndef MW_BENCH_TREE_H
#define MW_BENCH_TREE_H

#include <stdbool.h>
#include <stddef.h>

enum { MW_BENCH_PATH = 1024 };

/* The source tree's root: MW_SOURCE_DIR of the environment, the tree that this program was compiled
 * in, or the nearest folder above the program. NULL with one line on stderr where there is none. */
const char *mw_bench_tree(void);

/* A folder for what may be kept from one run to the next, made where it is missing: "bench" beside
 * the program, else below the system's folder for temporary files. */
const char *mw_bench_cache(void);

/* A temporary folder for one measurement, removed by mw_bench_work_end with all that is in it, also
 * when the program is interrupted; MW_BENCH_KEEP in the environment keeps it. False with one line
 * on stderr. */
bool mw_bench_work_begin(char path[MW_BENCH_PATH]);
void mw_bench_work_end(const char *path);

/* Makes a folder and those above it. */
bool mw_bench_make_folder(const char *path);

/* The names of a folder's entries that have a file `inside` (boards/NAME/board.ini), or that end in
 * `ending` (bench/cores/NAME.ini), sorted, parted by ", "; static memory, good until the next call.
 */
const char *mw_bench_list_inside(const char *folder, const char *inside);
const char *mw_bench_list_ending(const char *folder, const char *ending);

/* snprintf into a path; a path too long is cut and does not exist. */
void mw_bench_path(char path[MW_BENCH_PATH], const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
