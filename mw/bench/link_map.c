/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads the map that GNU ld writes with -Map. See link_map.h. */
#include "mw/bench/link_map.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mw/bench/rows.h"
#include "mw/mw.h"

/* ".rodata.app_model" or ".rodata.bench_model". */
static bool is_constant(const char *section, const char *what)
{
    char app[64];
    char bench[64];
    snprintf(app, sizeof app, ".rodata.app_%s", what);
    snprintf(bench, sizeof bench, ".rodata.bench_%s", what);
    return strcmp(section, app) == 0 || strcmp(section, bench) == 0;
}

/* The module of an object's path, or of a section's name: a model is in one object with its plan.
 */
static const char *module_of(const char *path, const char *section)
{
    static const struct {
        const char *in_path, *module;
    } modules[] = {
        {"/src/kernels/", "kernels"}, {"/src/audio/", "front end"},   {"/src/", "library"},
        {"/boards/", "start-up"},     {"smallest_start", "start-up"}, {"libgcc", "C runtime"},
        {"libc", "C runtime"},        {"memory.o", "C runtime"},
    };
    if (is_constant(section, "model")) {
        return "model";
    }
    if (is_constant(section, "plan")) {
        return "plan";
    }
    if (strstr(path, "/common/memory.o")) {
        return "C runtime";
    }
    for (size_t i = 0; i < sizeof modules / sizeof modules[0]; i++) {
        if (strstr(path, modules[i].in_path)) {
            return modules[i].module;
        }
    }
    return "application";
}

/* An output section begins in the first column, ".text  0x0  0x3088"; in flash are those with code,
 * constants, and the first values of data. *end is where it ends. */
static bool begins_flash(const char *line, unsigned long *end)
{
    unsigned long address;
    unsigned long bytes;
    static const char *const names[] = {".text", ".data", ".rodata"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        size_t length = strlen(names[i]);
        if (strncmp(line, names[i], length) == 0 &&
            sscanf(line + length, " 0x%lx 0x%lx", &address, &bytes) == 2) {
            *end = address + bytes;
            return true;
        }
    }
    return false;
}

/* " .text.name  0x1234  0x56 path.o", of which the name may fill a line of its own. Where the
 * linker merged strings, what it saved is still told, and pieces overlap: a byte counts once, from
 * *begin on and before end. */
static void take_line(const char *line, char *section, size_t size, unsigned long *begin,
                      unsigned long end, mw_bench_rows *modules)
{
    unsigned long address;
    unsigned long bytes;
    int at = 0;
    const char *numbers = line + strspn(line, " ");
    if (line[0] == ' ' && (*numbers == '.' || *numbers == '*' || *numbers == 'C')) {
        size_t length = strcspn(numbers, " ");
        snprintf(section, size, "%.*s", (int)length, numbers);
        numbers += length;
    }
    if (sscanf(numbers, " 0x%lx 0x%lx %n", &address, &bytes, &at) != 2 || bytes == 0) {
        return;
    }
    unsigned long from = address > *begin ? address : *begin;
    unsigned long to = address + bytes < end ? address + bytes : end;
    bytes = to > from ? to - from : 0;
    const char *path = numbers + at;
    bool is_padding = strcmp(section, "*fill*") == 0;
    if (is_padding || strchr(path, '/') || strstr(path, ".o")) {
        mw_bench_row *row =
            mw_rows_named(modules, is_padding ? "padding" : module_of(path, section));
        if (row) {
            row->bytes += (uint32_t)bytes;
            *begin = to > from ? to : *begin;
        }
    }
    section[0] = 0;
}

bool mw_link_map_read(const char *path, mw_bench_rows *modules)
{
    FILE *file = fopen(path, "r");
    if (!file) {
        mw_error("%s cannot be read: %s", path, strerror(errno));
        return false;
    }
    char line[4096];
    char section[256] = "";
    bool placed = false; /* behind the heading of what was placed, */
    bool in_flash = false;
    unsigned long begin = 0;
    unsigned long end = 0;
    while (fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = 0;
        placed = placed || strncmp(line, "Linker script and memory map", 28) == 0;
        if (placed && line[0] != ' ' && line[0] != 0) {
            in_flash = begins_flash(line, &end);
            begin = 0;
        } else if (in_flash) {
            take_line(line, section, sizeof section, &begin, end, modules);
        }
    }
    fclose(file);
    mw_rows_sort(modules);
    return true;
}
