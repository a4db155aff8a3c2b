/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads a core's file. See core.h. */
#include "mw/bench/core.h"

#include <errno.h>
#include <ini.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mw/bench/tree.h"
#include "mw/mw.h"

#define KEY(name, key) #key,
static const char *const class_keys[] = {MW_CLASSES(KEY)};
#undef KEY

static const struct {
    const char *key;
    size_t at;
} number_keys[] = {
    {"each_register", offsetof(mw_timing, each_register)},
    {"taken", offsetof(mw_timing, taken)},
    {"skipped", offsetof(mw_timing, skipped)},
    {"divide_least", offsetof(mw_timing, divide_least)},
    {"load_pipelined", offsetof(mw_timing, load_pipelined)},
    {"store_pipelined", offsetof(mw_timing, store_pipelined)},
    {"address_wait", offsetof(mw_timing, address_wait)},
    {"unaligned", offsetof(mw_timing, unaligned)},
    {"interrupt", offsetof(mw_timing, interrupt)},
};

static bool take_text(char *to, size_t size, const char *value)
{
    return (size_t)snprintf(to, size, "%s", value) < size;
}

static bool take_number(uint32_t *to, const char *value)
{
    char *end;
    unsigned long number = strtoul(value, &end, 10);
    *to = (uint32_t)number;
    return end != value && *end == 0 && number < 1000;
}

static bool take_core(mw_core *core, const char *key, const char *value)
{
    const struct {
        const char *key;
        char *to;
        size_t size;
    } texts[] = {{"code", core->code, sizeof core->code},
                 {"profile", core->profile, sizeof core->profile},
                 {"compiler", core->compiler, sizeof core->compiler},
                 {"flags", core->flags, sizeof core->flags},
                 {"roomiest", core->roomiest, sizeof core->roomiest}};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (strcmp(key, texts[i].key) == 0) {
            return take_text(texts[i].to, texts[i].size, value);
        }
    }
    return false;
}

static bool take_timing(mw_timing *timing, const char *key, const char *value)
{
    timing->given = true;
    if (strcmp(key, "source") == 0) {
        return take_text(timing->source, sizeof timing->source, value);
    }
    if (strcmp(key, "assumed") == 0) {
        timing->assumed = strcmp(value, "yes") == 0;
        return timing->assumed || strcmp(value, "no") == 0;
    }
    for (size_t i = 0; i < MW_CLASS_COUNT; i++) {
        if (strcmp(key, class_keys[i]) == 0) {
            return take_number(&timing->cost[i], value);
        }
    }
    for (size_t i = 0; i < sizeof number_keys / sizeof number_keys[0]; i++) {
        if (strcmp(key, number_keys[i].key) == 0) {
            return take_number((uint32_t *)(void *)((char *)timing + number_keys[i].at), value);
        }
    }
    return false;
}

/* "24 48 72": no wait state up to 24 MHz, one up to 48, two up to 72. */
static bool take_flash(mw_core *core, const char *key, const char *value)
{
    if (core->flash_kinds == MW_FLASH_KINDS) {
        return false;
    }
    mw_flash_kind *kind = &core->flash[core->flash_kinds++];
    const char *at = value;
    char *end;
    for (unsigned long mhz; (mhz = strtoul(at, &end, 10), end != at); at = end) {
        if (kind->steps == MW_FLASH_STEPS) {
            return false;
        }
        kind->mhz[kind->steps++] = (uint32_t)mhz;
    }
    return kind->steps > 0 && *at == 0 && take_text(kind->name, sizeof kind->name, key);
}

static int take(void *user, const char *section, const char *key, const char *value)
{
    mw_core *core = user;
    if (strcmp(section, "core") == 0) {
        return take_core(core, key, value);
    }
    if (strcmp(section, "cycles") == 0) {
        return take_timing(&core->timing, key, value);
    }
    return strcmp(section, "wait_states") == 0 && take_flash(core, key, value);
}

bool mw_core_read_file(const char *path, const char *name, mw_core *core)
{
    *core = (mw_core){0};
    int line = ini_parse(path, take, core);
    if (line == 0 && core->code[0] && core->compiler[0] && core->roomiest[0]) {
        return take_text(core->name, sizeof core->name, name);
    }
    if (line < 0) {
        mw_error("%s cannot be read: %s", path, strerror(errno));
    } else if (line > 0) {
        mw_error("%s, line %d: not understood; bench/cores/README.md has the keys", path, line);
    } else {
        mw_error("%s: section [core] needs code, compiler and roomiest", path);
    }
    return false;
}

bool mw_core_read(const char *name, mw_core *core)
{
    char path[MW_BENCH_PATH];
    const char *tree = mw_bench_tree();
    if (!tree) {
        return false;
    }
    mw_bench_path(path, "%s/bench/cores/%s.ini", tree, name);
    if (strchr(name, '/') || access(path, R_OK) != 0) {
        mw_bench_path(path, "%s/bench/cores", tree);
        mw_error("there is no core '%s'; there are %s", name, mw_bench_list_ending(path, ".ini"));
        return false;
    }
    return mw_core_read_file(path, name, core);
}

const char *mw_bench_roomiest_board(const char *name)
{
    static mw_core core;
    return mw_core_read(name, &core) ? core.roomiest : NULL;
}
