#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""mw bench: what it tells is whole and adds up, repeats to the instruction, on every board; and bad input is told in one
line, with nothing half-written. Wrong boards and emulators are planted in a copy of boards/ (a tree of links else)."""

import json
import math
import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import unittest
import wave

ROOT = os.path.realpath(os.environ.get("MW_SOURCE_DIR") or os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.."))
PROGRAM = os.path.realpath(os.environ.get("MW_PROGRAM") or os.path.join(ROOT, "build", "mw"))
MODELS = os.path.join(ROOT, "tests", "golden", "models")
HELLO = os.path.join(MODELS, "hello_world_int8", "model.tflite")
SPEECH = os.path.join(MODELS, "micro_speech_quantized", "model.tflite")
TIMED = {"cortex-m0", "cortex-m3", "cortex-m4", "cortex-m33"}
WANTED = ("instructions_per_invocation", "estimated_cycles", "setup_instructions", "flash", "flash_without_model", "ram",
          "stack", "operators")

for tool in ("arm-none-eabi-gcc", "riscv64-unknown-elf-gcc", "qemu-system-arm", "qemu-system-riscv32"):
    if not shutil.which(tool):
        print(f"skipped: {tool} is missing (scripts/bootstrap device)")
        sys.exit(77)


def bench(*words, tree=ROOT):
    return subprocess.run([PROGRAM, "bench", *words], capture_output=True, text=True, stdin=subprocess.DEVNULL,
                          env={**os.environ, "MW_SOURCE_DIR": tree})


def measured(*words, tree=ROOT):
    done = bench(*words, "--json", tree=tree)
    if done.returncode != 0:
        raise AssertionError(f"{words}: {done.stderr}")
    return json.loads(done.stdout)


def save_sound(path, seconds):
    """Bursts of a tone, so that the front end has something to do."""
    with wave.open(path, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16000)
        for i in range(int(16000 * seconds)):
            level = 8000 if i // 4000 % 2 else 200
            file.writeframesraw(struct.pack("<h", int(level * math.sin(i * (0.1 + i % 4000 / 20000)))))


class Planted:
    """A source tree whose boards/ may be changed."""

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="milliwatt-tree-")
        self.path = os.path.join(self.folder, "tree")
        os.mkdir(self.path)
        for name in ("src", "apps", "bench", "models", "tests"):
            os.symlink(os.path.join(ROOT, name), os.path.join(self.path, name))
        shutil.copytree(os.path.join(ROOT, "boards"), os.path.join(self.path, "boards"))
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder)

    def change(self, board, file, pattern, to):
        path = os.path.join(self.path, "boards", board, file)
        with open(path, encoding="utf-8") as stream:
            text = stream.read()
        changed, count = re.subn(pattern, to, text)
        assert count == 1, (path, pattern)
        with open(path, "w", encoding="utf-8") as stream:
            stream.write(changed)

    def emulator(self, board, script):
        path = os.path.join(self.folder, "emulator")
        with open(path, "w", encoding="utf-8") as stream:
            stream.write("#!/bin/sh\n" + script)
        os.chmod(path, 0o755)
        self.change(board, "board.ini", r"program = \S+", f"program = {path}")


class Models(unittest.TestCase):
    def check(self, report):
        for name in WANTED:
            self.assertIn(name, report)
        whole = report["instructions_per_invocation"]
        parts = sum(row["instructions"] for row in report["operators"])
        self.assertLess(abs(parts - whole), 0.02 * whole)
        self.assertEqual(sum(row["instructions"] for row in report["functions"]), whole)
        for way in ("plan_in_flash", "plan_made_on_chip"):
            image = report[way]
            self.assertEqual(sum(row["bytes"] for row in image["flash_by_module"]), image["flash"])
            self.assertEqual(sum(row["bytes"] for row in image["flash_by_section"]), image["flash"])
            model = next(row["bytes"] for row in image["flash_by_module"] if row["name"] == "model")
            self.assertEqual(model, report["model_bytes"])
            self.assertEqual(image["flash_without_model"], image["flash"] - model)
            self.assertEqual(image["ram"], image["static_ram"] + image["stack"])
            self.assertTrue(100 < image["stack"] < 2048)
        self.assertGreaterEqual(report["static_ram"], report["arena"])
        self.assertLess(report["setup_instructions_plan_in_flash"], 500)
        if report["core"] in TIMED:
            cycles = report["estimated_cycles"]
            self.assertGreaterEqual(cycles, whole)
            self.assertEqual(sum(row["estimated_cycles"] for row in report["functions"]), cycles)
        else:
            self.assertIsNone(report["estimated_cycles"])
            self.assertTrue(all(row["estimated_cycles"] is None for row in report["operators"]))

    def test_every_board(self):
        boards = [name for name in os.listdir(os.path.join(ROOT, "boards"))
                  if os.path.exists(os.path.join(ROOT, "boards", name, "board.ini"))]
        self.assertGreaterEqual(len(boards), 9)
        for board in sorted(boards):
            report = measured(HELLO, "--board", board)
            self.assertEqual(report["board"], board)
            self.assertEqual(report["measured_on"], board)
            self.assertTrue(report["fits"], board)
            self.assertEqual(report["macs"], 288)
            self.check(report)

    def test_counts_repeat(self):
        for board in ("mps2-an386", "microbit"):
            first = measured(SPEECH, "--board", board)
            self.check(first)
            self.assertEqual(first, measured(SPEECH, "--board", board), board)

    def test_a_core_is_enough(self):
        report = measured(SPEECH, "--core", "cortex-m0plus")
        slower = measured(SPEECH, "--board", "microbit")
        self.assertEqual(report["instructions_per_invocation"], slower["instructions_per_invocation"])
        self.assertLess(report["estimated_cycles"], slower["estimated_cycles"])
        self.assertTrue(measured(HELLO, "--core", "cortex-m33")["timing_assumed"])

    def test_the_reference_kernels_are_another_profile(self):
        report = measured(SPEECH, "--board", "mps2-an386", "--profile", "reference")
        self.check(report)
        self.assertEqual(report["profile"], "reference")
        own = measured(SPEECH, "--board", "mps2-an386")
        self.assertGreater(report["instructions_per_invocation"], 2 * own["instructions_per_invocation"])
        self.check(measured(SPEECH, "--board", "mps2-an386", "--profile", "portable"))

    def test_the_firmware_that_measures_itself(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "measure.elf")
            measured(HELLO, "--board", "stm32vldiscovery", "--firmware", path)
            done = subprocess.run(["qemu-system-arm", "-M", "stm32vldiscovery", "-kernel", path, "-display", "none",
                                   "-monitor", "none", "-serial", "stdio", "-semihosting-config",
                                   "enable=on,target=native"], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                                  timeout=60)
        lines = done.stdout.splitlines()
        self.assertEqual(lines[0], "start bench")
        self.assertEqual(lines[-1], "end")
        cycles = [int(line.split()[-1]) for line in lines if line.startswith("cycles node ")]
        self.assertIn(f"cycles invocation {sum(cycles)}", lines)


class Application(unittest.TestCase):
    def test_it_adds_up_and_repeats(self):
        with tempfile.TemporaryDirectory() as folder:
            sound = os.path.join(folder, "sound.wav")
            save_sound(sound, 2.51)
            words = ("--app", "yes_no", "--sound", sound, "--board", "mps2-an386")
            report = measured(SPEECH, "--labels", "silence,unknown,yes,no", *words)
            self.assertEqual(report, measured(SPEECH, "--labels", "silence,unknown,yes,no", *words))
        self.assertEqual(report["seconds"], 2.5)
        self.assertEqual(report["frames"], 125)
        # every sample is two bytes, and a frame of 160 has one more
        self.assertEqual(report["interrupts"], 2 * 40000 + 40000 // 160)
        # a window of 49 frames is full after 990 ms, then one each 250
        self.assertEqual(report["inferences"], 1 + (2500 - 990) // 250)
        parts = (report["per_20ms"]["instructions"] * 125 + report["per_inference"]["instructions"] * report["inferences"]
                 + report["per_interrupt"]["instructions"] * report["interrupts"])
        whole = report["total"]["instructions"]
        self.assertLess(abs(parts - whole), 0.02 * whole)
        self.assertTrue(0 < report["asleep"] < 1)
        busy = report["per_second"]["estimated_cycles"] / report["clock_hz"]
        self.assertAlmostEqual(report["asleep"], 1 - busy, delta=0.01)

    def test_what_it_cannot_hear(self):
        with tempfile.TemporaryDirectory() as folder:
            sound = os.path.join(folder, "sound.wav")
            save_sound(sound, 0.01)
            for words, wanted in ((("--sound", sound), "shorter than 20 ms"), (("--sound", "/nowhere.wav"), "nowhere"),
                                  (("--sound", sound, "--board", "riscv-virt"), "hears nothing")):
                done = bench("--app", "yes_no", *words)
                self.assertEqual(done.returncode, 1, words)
                self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
                self.assertIn(wanted, done.stderr)


class Help(unittest.TestCase):
    def test_the_example_works_as_pasted(self):
        lines = bench("--help").stdout.split("Example:\n", 1)[1]
        self.assertEqual(lines.count("build/mw bench "), 2)
        done = subprocess.run(["sh", "-eu"], input=lines.replace("build/mw", PROGRAM), capture_output=True, text=True,
                              cwd=ROOT)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("instructions", done.stdout)


class BadInput(unittest.TestCase):
    def refused(self, wanted, *words, code=1, tree=ROOT):
        done = bench(*words, tree=tree)
        self.assertEqual(done.returncode, code, done.stderr)
        self.assertEqual(done.stdout, "")
        self.assertIn(wanted, done.stderr.splitlines()[0])
        if code == 1:
            self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
            self.assertTrue(done.stderr.startswith("mw: "))
        return done.stderr

    def test_names_that_there_are_not(self):
        self.assertIn("microbit, mps2-an385", self.refused("no board 'moon'", HELLO, "--board", "moon"))
        self.assertIn("cortex-m0plus, cortex-m3", self.refused("no core 'z80'", HELLO, "--core", "z80"))
        self.assertIn("cortex-m4", self.refused("no profile 'fast'", HELLO, "--profile", "fast", code=2))
        self.refused("no application 'tetris'", "--app", "tetris", "--sound", "x.wav", code=2)
        self.refused("../cores", HELLO, "--board", "../cores")
        self.refused("does not stand for", HELLO, "--board", "microbit", "--core", "cortex-m4")
        self.refused("/nowhere.tflite", "/nowhere.tflite")
        self.refused("a model is needed", code=2)

    def test_a_model_too_big(self):
        """What is missing is told to the byte: with that much more it fits."""
        with Planted() as planted:
            for board in ("mps2-an385", "microbit"):
                planted.change(board, "memory.ld", r"(RAM .*LENGTH = )\w+", r"\g<1>0x1800")
            said = self.refused("too big even for mps2-an385", SPEECH, "--board", "microbit", tree=planted.path)
            missing = int(re.search(r": (\d+) bytes of RAM missing", said).group(1))
            planted.change("mps2-an385", "memory.ld", r"0x1800", hex(0x1800 + missing - 1))
            self.refused("1 bytes of RAM missing", SPEECH, "--board", "microbit", tree=planted.path)

    def test_what_does_not_fit_is_measured_elsewhere_and_says_so(self):
        with Planted() as planted:
            planted.change("microbit", "memory.ld", r"(RAM .*LENGTH = )\w+", r"\g<1>4K")
            report = measured(SPEECH, "--board", "microbit", tree=planted.path)
            self.assertEqual((report["measured_on"], report["fits"]), ("mps2-an385", False))
            self.assertEqual(report["ram_missing"], report["ram"] - 4096)
            self.assertEqual(report["instructions_per_invocation"],
                             measured(SPEECH, "--board", "microbit")["instructions_per_invocation"])
            with tempfile.TemporaryDirectory() as folder:
                path = os.path.join(folder, "x.elf")
                self.refused("does not fit into microbit", SPEECH, "--board", "microbit", "--firmware", path,
                             tree=planted.path)
                self.assertEqual(os.listdir(folder), [])

    def test_emulators_that_fail(self):
        with tempfile.TemporaryDirectory() as folder:
            sound = os.path.join(folder, "sound.wav")
            save_sound(sound, 0.5)
            for script, wanted in (("kill -9 $$", "killed by signal 9"), ("exit 3", "ended with code 3"),
                                   ("exit 0", "not whole")):
                with Planted() as planted:
                    planted.emulator("mps2-an385", script)
                    self.refused(wanted, HELLO, "--board", "mps2-an385", tree=planted.path)
                    self.refused(wanted, SPEECH, "--labels", "a,b,c,d", "--app", "yes_no", "--sound", sound, "--board",
                                 "mps2-an385", tree=planted.path)
        with Planted() as planted:
            planted.change("mps2-an385", "board.ini", r"program = \S+", "program = no-such-emulator")
            self.refused("no-such-emulator cannot be run", HELLO, "--board", "mps2-an385", tree=planted.path)

    def test_a_report_that_breaks_off(self):
        """What the emulator had told is not taken for all of it."""
        shorten = ('qemu-system-arm "$@"; for word in "$@"; do case $word in *report=*) file=${word#*report=};'
                   ' file=${file%%,*}; head -c 2000 "$file" >"$file.cut"; mv "$file.cut" "$file";; esac; done; exit 0')
        with Planted() as planted:
            planted.emulator("mps2-an386", shorten)
            self.refused("not whole", HELLO, "--board", "mps2-an386", tree=planted.path)

    def test_nothing_stays_behind(self):
        with tempfile.TemporaryDirectory() as folder, Planted() as planted:
            planted.emulator("mps2-an385", "kill -9 $$")
            environment = {**os.environ, "TMPDIR": folder, "MW_SOURCE_DIR": planted.path}
            subprocess.run([PROGRAM, "bench", HELLO, "--board", "mps2-an385"], capture_output=True, env=environment)
            self.assertEqual(os.listdir(folder), [])


unittest.main()
