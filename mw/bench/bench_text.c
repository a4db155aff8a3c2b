/* SPDX-License-Identifier: Apache-2.0
 *
 * The report of mw bench as text. See bench_report.h. */
#include <inttypes.h>
#include <stdio.h>

#include "mw/bench/bench_report.h"
#include "mw/bench/core.h"

enum { MOST_FUNCTIONS = 12 };

/* 1234567 as "1,234,567"; eight texts live at a time. */
static const char *grouped(uint64_t number)
{
    static char texts[8][32];
    static unsigned next;
    char digits[24];
    char *text = texts[next++ % 8];
    int length = snprintf(digits, sizeof digits, "%" PRIu64, number);
    int at = 0;
    for (int i = 0; i < length; i++) {
        text[at++] = digits[i];
        if ((length - 1 - i) % 3 == 0 && i + 1 < length) {
            text[at++] = ',';
        }
    }
    text[at] = 0;
    return text;
}

static const char *cycles_text(const mw_bench_cost *cost)
{
    return cost->timed ? grouped(cost->cycles) : "-";
}

static void print_place(const mw_bench_place *place)
{
    printf("board      %s (%s), %s of flash, %s of RAM, %.3g MHz; profile %s\n", place->board,
           place->core, grouped(place->board_flash), grouped(place->board_ram),
           place->clock_hz / 1e6, place->profile);
    if (!place->fits) {
        printf("DOES NOT FIT: ");
        if (place->flash_missing > 0) {
            printf("%s bytes of flash missing  ", grouped((uint64_t)place->flash_missing));
        }
        if (place->ram_missing > 0) {
            printf("%s bytes of RAM missing", grouped((uint64_t)place->ram_missing));
        }
        printf("\n");
    }
    printf("measured   on %s%s\n", place->measured_on,
           place->fits ? "" : ", the roomiest board that runs this core's code");
}

static void print_timing(const mw_bench_place *place, const mw_bench_cost *cost)
{
    mw_core core;
    if (!cost->timed) {
        printf("cycles     no timing of the %s is published\n", place->core);
        return;
    }
    printf("cycles     %s, estimated, no wait states%s\n", grouped(cost->cycles),
           place->timing_assumed ? " (another core's timing, assumed)" : "");
    if (cost->divide_slack > 0) {
        printf("           at most %s too many: divisions are taken as the slowest\n",
               grouped(cost->divide_slack));
    }
    for (uint32_t kind = 0; mw_core_read(place->core, &core) && kind < core.flash_kinds; kind++) {
        printf("           flash of %-9s", core.flash[kind].name);
        for (uint32_t waits = 0; waits < core.flash[kind].steps; waits++) {
            printf("%s %u MHz %s", waits ? "; " : " up to", core.flash[kind].mhz[waits],
                   grouped(cost->cycles + waits * cost->cycles_per_wait));
        }
        printf("\n");
    }
}

static void print_shares(const char *title, const mw_bench_rows *rows, size_t most, bool macs,
                         uint64_t all)
{
    printf("\n%-40s %14s %6s %14s%s\n", title, "instructions", "%", "est. cycles",
           macs ? "         MACs  instr/MAC" : "");
    for (size_t i = 0; i < rows->count && i < most; i++) {
        const mw_bench_row *row = &rows->list[i];
        printf("%-40s %14s %6.1f %14s", row->name, grouped(row->cost.instructions),
               all ? 100.0 * (double)row->cost.instructions / (double)all : 0,
               cycles_text(&row->cost));
        if (macs && row->macs) {
            printf(" %12s %10.2f", grouped(row->macs),
                   (double)row->cost.instructions / (double)row->macs);
        }
        printf("\n");
    }
    if (rows->count > most) {
        printf("and %zu more\n", rows->count - most);
    }
}

static void print_bytes(const mw_bench_rows *rows)
{
    for (size_t i = 0; i < rows->count; i++) {
        printf("%s%s %s", i ? ", " : "", rows->list[i].name, grouped(rows->list[i].bytes));
    }
    printf("\n");
}

static void print_image(const char *title, const mw_bench_image *image)
{
    printf("\n%s\n", title);
    printf("  set-up   %s instructions, %s cycles estimated\n", grouped(image->set_up.instructions),
           cycles_text(&image->set_up));
    printf("  flash    %s bytes, %s without the model\n", grouped(image->flash),
           grouped(image->flash_without_model));
    printf("  sections ");
    print_bytes(&image->sections);
    printf("  modules  ");
    print_bytes(&image->modules);
    printf("  RAM      %s bytes: static %s, stack at most %s\n", grouped(image->ram),
           grouped(image->static_ram), grouped(image->stack));
}

void mw_bench_print_model(const mw_bench_request *request, const mw_bench_model *result)
{
    uint64_t instructions = result->invocation.instructions;
    printf("model      %s, %s bytes, %s MACs\n", request->model, grouped(result->model),
           grouped(result->macs));
    print_place(&result->place);
    printf("invocation %s instructions", grouped(instructions));
    if (result->macs) {
        printf(", %.2f a MAC", (double)instructions / (double)result->macs);
    }
    printf("\n");
    print_timing(&result->place, &result->invocation);
    printf("memory     plan %s, state %s, arena %s\n", grouped(result->plan),
           grouped(result->state), grouped(result->arena));
    print_shares("operator", &result->operators, SIZE_MAX, true, instructions);
    print_shares("function", &result->functions, MOST_FUNCTIONS, false, instructions);
    print_image("plan in flash (mw plan)", &result->in_flash);
    print_image("plan made on the chip", &result->on_chip);
}

static void print_cost(const char *what, const mw_bench_cost *cost)
{
    printf("  %-14s %14s instructions %14s cycles estimated\n", what, grouped(cost->instructions),
           cycles_text(cost));
}

void mw_bench_print_application(const mw_bench_request *request, const mw_bench_application *result)
{
    printf("application yes_no with %s over %s: %.2f s, %s frames, %s inferences, %s events\n",
           request->model ? request->model : "its own model", request->sound, result->seconds,
           grouped(result->frames), grouped(result->inferences), grouped(result->events));
    print_place(&result->place);
    print_cost("start", &result->start);
    print_cost("a frame, 20 ms", &result->per_frame);
    print_cost("an inference", &result->per_inference);
    print_cost("an interrupt", &result->per_interrupt);
    print_cost("a wake", &result->per_wake);
    print_cost("a second", &result->per_second);
    print_cost("  of it work", &result->work_per_second);
    if (result->asleep >= 0) {
        printf("  asleep         %.1f %% of the time at %.3g MHz (estimated)\n",
               100 * result->asleep, result->place.clock_hz / 1e6);
    }
    print_shares("function", &result->functions, MOST_FUNCTIONS, false, result->total.instructions);
    printf("\nflash      %s bytes, %s without the model\nmodules    ", grouped(result->image.flash),
           grouped(result->image.flash_without_model));
    print_bytes(&result->image.modules);
    printf("RAM        %s bytes: static %s, stack at most %s\n", grouped(result->image.ram),
           grouped(result->image.static_ram), grouped(result->image.stack));
}
