/* SPDX-License-Identifier: Apache-2.0
 *
 * The counter against a second, independent one: with -icount the emulator gives each instruction
 * 2^shift ns, and the chip's SysTick counts them at 25 MHz. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mw/bench/count.h"
#include "mw/bench/cycles.h"
#include "mw/bench/process.h"
#include "support/support.h"

enum { TICK_NS = 40, ROUNDS = 100000 };

static void build(const char *work, int rounds)
{
    char said[4096];
    mw_words words = {0};
    mw_words_split(&words, "arm-none-eabi-gcc -mcpu=cortex-m3 -mthumb -nostdlib");
    mw_words_add(&words, "-DROUNDS=%d", rounds);
    mw_words_add(&words, "-DTICKS_FILE=\"%s/ticks\"", work);
    mw_words_add(&words, "-T%s/tests/bench/programs/sequences.ld", mw_bench_tree());
    mw_words_add(&words, "%s/tests/bench/programs/systick.S", mw_bench_tree());
    mw_words_add(&words, "-o");
    mw_words_add(&words, "%s/systick.elf", work);
    int code = mw_process_run(&words, said, sizeof said);
    mw_words_free(&words);
    if (code != 0) {
        fail_msg("%s", said);
    }
}

static uint64_t instructions_of(const mw_phase *phase)
{
    uint64_t all = 0;
    for (size_t i = 0; i < phase->count; i++) {
        all += phase->list[i].count;
    }
    return all;
}

/* Counts a run at a shift: instructions between the marks, and the chip's own ticks. */
static uint64_t measure(int shift, int rounds, uint32_t *ticks)
{
    char work[MW_BENCH_PATH];
    char path[MW_BENCH_PATH];
    mw_board board;
    mw_count count;
    assert_true(mw_bench_work_begin(work));
    build(work, rounds);
    assert_true(mw_board_read("mps2-an385", &board));
    size_t used = strlen(board.options);
    snprintf(board.options + used, sizeof board.options - used, " -icount shift=%d,sleep=off",
             shift);
    assert_true(mw_count_run(&board, work, "systick", &count));
    assert_int_equal(count.phase_count, 3);
    uint64_t instructions = instructions_of(&count.phases[1]);
    mw_count_free(&count);
    mw_bench_path(path, "%s/ticks", work);
    test_bytes bytes = test_read_file(path);
    assert_int_equal(bytes.size, sizeof *ticks);
    memcpy(ticks, bytes.data, sizeof *ticks);
    *ticks &= 0xFFFFFFu; /* its width */
    test_bytes_free(&bytes);
    mw_bench_work_end(work);
    return instructions;
}

static void counts_agree_with_the_chips_own_clock(void **state)
{
    (void)state;
    static const int shifts[] = {0, 3, 6};
    for (size_t i = 0; i < sizeof shifts / sizeof shifts[0]; i++) {
        uint32_t ticks;
        uint64_t instructions = measure(shifts[i], ROUNDS, &ticks);
        /* bx of the mark, ldr, ldr, the rounds, ldr, bl: exact */
        assert_int_equal(instructions, 5 + 2 * ROUNDS);
        /* between the two readings: the second of them, ldr, and the rounds */
        double expected = (double)(2 + 2 * ROUNDS) * (1 << shifts[i]) / TICK_NS;
        if (ticks + 1.0 < expected || ticks > expected + 1.0) {
            fail_msg("shift %d: %u ticks, %.1f expected of the instructions counted", shifts[i],
                     ticks, expected);
        }
    }
}

/* One round more shows in both counts. */
static void one_round_more_is_noticed(void **state)
{
    (void)state;
    enum { NS_SHIFT = 6 };
    uint32_t ticks;
    uint32_t more_ticks;
    uint64_t instructions = measure(NS_SHIFT, ROUNDS, &ticks);
    assert_int_equal(measure(NS_SHIFT, ROUNDS + 1, &more_ticks), instructions + 2);
    assert_true(more_ticks >= ticks + 2 * (1 << NS_SHIFT) / TICK_NS);
}

int main(void)
{
    if (system("arm-none-eabi-gcc --version >/dev/null 2>&1 && "
               "qemu-system-arm --version >/dev/null 2>&1") != 0) {
        puts("skipped: no compiler for the chip or no QEMU (scripts/bootstrap device)");
        return 77;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_agree_with_the_chips_own_clock),
        cmocka_unit_test(one_round_more_is_noticed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
