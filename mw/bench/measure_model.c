/* SPDX-License-Identifier: Apache-2.0
 *
 * Measures one model: two firmwares that count (the plan in flash, and made on the chip), two that
 * are weighed. bench/firmware/measure.c is what runs; its calls of bench_mark part the phases. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "milliwatt/plan_format.h"
#include "mw/bench/count.h"
#include "mw/bench/cycles.h"
#include "mw/bench/rows.h"
#include "mw/bench/setting.h"
#include "mw/file.h"
#include "mw/mw.h"

/* Between the marks of bench/firmware/measure.c. */
enum { PHASE_START, PHASE_SET_UP, PHASE_FILL, PHASE_INVOKE, PHASE_AFTER, PHASE_NODES };

enum { STACK_BYTES = 2048 };

/* The bench's own functions are no part of what it measures. */
static const char *const own_functions[] = {"main",         "bench_mark",          "cycle_counter",
                                            "board_cycles", "cycle_counter_since", NULL};
static const mw_filter measured = {own_functions, NULL, -1};

/* One measurement on its way. */
typedef struct job {
    const mw_bench_request *request;
    mw_bench_model *result;
    mw_setting setting;
    mw_session session;
} job;

static void write_operators(FILE *to, const mw_session *session)
{
    fprintf(to, "#define BENCH_OPERATORS ");
    bool named[256] = {false};
    for (uint32_t i = 0; i < mw_model_operator_count(&session->model); i++) {
        const mw_operator *found = mw_find_operator(&session->model, i);
        for (uint32_t k = 0; k < mw_all_operators.count && k < 256; k++) {
            if (mw_all_operators.list[k] == found && !named[k]) {
                named[k] = true;
                fprintf(to, "&mw_op_%s, ", mw_operator_symbol(k));
            }
        }
    }
    fputc('\n', to);
}

/* bench_model.h: see bench/firmware/set_up.h. */
static void write_header(FILE *to, const mw_session *session)
{
    const mw_plan_header *plan = session->plan;
    const uint16_t *ids = (const void *)((const uint8_t *)session->plan + plan->kernels);
    fprintf(to,
            "#define BENCH_MODEL_BYTES %zuu\n#define BENCH_PLAN_BYTES %uu\n"
            "#define BENCH_STATE_BYTES %uu\n#define BENCH_ARENA_BYTES %uu\n"
            "#define BENCH_NODES %uu\n#define BENCH_PROFILE (mw_profile)%u\n",
            session->size, session->sizes.plan, session->sizes.state, session->sizes.arena,
            plan->node_count, plan->profile);
    fprintf(to, "#define BENCH_KERNELS ");
    for (uint32_t i = 0; i < plan->kernel_count; i++) {
        fprintf(to, "&mw_kernel_%s, ", mw_kernel_name(ids[i]));
    }
    fputc('\n', to);
    write_operators(to, session);
}

static bool write_sources(const job *j)
{
    char path[MW_BENCH_PATH];
    mw_file file;
    mw_bench_path(path, "%s/bench_model.h", j->setting.work);
    if (!mw_file_open(&file, path)) {
        return false;
    }
    write_header(file.stream, &j->session);
    if (!mw_file_close(&file)) {
        return false;
    }
    mw_bench_path(path, "%s/model.bin", j->setting.work);
    if (!mw_file_write(path, j->session.bytes, j->session.size)) {
        return false;
    }
    mw_bench_path(path, "%s/plan.bin", j->setting.work);
    return mw_file_write(path, j->session.plan, j->session.sizes.plan);
}

/* An image of bench/firmware: planned or planning, counting or the smallest. */
static bool make(const job *j, const char *name, bool planning, bool counts, const mw_board **on)
{
    char model[MW_BENCH_PATH + 32];
    char plan[MW_BENCH_PATH + 32];
    snprintf(model, sizeof model, "-DMODEL_FILE=\"%s/model.bin\"", j->setting.work);
    snprintf(plan, sizeof plan, "-DPLAN_FILE=\"%s/plan.bin\"", j->setting.work);
    mw_image image = {
        .name = name,
        .with_board = counts,
        .stack_bytes = STACK_BYTES,
        .sources = {planning ? "bench/firmware/set_up_planning.c"
                             : "bench/firmware/set_up_planned.c",
                    "bench/firmware/model.S",
                    counts ? "bench/firmware/measure.c" : "bench/firmware/smallest.c",
                    counts ? "bench/firmware/cycle_counter.c" : "bench/firmware/smallest_start.c",
                    counts ? NULL : "boards/common/memory.c", NULL},
        .definitions = {model, plan, NULL},
    };
    return mw_setting_make(&j->setting, &image, on);
}

/* The smallest image: flash and RAM, beside the stack. */
static bool weigh(const job *j, const char *name, bool planning, mw_bench_image *image)
{
    const mw_board *on;
    return make(j, name, planning, false, &on) && mw_setting_weigh(&j->setting, name, image);
}

static bool sum(const job *j, const mw_elf *elf, const mw_phase *phase, mw_bench_cost *cost,
                mw_bench_rows *functions)
{
    return mw_cycles_sum(elf, &j->setting.timing.timing, phase, measured, cost, functions);
}

