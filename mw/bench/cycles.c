/* SPDX-License-Identifier: Apache-2.0
 *
 * Cycles of an executed stream. See cycles.h; bench/cores/README.md tells what is estimated, and
 * what is not. */
#include "mw/bench/cycles.h"

#include <stdlib.h>
#include <string.h>

#include "mw/bench/rows.h"
#include "mw/bench/thumb.h"
#include "mw/mw.h"

/* An instruction with its place in the stream. */
typedef struct step {
    const mw_executed *executed;
    mw_thumb thumb;
    bool conditional;    /* in an IT block */
    uint64_t sequential; /* runs that came from the instruction before it in memory */
} step;

static uint64_t smaller(uint64_t one, uint64_t other)
{
    return one < other ? one : other;
}

static bool is_access(mw_class class)
{
    return (class >= MW_CLASS_LOAD && class <= MW_CLASS_STORE_MULTIPLE) ||
           class == MW_CLASS_TABLE_BRANCH;
}

static bool is_arithmetic(mw_class class)
{
    return class <= MW_CLASS_DIVIDE;
}

static bool is_jump(mw_class class)
{
    return class >= MW_CLASS_BRANCH && class <= MW_CLASS_BRANCH_REGISTER;
}

/* Of a conditional instruction: how often its condition held, where that shows. */
static uint64_t runs_of(const step *s)
{
    const mw_executed *e = s->executed;
    if (!s->conditional) {
        return e->count;
    }
    if (is_jump(s->thumb.class)) {
        return smaller(e->count, e->taken);
    }
    if (is_access(s->thumb.class)) {
        uint64_t each = s->thumb.registers;
        if (s->thumb.class == MW_CLASS_LOAD_DOUBLE || s->thumb.class == MW_CLASS_STORE_DOUBLE) {
            each = e->accesses > e->count ? 2 : 1;
        }
        return smaller(e->count, e->accesses / (each ? each : 1));
    }
    return e->count;
}

/* A load, or a store with an index, that overlaps with the load before it. */
static uint64_t overlapped(const mw_timing *timing, const step *before, const step *s)
{
    if (before->thumb.class != MW_CLASS_LOAD || (before->thumb.writes & s->thumb.addresses) != 0) {
        return 0;
    }
    uint64_t runs = smaller(runs_of(s), s->sequential);
    if (s->thumb.class == MW_CLASS_LOAD && timing->load_pipelined) {
        return runs * (timing->cost[MW_CLASS_LOAD] - timing->load_pipelined);
    }
    if (s->thumb.class == MW_CLASS_STORE_INDEXED && timing->store_pipelined) {
        return runs * (timing->cost[MW_CLASS_STORE_INDEXED] - timing->store_pipelined);
    }
    return 0;
}

static uint64_t cycles_of(const mw_timing *timing, const step *before, const step *s)
{
    const mw_executed *e = s->executed;
    uint64_t runs = runs_of(s);
    uint64_t cycles = (e->count - runs) * timing->skipped;
    cycles += runs * (timing->cost[s->thumb.class] + s->thumb.registers * timing->each_register);
    if (is_jump(s->thumb.class)) {
        cycles += e->taken * timing->taken;
    }
    if (is_access(s->thumb.class)) {
        cycles += e->split * timing->unaligned;
        if (is_arithmetic(before->thumb.class) && (before->thumb.writes & s->thumb.addresses)) {
            cycles += smaller(runs, s->sequential) * timing->address_wait;
        }
        cycles -= overlapped(timing, before, s);
    }
    return cycles;
}

static mw_bench_cost cost_of(const mw_timing *timing, const step *before, const step *s)
{
    mw_bench_cost cost = {.instructions = s->executed->count, .timed = true};
    cost.cycles = cycles_of(timing, before, s);
    cost.cycles_per_wait = s->executed->taken + s->executed->constants;
    if (s->thumb.class == MW_CLASS_DIVIDE) {
        cost.divide_slack =
            s->executed->count * (timing->cost[MW_CLASS_DIVIDE] - timing->divide_least);
    }
    return cost;
}

/* Decodes an instruction and finds how it was reached from `before`. *if_then: how many of those
 * to come are conditional, as long as they stand one behind the other. */
static step next_step(const mw_elf *elf, const mw_executed *e, const step *before,
                      uint32_t *if_then)
{
    step s = {.executed = e};
    const uint8_t *code = mw_elf_bytes(elf, e->address, 2);
    if (code) {
        s.thumb = mw_thumb_decode(code, mw_elf_bytes(elf, e->address, 4) != NULL);
    } else {
        s.thumb = (mw_thumb){.class = MW_CLASS_HINT, .bytes = 2};
    }
    bool adjacent = before->executed && before->executed->level == e->level &&
                    before->executed->address + before->thumb.bytes == e->address;
    if (adjacent) {
        s.sequential = before->executed->count - before->executed->taken;
    }
    *if_then = adjacent ? *if_then : 0;
    if (*if_then > 0) {
        s.conditional = true;
        --*if_then;
    }
    if (s.thumb.class == MW_CLASS_IF_THEN) {
        *if_then = s.thumb.if_then;
    }
    return s;
}

void mw_cycles_estimate(const mw_elf *elf, const mw_timing *timing, const mw_phase *phase,
                        mw_bench_cost *costs)
{
    step before = {.thumb = {.class = MW_CLASS_HINT}};
    uint32_t if_then = 0;
    for (size_t i = 0; i < phase->count; i++) {
        if (!timing->given) {
            costs[i] = (mw_bench_cost){.instructions = phase->list[i].count};
            continue;
        }
        step s = next_step(elf, &phase->list[i], &before, &if_then);
        costs[i] = cost_of(timing, &before, &s);
        before = s;
    }
}

static bool counts(const mw_filter *filter, uint32_t level, const char *function)
{
    if ((filter->level >= 0 && level != (uint32_t)filter->level) ||
        (filter->only && strcmp(filter->only, function) != 0)) {
        return false;
    }
    for (size_t i = 0; filter->without && filter->without[i]; i++) {
        if (strcmp(filter->without[i], function) == 0) {
            return false;
        }
    }
    return true;
}

bool mw_cycles_sum(const mw_elf *elf, const mw_timing *timing, const mw_phase *phase,
                   mw_filter filter, mw_bench_cost *sum, mw_bench_rows *functions)
{
    mw_bench_cost *costs = calloc(phase->count + 1, sizeof *costs);
    bool sound = costs != NULL;
    *sum = (mw_bench_cost){.timed = timing->given};
    if (sound) {
        mw_cycles_estimate(elf, timing, phase, costs);
    }
    for (size_t i = 0; sound && i < phase->count; i++) {
        size_t index = mw_elf_function_at(elf, phase->list[i].address);
        const char *name =
            index < elf->function_count ? elf->functions[index].name : "(no function)";
        if (counts(&filter, phase->list[i].level, name)) {
            mw_cost_add(sum, &costs[i]);
            mw_bench_row *row = functions ? mw_rows_named(functions, name) : NULL;
            sound = !functions || row;
            if (row) {
                mw_cost_add(&row->cost, &costs[i]);
            }
        }
    }
    free(costs);
    if (!sound) {
        mw_error("the counts do not fit into memory");
    }
    return sound;
}
