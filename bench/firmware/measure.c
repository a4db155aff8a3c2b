/* SPDX-License-Identifier: Apache-2.0
 *
 * The firmware that `mw bench MODEL` counts. It sets the model up, invokes it once as a whole and
 * once node by node, and calls bench_mark between: the emulator's plugin tells the phases apart by
 * that. On a real board the same firmware measures itself, by the chip's own cycle counter; what it
 * tells, a line each:
 *
 *   start bench
 *   cycles set_up NUMBER, cycles node NUMBER NUMBER, cycles invocation NUMBER (the nodes together)
 *   stack NUMBER   the most bytes that were in use
 *   end
 *
 * set_up_planned.c and set_up_planning.c are the two ways to set up; smallest.c is the image whose
 * size is told. */
#include <stdint.h>

#include "board.h"
#include "cycle_counter.h"
#include "set_up.h"

void bench_mark(void);

__attribute__((noinline)) void bench_mark(void)
{
    __asm volatile("" ::: "memory");
}

/* The same bytes as in the peers' figures: xorshift32. */
static void fill_inputs(mw_interpreter *interpreter)
{
    uint32_t random = 2463534242u;
    for (uint32_t i = 0; i < mw_input_count(interpreter); i++) {
        mw_tensor_info info;
        uint8_t *input = mw_input(interpreter, i);
        if (mw_input_info(interpreter, i, &info) != MW_OK) {
            return;
        }
        for (uint32_t at = 0; at < info.bytes; at++) {
            random ^= random << 13;
            random ^= random >> 17;
            random ^= random << 5;
            input[at] = (uint8_t)random;
        }
    }
}

static void tell(const char *what, uint32_t number)
{
    board_write(what);
    board_write(" ");
    board_write_number((int32_t)number);
    board_write("\n");
}

static void check(mw_status status)
{
    if (status != MW_OK) {
        tell("error status", (uint32_t)status);
        board_stop(1);
    }
}

/* The cycles of all nodes, each one told. */
static uint32_t invoke_by_node(mw_interpreter *interpreter)
{
    static uint32_t cycles[BENCH_NODES + 1];
    uint32_t all = 0;
    for (uint32_t node = 0; node < BENCH_NODES; node++) {
        bench_mark();
        uint32_t before = cycle_counter();
        mw_status status = mw_invoke_nodes(interpreter, 1);
        cycles[node] = cycle_counter_since(before);
        check(status);
    }
    bench_mark();
    for (uint32_t node = 0; node < BENCH_NODES; node++) {
        board_write("cycles node ");
        board_write_number((int32_t)node);
        tell("", cycles[node]);
        all += cycles[node];
    }
    return all;
}

int main(void)
{
    mw_interpreter interpreter;
    board_start(0);
    cycle_counter_start();
    board_write("start bench\n");
    bench_mark();
    uint32_t before = cycle_counter();
    mw_status status = bench_set_up(&interpreter);
    uint32_t set_up = cycle_counter_since(before);
    bench_mark();
    check(status);
    fill_inputs(&interpreter);
    bench_mark();
    status = mw_invoke(&interpreter);
    bench_mark();
    check(status);
    uint32_t stack = board_stack_used();
    fill_inputs(&interpreter);
    uint32_t invocation = invoke_by_node(&interpreter);
    tell("cycles set_up", set_up);
    tell("cycles invocation", invocation);
    tell("stack", stack);
    board_write("end\n");
    board_stop(0);
}
