/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads a board's two files. See board.h. */
#include "mw/bench/board.h"

#include <ctype.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mw/bench/tree.h"
#include "mw/mw.h"

static bool take_text(char *to, size_t size, const char *value)
{
    return (size_t)snprintf(to, size, "%s", value) < size;
}

static bool take_number(uint32_t *to, const char *value)
{
    char *end;
    *to = (uint32_t)strtoul(value, &end, 0);
    return end != value && *end == 0;
}

static int take(void *user, const char *section, const char *key, const char *value)
{
    mw_board *board = user;
    (void)section;
    const struct {
        const char *key;
        char *to;
        size_t size;
    } texts[] = {{"core", board->core, sizeof board->core},
                 {"program", board->program, sizeof board->program},
                 {"machine", board->machine, sizeof board->machine},
                 {"options", board->options, sizeof board->options},
                 {"receive_handler", board->receive_handler, sizeof board->receive_handler}};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (strcmp(key, texts[i].key) == 0) {
            return take_text(texts[i].to, texts[i].size, value);
        }
    }
    if (strcmp(key, "clock_hz") == 0) {
        return take_number(&board->clock_hz, value);
    }
    return strcmp(key, "uart_data") == 0 && take_number(&board->uart_data, value);
}

/* The number behind "ORIGIN =" or "LENGTH =", with K or M behind it. */
static bool find_number(const char *line, const char *word, uint32_t *number)
{
    const char *at = strstr(line, word);
    at = at ? strchr(at, '=') : NULL;
    if (!at) {
        return false;
    }
    char *end;
    *number = (uint32_t)strtoul(at + 1, &end, 0);
    if (*end == 'K') {
        *number *= 1024u;
    } else if (*end == 'M') {
        *number *= 1024u * 1024u;
    }
    return end != at + 1;
}

static bool read_memory(const char *path, mw_board *board)
{
    FILE *file = fopen(path, "r");
    char line[512];
    int found = 0;
    while (file && fgets(line, sizeof line, file)) {
        const char *at = line + strspn(line, " \t");
        if (strncmp(at, "FLASH", 5) == 0 && strchr(at, ':')) {
            found += find_number(at, "ORIGIN", &board->flash_at) &&
                     find_number(at, "LENGTH", &board->flash_bytes);
        } else if (strncmp(at, "RAM", 3) == 0 && strchr(at, ':')) {
            found += find_number(at, "ORIGIN", &board->ram_at) &&
                     find_number(at, "LENGTH", &board->ram_bytes);
        }
    }
    if (file) {
        fclose(file);
    }
    if (found != 2) {
        mw_error("%s: needs FLASH and RAM, each with ORIGIN and LENGTH in numbers", path);
    }
    return found == 2;
}

bool mw_board_read(const char *name, mw_board *board)
{
    char path[MW_BENCH_PATH];
    const char *tree = mw_bench_tree();
    if (!tree) {
        return false;
    }
    *board = (mw_board){0};
    mw_bench_path(path, "%s/boards/%s/board.ini", tree, name);
    if (!take_text(board->name, sizeof board->name, name) || strchr(name, '/') ||
        access(path, R_OK) != 0) {
        mw_bench_path(path, "%s/boards", tree);
        mw_error("there is no board '%s'; there are %s", name,
                 mw_bench_list_inside(path, "board.ini"));
        return false;
    }
    int line = ini_parse(path, take, board);
    if (line != 0 || !board->core[0] || !board->program[0] || !board->machine[0]) {
        mw_error("%s, line %d: not understood, or core, program or machine is missing", path, line);
        return false;
    }
    mw_bench_path(path, "%s/boards/%s/memory.ld", tree, name);
    return read_memory(path, board);
}
