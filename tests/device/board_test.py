#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The boards alone: sound arrives sample for sample, pins move when they should, faults tell and stop,
and the plugin counts what there is to count."""

import os
import random
import shutil
import struct
import sys
import unittest
import zlib

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../scripts"))

import demo_build
from demo_chip import BOARDS, Chip
from demo_elf import Elf

for tool in ("arm-none-eabi-gcc", "qemu-system-arm"):
    if not shutil.which(tool):
        print(f"skipped: {tool} is missing (scripts/bootstrap device)")
        sys.exit(77)

EXTREMES = (-32768, 32767, 0, -1, 255, 256, -256)
PORTION, PORTIONS = 32, 100  # samples (BOARD_PORTION_SAMPLES), and how many of them


def some_sound(count, seed):
    """Extremes among chance, so that a value that framing stole would be missed."""
    dice = random.Random(seed)
    return struct.pack(f"<{count}h", *(dice.choice(EXTREMES + (dice.randint(-32768, 32767),)) for _ in range(count)))


def sign(number):
    return number - (1 << 32) if number >> 31 else number


class Sound(unittest.TestCase):
    def run_check(self, board, samples, chunk_samples):
        elf = demo_build.build_firmware(board, "sound_check")
        with Chip(board, elf, demo_build.plugin()) as chip:
            chip.wait()
            for at in range(0, len(samples), 2 * chunk_samples):
                chip.hear(samples[at:at + 2 * chunk_samples])
            counts = dict(chip.idle)
            chip.finish()
        self.assertEqual(chip.exit_code, 0)
        self.assertEqual(chip.trouble, [])
        words = next(line for _, line in chip.text if line.startswith("samples ")).split()
        return chip, counts, dict(zip(words[::2], map(int, words[1::2])))

    def test_every_sample_arrives(self):
        for board in BOARDS:
            for chunk, count in ((320, 16000), (7, 701), (255, 1021)):
                samples = some_sound(count, seed=count)
                _, _, told = self.run_check(board, samples, chunk)
                self.assertEqual(told["samples"], count, board)
                self.assertEqual(told["crc"], sign(zlib.crc32(samples)), board)
                self.assertEqual(told["lost"], 0, board)
                changed = samples[:-1] + bytes([samples[-1] ^ 1])
                self.assertNotEqual(told["crc"], sign(zlib.crc32(changed)), "the check can fail")

    def test_pins_move_when_they_should(self):
        """Light after light, on and off, a change each 60 ms of sound: three chunks, so that each comes at rest."""
        for board, lights in (("mps2-an385", 10), ("microbit", 9)):
            chip, _, _ = self.run_check(board, some_sound(22 * 960 + 5, seed=2), 320)
            expected = [(960 * (n + 1), set() if n & 1 else {n // 2 % lights}) for n in range(22)]
            self.assertEqual(chip.pins, expected, board)

    def test_counts_are_exact_and_repeat(self):
        for board in BOARDS:
            # A portion at a time, which is what PendSV takes at once: with more of it waiting, what PendSV does depends
            # on when the emulator let it run, by a few instructions.
            samples = some_sound(PORTIONS * PORTION, seed=3)
            first, first_counts, _ = self.run_check(board, samples, PORTION)
            second, second_counts, _ = self.run_check(board, samples, PORTION)
            for what in ("bytes", "isr", "pend", "thread"):
                self.assertEqual(first_counts[what], second_counts[what], f"{board} {what}")
            self.assertEqual(first.portions, second.portions, board)
            # By function and by level are two independent counts. The interrupt's function calls nothing.
            handler = BOARDS[board].uart_handler
            rest = first.functions[handler] - first_counts["isr"]
            self.assertTrue(0 < rest < 60, f"{board}: {rest} instructions for the last byte")
            # Two bytes make a sample, and one, its length, begins each frame of them.
            self.assertEqual(first_counts["bytes"], PORTIONS * (2 * PORTION + 1))

    def test_stack_stays_in_its_reserve(self):
        for board in BOARDS:
            _, _, told = self.run_check(board, some_sound(640, seed=4), 320)
            elf = Elf(demo_build.build_firmware(board, "sound_check"))
            self.assertTrue(0 < told["stack"] <= elf.stack_bytes(), board)


class Fault(unittest.TestCase):
    """fault_check does what is forbidden, chosen by the number of samples it was sent."""

    def run_fault(self, board, count):
        path = demo_build.build_firmware(board, "fault_check")
        with Chip(board, path, demo_build.plugin()) as chip:
            chip.wait()
            chip.hear(bytes(2 * count))
            chip.finish()
        told = " ".join(line for _, line in chip.text)
        self.assertNotIn("survived", told)
        self.assertEqual(chip.exit_code, 70, told)
        return Elf(path), told

    def check_inside(self, elf, told, name):
        start, size = elf.symbols[name]
        at = int(told.split("fault at ")[1].split(",")[0], 16)
        self.assertTrue((start & ~1) <= at < (start & ~1) + size, f"{told}: not in {name}")

    def test_a_bad_address_is_told(self):
        for board in BOARDS:
            elf, told = self.run_fault(board, 1)
            self.check_inside(elf, told, "fault_bad_address")
            if board == "mps2-an385":
                self.assertIn("wanted address 0x30000000", told)

    def test_an_undefined_instruction_is_told(self):
        for board in BOARDS:
            elf, told = self.run_fault(board, 2)
            self.check_inside(elf, told, "fault_undefined")

    def test_a_stack_that_overflows_stops(self):
        for board in BOARDS:
            _, told = self.run_fault(board, 3)
            self.assertIn("the stack overflowed", told)


if __name__ == "__main__":
    unittest.main()
