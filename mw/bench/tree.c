/* SPDX-License-Identifier: Apache-2.0
 *
 * Folders. See tree.h. */
#include "mw/bench/tree.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mw/mw.h"

#ifndef MW_SOURCE_TREE
#define MW_SOURCE_TREE ""
#endif

void mw_bench_path(char path[MW_BENCH_PATH], const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(path, MW_BENCH_PATH, format, arguments);
    va_end(arguments);
}

/* Whether a folder is the root of the source tree. */
static bool is_tree(const char *path)
{
    char file[MW_BENCH_PATH];
    mw_bench_path(file, "%s/bench/firmware/measure.c", path);
    return path[0] && access(file, R_OK) == 0;
}

/* The folder of this program. */
static const char *program_folder(void)
{
    static char path[MW_BENCH_PATH];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    path[length > 0 ? length : 0] = 0;
    char *slash = strrchr(path, '/');
    if (slash) {
        *slash = 0;
    }
    return path;
}

const char *mw_bench_tree(void)
{
    static char path[MW_BENCH_PATH];
    const char *given = getenv("MW_SOURCE_DIR");
    if (given && is_tree(given)) {
        return given;
    }
    if (is_tree(MW_SOURCE_TREE)) {
        return MW_SOURCE_TREE;
    }
    mw_bench_path(path, "%s", program_folder());
    for (char *slash = path + strlen(path); slash; slash = strrchr(path, '/')) {
        *slash = 0;
        if (is_tree(path)) {
            return path;
        }
    }
    mw_error(
        "the source tree is not there, and firmware is built from it (looked in '%s' and above "
        "%s): set MW_SOURCE_DIR to it",
        MW_SOURCE_TREE, program_folder());
    return NULL;
}

bool mw_bench_make_folder(const char *path)
{
    char part[MW_BENCH_PATH];
    mw_bench_path(part, "%s", path);
    for (char *slash = strchr(part + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = 0;
        mkdir(part, 0777);
        *slash = '/';
    }
    return mkdir(part, 0777) == 0 || errno == EEXIST;
}

const char *mw_bench_cache(void)
{
    static char path[MW_BENCH_PATH];
    mw_bench_path(path, "%s/bench", program_folder());
    if (!mw_bench_make_folder(path) || access(path, W_OK) != 0) {
        const char *temporary = getenv("TMPDIR");
        mw_bench_path(path, "%s/milliwatt-bench-%ld", temporary ? temporary : "/tmp",
                      (long)getuid());
        mw_bench_make_folder(path);
    }
    return path;
}

static char work_folder[MW_BENCH_PATH];

static int remove_one(const char *path, const struct stat *about, int kind, struct FTW *where)
{
    (void)about;
    (void)kind;
    (void)where;
    return remove(path);
}

void mw_bench_work_end(const char *path)
{
    if (path[0] && getenv("MW_BENCH_KEEP")) {
        fprintf(stderr, "kept: %s\n", path);
    } else if (path[0]) {
        nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    }
    work_folder[0] = 0;
}

static void clean_and_die(int number)
{
    mw_bench_work_end(work_folder);
    signal(number, SIG_DFL);
    raise(number);
}

bool mw_bench_work_begin(char path[MW_BENCH_PATH])
{
    const char *temporary = getenv("TMPDIR");
    mw_bench_path(path, "%s/milliwatt-XXXXXX", temporary ? temporary : "/tmp");
    if (!mkdtemp(path)) {
        mw_error("no folder for temporary files: %s: %s", path, strerror(errno));
        path[0] = 0;
        return false;
    }
    mw_bench_path(work_folder, "%s", path);
    signal(SIGINT, clean_and_die);
    signal(SIGTERM, clean_and_die);
    signal(SIGHUP, clean_and_die);
    return true;
}

static const char *list(const char *folder, const char *inside, const char *ending)
{
    static char names[2048];
    char path[MW_BENCH_PATH];
    struct dirent **entries;
    int count = scandir(folder, &entries, NULL, alphasort);
    names[0] = 0;
    for (int i = 0; i < count; i++) {
        char *name = entries[i]->d_name;
        size_t length = strlen(name);
        bool wanted = name[0] != '.';
        if (wanted && inside) {
            mw_bench_path(path, "%s/%s/%s", folder, name, inside);
            wanted = access(path, R_OK) == 0;
        } else if (wanted) {
            size_t end = strlen(ending);
            wanted = length > end && strcmp(name + length - end, ending) == 0;
            name[wanted ? length - end : length] = 0;
        }
        size_t used = strlen(names);
        if (wanted) {
            snprintf(names + used, sizeof names - used, "%s%s", used ? ", " : "", name);
        }
        free(entries[i]);
    }
    if (count >= 0) {
        free(entries);
    }
    return names;
}

const char *mw_bench_list_inside(const char *folder, const char *inside)
{
    return list(folder, inside, NULL);
}

const char *mw_bench_list_ending(const char *folder, const char *ending)
{
    return list(folder, NULL, ending);
}
