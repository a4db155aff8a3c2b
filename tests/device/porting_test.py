#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The boards that were brought up by docs/porting.md: hello_world, built as the page says, draws on each of them what it
draws on the mps2-an385, in the memory that the chip really has; and the page names what there is."""

import os
import re
import shutil
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../..")
sys.path.insert(0, os.path.join(ROOT, "scripts"))

import demo_build
from demo_elf import Elf

for tool in ("arm-none-eabi-gcc", "qemu-system-arm"):
    if not shutil.which(tool):
        print(f"skipped: {tool} is missing (scripts/bootstrap device)")
        sys.exit(77)

BOARDS = {"stm32vldiscovery": 8 * 1024, "netduinoplus2": 128 * 1024}  # RAM


def draw(board):
    elf = demo_build.build_firmware(board, "hello_world")
    done = subprocess.run(["qemu-system-arm", "-M", board, "-kernel", elf, "-display", "none", "-monitor", "none",
                           "-serial", "stdio", "-semihosting-config", "enable=on,target=native"],
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60)
    return elf, done.returncode, done.stdout.splitlines()


class Porting(unittest.TestCase):
    def test_hello_world_draws_the_same(self):
        _, code, wanted = draw("mps2-an385")
        self.assertEqual(code, 0)
        self.assertGreater(len(wanted), 20)
        self.assertEqual(wanted[-1], "end")
        for board, ram in BOARDS.items():
            elf, code, lines = draw(board)
            self.assertEqual(code, 0, board)
            self.assertEqual(lines, wanted, board)
            self.assertLessEqual(Elf(elf).ram_bytes(), ram, board)

    def test_the_page_names_what_there_is(self):
        with open(os.path.join(ROOT, "docs", "porting.md"), encoding="utf-8") as file:
            page = file.read()
        for path in re.findall(r"`((?:boards|apps|bench|docs|scripts|tests)/[\w./-]+)`", page):
            if "MYBOARD" not in path:
                self.assertTrue(os.path.exists(os.path.join(ROOT, path)), path)
        functions = set()
        for header in ("board.h", "common/sound.h"):
            with open(os.path.join(ROOT, "boards", header), encoding="utf-8") as file:
                functions |= set(re.findall(r"\b(board_\w+)\(", file.read()))
        for name in re.findall(r"`(board_\w+)`", page):
            self.assertIn(name, functions | {"board_lights"}, name)
        for name in ("board_start", "board_light", "board_write", "board_cycles", "board_lights"):
            self.assertIn(f"`{name}`", page)


unittest.main()
