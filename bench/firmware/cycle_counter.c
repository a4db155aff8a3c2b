/* SPDX-License-Identifier: Apache-2.0
 *
 * See cycle_counter.h. The registers: Armv7-M Architecture Reference Manual, "Data Watchpoint and
 * Trace unit". */
#include "cycle_counter.h"

#include "board.h"
#include "common/cortex_m.h"

static uint32_t mask = 0xFFFFFFu;

#if defined(__ARM_ARCH) && !defined(__ARM_ARCH_6M__)
#define DEBUG_CONTROL BOARD_REGISTER(0xE000EDFCu)
#define TRACE_CONTROL BOARD_REGISTER(0xE0001000u)
#define TRACE_CYCLES  BOARD_REGISTER(0xE0001004u)

#define DEBUG_TRACE_ON  (1u << 24)
#define TRACE_NO_CYCLES (1u << 25)

static bool start_trace_unit(void)
{
    DEBUG_CONTROL |= DEBUG_TRACE_ON;
    TRACE_CONTROL |= 1u;
    uint32_t before = TRACE_CYCLES;
    __asm volatile("nop\n\tnop\n\tnop\n\tnop");
    return (TRACE_CONTROL & TRACE_NO_CYCLES) == 0 && TRACE_CYCLES != before;
}

static uint32_t trace_cycles(void)
{
    return TRACE_CYCLES;
}
#else
static bool start_trace_unit(void)
{
    return false;
}

static uint32_t trace_cycles(void)
{
    return 0;
}
#endif

void cycle_counter_start(void)
{
    if (start_trace_unit()) {
        mask = UINT32_MAX;
    }
}

uint32_t cycle_counter(void)
{
    return mask == UINT32_MAX ? trace_cycles() : board_cycles();
}

uint32_t cycle_counter_since(uint32_t before)
{
    return (cycle_counter() - before) & mask;
}
