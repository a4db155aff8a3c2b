/* SPDX-License-Identifier: Apache-2.0
 *
 * The counter against sequences that were counted by hand (programs/sequences.S): instructions, and
 * cycles as the cores' manuals have them, at no wait states. Exact, or the test fails. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mw/bench/count.h"
#include "mw/bench/cycles.h"
#include "mw/bench/process.h"

enum { CORES = 5 };
static const char *const cores[CORES] = {"cortex-m0", "cortex-m0plus", "cortex-m3", "cortex-m4",
                                         "cortex-m33"};

/* Instructions, then cycles for each core; -1: it has no such instruction. A branch that is taken
 * costs the M3 and M4 two to fill the pipeline (bench/cores/cortex-m3.ini). */
static const struct {
    const char *name;
    int instructions;
    int cycles[CORES];
} cases[] = {
    /* four of 1, and bx: 3, 2, 1+2 */
    {"case_arithmetic", 5, {7, 6, 7, 7, 7}},
    /* 1 + 100 + 99 taken + 1 + bx */
    {"case_loop", 202, {402, 302, 402, 402, 402}},
    /* 1 + 50 * (1 + 200 + 199 * 3 + 1 + 1) + 49 * 3 + 1 + bx, on M0+ with 2 for 3 */
    {"case_long_loop", 20152, {40152, 30152, 40152, 40152, 40152}},
    {"case_multiply", 5, {7, 6, 7, 7, 7}},
    /* 1 1 1, str, ldr, ldr, 1, strb, 1, bx: each access 2; on M3: 1, 2, 1 (pipelined), 1 */
    {"case_load_store", 10, {16, 15, 13, 13, 13}},
    /* 1 1 1, str 1, ldr 2, ldr 2 (needs what was loaded), ldr 1, str 1, 1, bx 3 */
    {"case_pipelining", 10, {17, 16, 14, 14, 14}},
    /* 1 1, ldr 2 and 1 of waiting, 1, bx */
    {"case_address_wait", 5, {8, 7, 9, 9, 9}},
    /* push 1+4, 1, 1, ldm 1+3, 1, pop to pc 4+4, 3+4, 1+4+2 */
    {"case_multiple", 6, {20, 19, 19, 19, 19}},
    /* push 2, bl 4 3 1+2, pop to pc 5, 4, 1+1+2 */
    {"case_call", 3, {11, 9, 9, 9, 9}},
    /* five of 1, b, bx */
    {"case_not_taken", 7, {11, 9, 11, 11, 11}},
    /* mrs 4 3 2, dsb 4 3 1, bx */
    {"case_status", 3, {11, 8, 6, 6, 6}},
    /* umull 5 or 1, smlal 7 or 1, mla 2 or 1, mls 2 or 1, udiv at most 12, bx */
    {"case_wide", 6, {-1, -1, 31, 19, 19}},
    {"case_if_then", 7, {-1, -1, 9, 9, 9}},
    /* the load that is left out takes 1 */
    {"case_skipped_load", 7, {-1, -1, 9, 9, 9}},
    /* a load that updates its base takes 2, and the next does not overlap with it */
    {"case_update", 7, {-1, -1, 11, 11, 11}},
    {"case_double", 7, {-1, -1, 13, 13, 13}},
    /* 1 1 1, ldr 2+2, ldrh 1+1, ldr 1+1, 1, bx 3 */
    {"case_unaligned", 8, {-1, -1, 15, 15, 15}},
    /* 1 1, tbb 6, bx 3 */
    {"case_table", 4, {-1, -1, 11, 11, 11}},
    {"case_compare_branch", 3, {-1, -1, 7, 7, 7}},
    /* push 2, ldr pc 5 */
    {"case_to_pc", 2, {-1, -1, 7, 7, 7}},
    {"case_dsp", 5, {-1, -1, -1, 7, 7}},
};

/* One program, run once. */
typedef struct run {
    char work[MW_BENCH_PATH];
    mw_core core;
    mw_elf elf;
    mw_count count;
} run;

static void build(const run *r, const char *core)
{
    char said[4096];
    mw_words words = {0};
    mw_core code;
    assert_true(mw_core_read(r->core.code, &code));
    mw_words_add(&words, "%sgcc", code.compiler);
    mw_words_split(&words, code.flags);
    mw_words_add(&words, "-DTHUMB_2=%d", strcmp(code.name, "cortex-m0") != 0);
    mw_words_add(&words, "-DDSP=%d",
                 strcmp(core, "cortex-m4") == 0 || strcmp(core, "cortex-m33") == 0);
    mw_words_split(&words, "-nostdlib -Wl,--fatal-warnings");
    mw_words_add(&words, "-T%s/tests/bench/programs/sequences.ld", mw_bench_tree());
    mw_words_add(&words, "%s/tests/bench/programs/sequences.S", mw_bench_tree());
    mw_words_add(&words, "-o");
    mw_words_add(&words, "%s/sequences.elf", r->work);
    int code_of_end = mw_process_run(&words, said, sizeof said);
    mw_words_free(&words);
    if (code_of_end != 0) {
        fail_msg("%s", said);
    }
}

