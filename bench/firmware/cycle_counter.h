/* SPDX-License-Identifier: Apache-2.0
 *
 * The chip's own count of cycles: that of its trace unit (DWT, 32 bits) where it has one that
 * moves, else the board's (SysTick, 24 bits: an invocation of more than 16.7 million cycles is only
 * told node by node). An emulator's numbers mean nothing. */
#ifndef BENCH_CYCLE_COUNTER_H
#define BENCH_CYCLE_COUNTER_H

#include <stdint.h>

void cycle_counter_start(void);
uint32_t cycle_counter(void);
uint32_t cycle_counter_since(uint32_t before);

#endif
