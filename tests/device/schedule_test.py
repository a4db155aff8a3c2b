#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The model of the ring against cases that can be worked out by hand."""

import os
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../scripts"))

from demo_schedule import PORTION_SAMPLES, replay


class Board:
    """A cycle an instruction, 320 cycles a byte, 20,480 a portion."""

    clock_hz = 320 * 32000
    cycles_per_100_instructions = 100


PORTION_CYCLES = 320 * 2 * PORTION_SAMPLES


def run(portions, bursts=(), isr=0, ring=512, sleep=0, count=None):
    count = count or len(portions)
    return replay(Board, count * PORTION_SAMPLES, isr, portions, list(bursts), sleep, ring)


class Schedule(unittest.TestCase):
    def test_no_work_loses_nothing(self):
        result = run([0] * 100)
        self.assertEqual((result.lost, result.late, result.busy), (0, 0, 0))
        self.assertEqual(result.fullest, PORTION_SAMPLES)

    def test_just_fast_enough(self):
        result = run([PORTION_CYCLES] * 400)
        self.assertEqual(result.lost, 0)
        self.assertLessEqual(result.fullest, 2 * PORTION_SAMPLES + 1)

    def test_one_percent_too_slow_fills_the_ring_and_loses(self):
        # After n portions the chip is 1 % of n behind; the ring's 16 portions are full after some 1,500.
        self.assertEqual(run([PORTION_CYCLES * 101 // 100] * 1300).lost, 0)
        self.assertGreater(run([PORTION_CYCLES * 101 // 100] * 1700).lost, 0)

    def test_one_long_frame_needs_its_time_in_the_ring(self):
        # PendSV holds its portion for the time of 3 more, and ends just before the last of their samples comes.
        portions = [0, 3 * PORTION_CYCLES, 0, 0, 0, 0, 0, 0]
        self.assertEqual(run(portions).fullest, 4 * PORTION_SAMPLES - 1)
        self.assertEqual(run(portions, ring=4 * PORTION_SAMPLES - 1).lost, 0)
        self.assertEqual(run(portions, ring=4 * PORTION_SAMPLES - 2).lost, 1)

    def test_the_interrupt_takes_its_share(self):
        # Half the time for the interrupt, half for PendSV: just enough; a tenth more is too much.
        count = 600
        interrupt = 160 * 2 * PORTION_SAMPLES * count
        self.assertEqual(run([PORTION_CYCLES // 2] * count, isr=interrupt).lost, 0)
        self.assertGreater(run([PORTION_CYCLES // 2] * count, isr=interrupt * 11 // 10).lost, 0)
        self.assertEqual(run([0] * count, isr=interrupt).busy, 100 * interrupt)

    def test_main_gets_what_is_left(self):
        # 80 % of a portion's time is PendSV's: work of one portion's time takes five.
        result = run([PORTION_CYCLES * 4 // 5] * 50, bursts=[(10, PORTION_CYCLES)])
        self.assertEqual((result.lost, result.late), (0, 0))
        self.assertAlmostEqual(result.delays_ms[0], 5 * 2.0, delta=2.0)

    def test_main_too_slow_is_late(self):
        bursts = [(n, 11 * PORTION_CYCLES) for n in range(10, 100, 10)]
        self.assertGreater(run([0] * 100, bursts).late, 0)
        bursts = [(n, 9 * PORTION_CYCLES) for n in range(10, 100, 10)]
        self.assertEqual(run([0] * 100, bursts).late, 0)

    def test_waking_costs_a_round_of_the_loop(self):
        result = run([0] * 10, sleep=7)
        self.assertEqual(result.wakes, 2 * PORTION_SAMPLES * 10)
        self.assertEqual(result.busy, 100 * 7 * result.wakes)


if __name__ == "__main__":
    unittest.main()