/* The program needs no board: M33's code, too, runs on the M4's, where it may stand at 0. */
static void begin(run *r, const char *core)
{
    mw_board board;
    char path[MW_BENCH_PATH];
    *r = (run){0};
    assert_true(mw_core_read(core, &r->core));
    assert_true(mw_bench_work_begin(r->work));
    build(r, core);
    assert_true(mw_board_read(
        strcmp(r->core.code, "cortex-m33") == 0 ? "mps2-an386" : r->core.roomiest, &board));
    assert_true(mw_count_run(&board, r->work, "sequences", &r->count));
    mw_bench_path(path, "%s/sequences.elf", r->work);
    assert_true(mw_elf_read(path, &r->elf));
}

static void end(run *r)
{
    mw_count_free(&r->count);
    mw_elf_free(&r->elf);
    mw_bench_work_end(r->work);
}

static mw_bench_cost cost_of(const run *r, const mw_timing *timing, const char *function)
{
    mw_bench_cost cost;
    mw_filter filter = {NULL, function, -1};
    assert_true(mw_cycles_sum(&r->elf, timing, &r->count.phases[0], filter, &cost, NULL));
    return cost;
}

static void sequences_take_what_was_counted_by_hand(void **state)
{
    (void)state;
    int compared = 0;
    for (size_t core = 0; core < CORES; core++) {
        run r;
        begin(&r, cores[core]);
        for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
            if (cases[i].cycles[core] < 0) {
                continue;
            }
            mw_bench_cost cost = cost_of(&r, &r.core.timing, cases[i].name);
            if ((int)cost.instructions != cases[i].instructions ||
                (int)cost.cycles != cases[i].cycles[core]) {
                fail_msg("%s on %s: %d instructions and %d cycles, counted by hand %d and %d",
                         cases[i].name, cores[core], (int)cost.instructions, (int)cost.cycles,
                         cases[i].instructions, cases[i].cycles[core]);
            }
            compared++;
        }
        end(&r);
    }
    assert_int_equal(compared, 2 * 11 + 20 + 2 * 21);
}

/* The test above can fail: each number of a table matters to a case. */
static void a_wrong_table_is_noticed(void **state)
{
    (void)state;
    run r;
    begin(&r, "cortex-m3");
    static const struct {
        size_t at;
        const char *function;
    } faults[] = {
        {offsetof(mw_timing, taken), "case_loop"},
        {offsetof(mw_timing, cost[MW_CLASS_LOAD]), "case_load_store"},
        {offsetof(mw_timing, load_pipelined), "case_load_store"},
        {offsetof(mw_timing, store_pipelined), "case_pipelining"},
        {offsetof(mw_timing, address_wait), "case_address_wait"},
        {offsetof(mw_timing, each_register), "case_multiple"},
        {offsetof(mw_timing, skipped), "case_skipped_load"},
        {offsetof(mw_timing, unaligned), "case_unaligned"},
        {offsetof(mw_timing, cost[MW_CLASS_LONG_MULTIPLY]), "case_wide"},
        {offsetof(mw_timing, cost[MW_CLASS_TABLE_BRANCH]), "case_table"},
        {offsetof(mw_timing, cost[MW_CLASS_LOAD_TO_PC]), "case_to_pc"},
    };
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        mw_timing wrong = r.core.timing;
        uint32_t *number = (uint32_t *)(void *)((char *)&wrong + faults[i].at);
        (*number)++;
        assert_int_not_equal(cost_of(&r, &wrong, faults[i].function).cycles,
                             cost_of(&r, &r.core.timing, faults[i].function).cycles);
    }
    end(&r);
}

/* A division may be faster than the table says; by how much, at most, is told. */
static void divisions_tell_their_slack(void **state)
{
    (void)state;
    run r;
    begin(&r, "cortex-m4");
    assert_int_equal(cost_of(&r, &r.core.timing, "case_wide").divide_slack, 12 - 2);
    assert_int_equal(cost_of(&r, &r.core.timing, "case_loop").divide_slack, 0);
    end(&r);
}

int main(void)
{
    if (system("arm-none-eabi-gcc --version >/dev/null 2>&1 && "
               "qemu-system-arm --version >/dev/null 2>&1") != 0) {
        puts("skipped: no compiler for the chip or no QEMU (scripts/bootstrap device)");
        return 77;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sequences_take_what_was_counted_by_hand),
        cmocka_unit_test(a_wrong_table_is_noticed),
        cmocka_unit_test(divisions_tell_their_slack),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
