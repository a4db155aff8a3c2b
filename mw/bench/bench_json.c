/* SPDX-License-Identifier: Apache-2.0
 *
 * The report of mw bench as JSON. See bench_report.h. */
#include "mw/bench/bench_report.h"
#include "mw/bench/core.h"

static void add_number(cJSON *to, const char *name, double number)
{
    cJSON_AddNumberToObject(to, name, number);
}

/* null where the core has no timing. */
static void add_cycles(cJSON *to, const char *name, const mw_bench_cost *cost, uint64_t cycles)
{
    if (cost->timed) {
        add_number(to, name, (double)cycles);
    } else {
        cJSON_AddNullToObject(to, name);
    }
}

static void add_rows(cJSON *to, const char *name, const mw_bench_rows *rows, bool macs, bool cost)
{
    cJSON *list = cJSON_AddArrayToObject(to, name);
    for (size_t i = 0; i < rows->count; i++) {
        const mw_bench_row *row = &rows->list[i];
        cJSON *item = cJSON_CreateObject();
        cJSON_AddStringToObject(item, "name", row->name);
        if (cost) {
            add_number(item, "instructions", (double)row->cost.instructions);
            add_cycles(item, "estimated_cycles", &row->cost, row->cost.cycles);
        } else {
            add_number(item, "bytes", row->bytes);
        }
        if (macs) {
            add_number(item, "macs", (double)row->macs);
        }
        cJSON_AddItemToArray(list, item);
    }
}

static void add_image(cJSON *to, const char *name, const mw_bench_image *image)
{
    cJSON *item = cJSON_AddObjectToObject(to, name);
    add_number(item, "setup_instructions", (double)image->set_up.instructions);
    add_cycles(item, "setup_estimated_cycles", &image->set_up, image->set_up.cycles);
    add_number(item, "flash", image->flash);
    add_number(item, "flash_without_model", image->flash_without_model);
    add_number(item, "ram", image->ram);
    add_number(item, "static_ram", image->static_ram);
    add_number(item, "stack", image->stack);
    add_rows(item, "flash_by_section", &image->sections, false, false);
    add_rows(item, "flash_by_module", &image->modules, false, false);
}

/* Cycles at the clocks where this core's flash needs wait states. */
static void add_waits(cJSON *to, const mw_bench_place *place, const mw_bench_cost *cost)
{
    mw_core core;
    cJSON *list = cJSON_AddArrayToObject(to, "estimated_cycles_with_wait_states");
    if (!cost->timed || !mw_core_read(place->core, &core)) {
        return;
    }
    for (uint32_t kind = 0; kind < core.flash_kinds; kind++) {
        for (uint32_t waits = 0; waits < core.flash[kind].steps; waits++) {
            cJSON *item = cJSON_CreateObject();
            cJSON_AddStringToObject(item, "flash", core.flash[kind].name);
            add_number(item, "up_to_mhz", core.flash[kind].mhz[waits]);
            add_number(item, "wait_states", waits);
            add_number(item, "estimated_cycles",
                       (double)(cost->cycles + waits * cost->cycles_per_wait));
            cJSON_AddItemToArray(list, item);
        }
    }
}

static void add_place(cJSON *to, const mw_bench_place *place)
{
    cJSON_AddStringToObject(to, "board", place->board);
    cJSON_AddStringToObject(to, "measured_on", place->measured_on);
    cJSON_AddStringToObject(to, "core", place->core);
    cJSON_AddStringToObject(to, "profile", place->profile);
    cJSON_AddBoolToObject(to, "fits", place->fits);
    add_number(to, "flash_missing", place->flash_missing > 0 ? (double)place->flash_missing : 0);
    add_number(to, "ram_missing", place->ram_missing > 0 ? (double)place->ram_missing : 0);
    add_number(to, "board_flash", place->board_flash);
    add_number(to, "board_ram", place->board_ram);
    add_number(to, "clock_hz", place->clock_hz);
    cJSON_AddBoolToObject(to, "timing_assumed", place->timing_assumed);
}

