/* SPDX-License-Identifier: Apache-2.0
 *
 * Joins board, core and profile; makes and weighs images. See setting.h. */
#include "mw/bench/setting.h"

#include <stdio.h>
#include <string.h>

#include "mw/bench/elf.h"
#include "mw/bench/link_map.h"
#include "mw/bench/rows.h"
#include "mw/mw.h"

static bool read_cores(const mw_bench_request *request, mw_setting *s)
{
    mw_core own;
    if (!mw_core_read(s->board.core, &own) ||
        !mw_core_read(request->core ? request->core : s->board.core, &s->timing) ||
        !mw_core_read(s->timing.code, &s->code)) {
        return false;
    }
    if (strcmp(own.code, s->code.name) != 0 && strcmp(s->board.name, s->code.roomiest) != 0) {
        mw_error("board %s does not stand for a %s: take %s, or give no board", s->board.name,
                 s->timing.name, s->code.roomiest);
        return false;
    }
    return mw_board_read(s->code.roomiest, &s->roomiest);
}

static void choose_library(const mw_bench_request *request, mw_setting *s)
{
    mw_profile own = MW_PROFILE_PORTABLE;
    mw_profile_from_name(s->code.profile, &own);
    s->profile = request->profile < 0 ? own : (mw_profile)request->profile;
    s->library = s->profile == own                    ? MW_LIBRARY_NATIVE
                 : s->profile == MW_PROFILE_REFERENCE ? MW_LIBRARY_REFERENCE
                                                      : MW_LIBRARY_EVERY;
}

bool mw_setting_begin(const mw_bench_request *request, mw_setting *s)
{
    *s = (mw_setting){0};
    const char *board = request->board;
    if (!board) {
        board = mw_bench_roomiest_board(request->core ? request->core : "cortex-m4");
    }
    if (!board || !mw_board_read(board, &s->board) || !read_cores(request, s)) {
        return false;
    }
    choose_library(request, s);
    return mw_bench_work_begin(s->work);
}

void mw_setting_end(mw_setting *s)
{
    mw_bench_work_end(s->work);
}

void mw_setting_tell(const mw_setting *s, mw_bench_place *place)
{
    snprintf(place->board, sizeof place->board, "%s", s->board.name);
    snprintf(place->core, sizeof place->core, "%s", s->timing.name);
    snprintf(place->profile, sizeof place->profile, "%s", mw_profile_name(s->profile));
    place->board_flash = s->board.flash_bytes;
    place->board_ram = s->board.ram_bytes;
    place->clock_hz = s->board.clock_hz;
    place->timing_assumed = s->timing.timing.assumed;
}

void mw_setting_fit(const mw_setting *s, uint32_t flash, uint32_t ram, mw_bench_place *place)
{
    place->flash_missing = (int64_t)flash - (int64_t)s->board.flash_bytes;
    place->ram_missing = (int64_t)ram - (int64_t)s->board.ram_bytes;
    place->fits = place->flash_missing <= 0 && place->ram_missing <= 0;
}

static bool too_big(const mw_board *board, int64_t flash, int64_t ram)
{
    char text[128] = "";
    size_t length = 0;
    if (flash > 0) {
        length = (size_t)snprintf(text, sizeof text, "%lld bytes of flash", (long long)flash);
    }
    if (ram > 0) {
        snprintf(text + length, sizeof text - length, "%s%lld bytes of RAM", length ? " and " : "",
                 (long long)ram);
    }
    mw_error("too big even for %s, the roomiest board of this core: %s missing", board->name, text);
    return false;
}

bool mw_setting_make(const mw_setting *s, mw_image *image, const mw_board **on)
{
    const mw_board *boards[] = {&s->board, &s->roomiest};
    int64_t flash = 0;
    int64_t ram = 0;
    for (size_t i = 0; i < 2; i++) {
        image->core = &s->code;
        image->library = s->library;
        image->board = *on = boards[i];
        mw_made made = mw_firmware_make(image, s->work, &flash, &ram);
        if (made != MW_MADE_TOO_BIG) {
            return made == MW_MADE;
        }
    }
    return too_big(&s->roomiest, flash, ram);
}

/* A section with bytes in the file is in flash, be it code, constants or first values. The stack's
 * reserve is no static RAM: how much stack is used is measured. */
static void weigh_sections(const mw_setting *s, const mw_elf *elf, mw_bench_image *result)
{
    for (size_t i = 0; i < elf->section_count; i++) {
        const mw_elf_section *section = &elf->sections[i];
        if (!section->in_memory || section->bytes == 0) {
            continue;
        }
        bool in_ram = section->address >= s->board.ram_at || !section->has_bytes;
        in_ram = in_ram && (section->address >= s->roomiest.ram_at || !section->has_bytes);
        if (in_ram && strcmp(section->name, ".stack") != 0) {
            result->static_ram += section->bytes;
        }
        if (section->has_bytes) {
            mw_bench_row *row = mw_rows_add(&result->sections, section->name);
            if (row) {
                row->bytes = section->bytes;
            }
            result->flash += section->bytes;
        }
    }
}

bool mw_setting_weigh(const mw_setting *s, const char *name, mw_bench_image *result)
{
    char path[MW_BENCH_PATH];
    mw_elf elf;
    mw_bench_path(path, "%s/%s.elf", s->work, name);
    if (!mw_elf_read(path, &elf)) {
        return false;
    }
    weigh_sections(s, &elf, result);
    mw_elf_free(&elf);
    mw_bench_path(path, "%s/%s.map", s->work, name);
    if (!mw_link_map_read(path, &result->modules)) {
        return false;
    }
    result->flash_without_model = result->flash;
    for (size_t i = 0; i < result->modules.count; i++) {
        if (strcmp(result->modules.list[i].name, "model") == 0) {
            result->flash_without_model -= result->modules.list[i].bytes;
        }
    }
    return true;
}