/* Each operator of the model has a row; the nodes of the plan say whose work they do. */
static bool take_operators(const job *j, const mw_elf *elf, const mw_count *count)
{
    mw_bench_model *result = j->result;
    const mw_plan_header *header = j->session.plan;
    const uint8_t *at = (const uint8_t *)j->session.plan + header->nodes;
    for (uint32_t i = 0; i < mw_model_operator_count(&j->session.model); i++) {
        mw_bench_row *row = mw_rows_add(&result->operators, mw_operator_name(&j->session.model, i));
        if (!row) {
            return false;
        }
        row->macs = mw_count_operator_macs(&j->session.model, i);
        row->cost.timed = j->setting.timing.timing.given;
    }
    for (uint32_t i = 0; i < header->node_count; i++) {
        const mw_plan_node *node = (const void *)at;
        mw_bench_cost cost;
        if (node->operator_index >= result->operators.count ||
            !sum(j, elf, &count->phases[PHASE_NODES + i], &cost, NULL)) {
            return false;
        }
        mw_cost_add(&result->operators.list[node->operator_index].cost, &cost);
        at += sizeof *node + 4u * node->place_count;
    }
    return true;
}

/* The firmware that was counted measures itself on a real board: it is kept where one asks for it.
 */
static bool keep_firmware(const job *j, const char *path, const mw_board *on)
{
    uint8_t *bytes;
    size_t size;
    if (!j->request->firmware) {
        return true;
    }
    if (strcmp(on->name, j->setting.board.name) != 0) {
        return mw_error("%s: no firmware is kept, since it does not fit into %s",
                        j->request->firmware, j->setting.board.name) == MW_EXIT_DONE;
    }
    bool kept = mw_file_read(path, "firmware", &bytes, &size);
    if (kept) {
        kept = mw_file_write(j->request->firmware, bytes, size);
        free(bytes);
    }
    return kept;
}

/* Counts a run of one of the two; what both have goes into image. */
static bool count_image(const job *j, const char *name, bool planning, mw_bench_image *image)
{
    const mw_board *on;
    mw_count count = {0};
    mw_elf elf = {0};
    char path[MW_BENCH_PATH];
    const mw_plan_header *header = j->session.plan;
    mw_bench_path(path, "%s/%s.elf", j->setting.work, name);
    if (!make(j, name, planning, true, &on) || (!planning && !keep_firmware(j, path, on)) ||
        !mw_elf_read(path, &elf)) {
        return false;
    }
    bool sound = mw_count_run(on, j->setting.work, name, &count);
    if (sound && count.phase_count < PHASE_NODES + (size_t)header->node_count) {
        mw_error("the firmware on %s ended early", on->name);
        sound = false;
    }
    sound = sound && sum(j, &elf, &count.phases[PHASE_SET_UP], &image->set_up, NULL);
    if (sound && !planning) {
        snprintf(j->result->place.measured_on, sizeof j->result->place.measured_on, "%s", on->name);
        sound = sum(j, &elf, &count.phases[PHASE_INVOKE], &j->result->invocation,
                    &j->result->functions) &&
                take_operators(j, &elf, &count);
    }
    int64_t stack = sound ? mw_count_said(&count, "stack") : 0;
    image->stack = stack > 0 ? (uint32_t)stack : 0;
    image->ram = image->static_ram + image->stack;
    mw_count_free(&count);
    mw_elf_free(&elf);
    return sound;
}

static bool measure(job *j)
{
    mw_bench_model *result = j->result;
    mw_setting_tell(&j->setting, &result->place);
    result->macs = mw_count_macs(&j->session.model);
    result->model = (uint32_t)j->session.size;
    result->plan = j->session.sizes.plan;
    result->state = j->session.sizes.state;
    result->arena = j->session.sizes.arena;
    if (!write_sources(j) || !weigh(j, "smallest_planned", false, &result->in_flash) ||
        !weigh(j, "smallest_planning", true, &result->on_chip) ||
        !count_image(j, "planned", false, &result->in_flash) ||
        !count_image(j, "planning", true, &result->on_chip)) {
        return false;
    }
    mw_rows_sort(&result->functions);
    mw_setting_fit(&j->setting, result->in_flash.flash, result->in_flash.ram, &result->place);
    return true;
}

bool mw_bench_measure_model(const mw_bench_request *request, mw_bench_model *result)
{
    job j = {.request = request, .result = result};
    *result = (mw_bench_model){0};
    bool sound = mw_setting_begin(request, &j.setting) &&
                 mw_session_plan(&j.session, request->model, j.setting.profile) && measure(&j);
    mw_session_end(&j.session);
    mw_setting_end(&j.setting);
    if (!sound) {
        mw_bench_free_model(result);
    }
    return sound;
}

static void free_image(mw_bench_image *image)
{
    mw_rows_free(&image->sections);
    mw_rows_free(&image->modules);
}

void mw_bench_free_model(mw_bench_model *result)
{
    mw_rows_free(&result->operators);
    mw_rows_free(&result->functions);
    free_image(&result->in_flash);
    free_image(&result->on_chip);
}