cJSON *mw_bench_model_json(const mw_bench_request *request, const mw_bench_model *result)
{
    cJSON *to = cJSON_CreateObject();
    const mw_bench_cost *invocation = &result->invocation;
    cJSON_AddStringToObject(to, "model", request->model);
    add_place(to, &result->place);
    add_number(to, "macs", (double)result->macs);
    add_number(to, "instructions_per_invocation", (double)invocation->instructions);
    add_cycles(to, "estimated_cycles", invocation, invocation->cycles);
    add_cycles(to, "estimated_cycles_at_most_too_high_by", invocation, invocation->divide_slack);
    if (result->macs > 0) {
        add_number(to, "instructions_per_mac",
                   (double)invocation->instructions / (double)result->macs);
    } else {
        cJSON_AddNullToObject(to, "instructions_per_mac");
    }
    add_number(to, "setup_instructions", (double)result->on_chip.set_up.instructions);
    add_number(to, "setup_instructions_plan_in_flash",
               (double)result->in_flash.set_up.instructions);
    add_number(to, "flash", result->in_flash.flash);
    add_number(to, "flash_without_model", result->in_flash.flash_without_model);
    add_number(to, "ram", result->in_flash.ram);
    add_number(to, "static_ram", result->in_flash.static_ram);
    add_number(to, "stack", result->in_flash.stack);
    add_number(to, "model_bytes", result->model);
    add_number(to, "plan", result->plan);
    add_number(to, "state", result->state);
    add_number(to, "arena", result->arena);
    add_rows(to, "operators", &result->operators, true, true);
    add_rows(to, "functions", &result->functions, false, true);
    add_waits(to, &result->place, invocation);
    add_image(to, "plan_in_flash", &result->in_flash);
    add_image(to, "plan_made_on_chip", &result->on_chip);
    return to;
}

cJSON *mw_bench_application_json(const mw_bench_request *request,
                                 const mw_bench_application *result)
{
    const struct {
        const char *name;
        const mw_bench_cost *cost;
    } costs[] = {{"start", &result->start},
                 {"total", &result->total},
                 {"per_20ms", &result->per_frame},
                 {"per_inference", &result->per_inference},
                 {"per_interrupt", &result->per_interrupt},
                 {"per_wake", &result->per_wake},
                 {"per_second", &result->per_second},
                 {"work_per_second", &result->work_per_second}};
    cJSON *to = cJSON_CreateObject();
    cJSON_AddStringToObject(to, "application", "yes_no");
    cJSON_AddStringToObject(to, "model", request->model ? request->model : "yes_no");
    add_place(to, &result->place);
    add_number(to, "seconds", result->seconds);
    add_number(to, "every_ms", result->every_ms);
    add_number(to, "frames", (double)result->frames);
    add_number(to, "inferences", (double)result->inferences);
    add_number(to, "events", (double)result->events);
    add_number(to, "interrupts", (double)result->interrupts);
    for (size_t i = 0; i < sizeof costs / sizeof costs[0]; i++) {
        cJSON *item = cJSON_AddObjectToObject(to, costs[i].name);
        add_number(item, "instructions", (double)costs[i].cost->instructions);
        add_cycles(item, "estimated_cycles", costs[i].cost, costs[i].cost->cycles);
    }
    if (result->asleep >= 0) {
        add_number(to, "asleep", result->asleep);
    } else {
        cJSON_AddNullToObject(to, "asleep");
    }
    add_number(to, "flash", result->image.flash);
    add_number(to, "flash_without_model", result->image.flash_without_model);
    add_number(to, "ram", result->image.ram);
    add_number(to, "static_ram", result->image.static_ram);
    add_number(to, "stack", result->image.stack);
    add_rows(to, "flash_by_section", &result->image.sections, false, false);
    add_rows(to, "flash_by_module", &result->image.modules, false, false);
    add_rows(to, "functions", &result->functions, false, true);
    return to;
}
