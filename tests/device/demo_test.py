#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The yes/no firmware on both boards, by the demo's own path: its pins and events against `mw listen`,
its memory, its count of work, and that a firmware made too slow is found out."""

import json
import os
import random
import shutil
import struct
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../scripts"))

import demo_build
import demo_sound
from demo_chip import BOARDS, RATE, ROOT, Chip
from demo_elf import Elf

DEMO = os.path.join(ROOT, "scripts/demo")
SHARED = os.environ.get("MW_SHARED", os.path.join(ROOT, "../shared"))
RAM_OF_THE_CHIP = {"microbit": 16 * 1024, "mps2-an385": 4 * 1024 * 1024}
FLASH_WITHOUT_MODEL = {"microbit": 36 * 1024, "mps2-an385": 32 * 1024}
INSTRUCTIONS_A_SECOND = {"microbit": 11_500_000, "mps2-an385": 14_000_000}
INFERENCES_A_SECOND = {"microbit": 2, "mps2-an385": 4}
FRONT_END = {"microbit": 150_000, "mps2-an385": 70_000}

for tool in ("arm-none-eabi-gcc", "qemu-system-arm"):
    if not shutil.which(tool):
        print(f"skipped: {tool} is missing (scripts/bootstrap device)")
        sys.exit(77)
if not os.path.isdir(os.path.join(SHARED, "data/speech")):
    print("skipped: ../shared has the recordings, and is not there")
    sys.exit(77)


WORDS = ("yes/012c8314_nohash_0", "no/012c8314_nohash_0", "seven", "yes/0135f3f2_nohash_0", "no/0137b3f4_nohash_1")


def recordings():
    """A quiet second, then recordings of yes, no, another word, yes, no with pauses between."""
    quiet = random.Random(5)
    pause = struct.pack(f"<{RATE}h", *(quiet.randint(-8, 8) for _ in range(RATE)))
    samples = pause
    for word in WORDS:
        path = os.path.join(SHARED, "data/speech", word)
        if os.path.isdir(path):
            path = os.path.join(path, min(os.listdir(path)))
        else:
            path += ".flac"
        samples += demo_build.samples_of(path) + pause
    return samples


class Sound:
    """A WAV file with the recordings, and what each board made of it; each run once."""

    folder = os.path.join(ROOT, "build-microbit", "demo_test")
    path = os.path.join(folder, "words.wav")
    results = {}

    @classmethod
    def result(cls, board):
        if board not in cls.results:
            os.makedirs(cls.folder, exist_ok=True)
            demo_sound.save(cls.path, recordings())
            done = subprocess.run([DEMO, "--board", board, "--audio", cls.path, "--json"],
                                  capture_output=True, text=True)
            if done.returncode != 0:
                raise AssertionError(done.stderr)
            cls.results[board] = json.loads(done.stdout)
        return cls.results[board]


def listen(period_ms):
    model, labels = demo_build.model_and_labels()
    done = subprocess.run([demo_build.build_desk(), "listen", model, Sound.path, "--labels", ",".join(labels),
                           "--every-ms", str(round(period_ms)), "--json"],
                          capture_output=True, text=True, check=True)
    return json.loads(done.stdout)["events"]


class Demo(unittest.TestCase):
    def test_events_are_those_of_the_desk(self):
        for board in BOARDS:
            result = Sound.result(board)
            period = 1000 / result["figures"]["inferences_per_second"]
            expected = listen(period)
            self.assertGreaterEqual(len(expected), 3, "the recordings must give something to compare")
            self.assertEqual([e["label"] for e in result["events"]], [e["label"] for e in expected], board)
            for mine, theirs in zip(result["events"], expected):
                self.assertLessEqual(abs(mine["time_ms"] - theirs["time_ms"]), period, board)

    def test_each_event_is_one_light_for_half_a_second(self):
        for board in BOARDS:
            result = Sound.result(board)
            lights = []
            for event in result["events"]:
                lights.append({"time_ms": event["time_ms"], "light": event["label"], "on": True})
                lights.append({"time_ms": event["time_ms"] + 500, "light": event["label"], "on": False})
            self.assertEqual(len(result["lights"]), len(lights), board)
            for seen, wanted in zip(result["lights"], lights):
                self.assertEqual((seen["light"], seen["on"]), (wanted["light"], wanted["on"]), board)
                self.assertLessEqual(abs(seen["time_ms"] - wanted["time_ms"]), 20, board)

    def test_memory_and_work_fit(self):
        for board in BOARDS:
            figures = Sound.result(board)["figures"]
            self.assertLessEqual(figures["ram"], RAM_OF_THE_CHIP[board], board)
            self.assertLess(figures["flash_without_model"], FLASH_WITHOUT_MODEL[board], board)
            self.assertTrue(0 < figures["stack"] < figures["stack_reserve"], board)
            self.assertLess(figures["instructions_per_20ms"], FRONT_END[board], board)
            self.assertLessEqual(figures["instructions_per_second"], INSTRUCTIONS_A_SECOND[board], board)
            self.assertGreaterEqual(figures["inferences_per_second"], INFERENCES_A_SECOND[board], board)
            self.assertEqual(figures["overruns"], 0, board)
            self.assertLess(figures["load"], 1, board)

    def test_the_image_has_no_floating_point_and_no_planner(self):
        for board in BOARDS:
            path = demo_build.build_firmware(board, "yes_no")
            names = Elf(path).symbols
            bad = [name for name in names if any(word in name for word in
                   ("_f2", "_d2", "fadd", "dadd", "fmul", "dmul", "fdiv", "ddiv", "sf3", "df3", "float", "double",
                    "mw_plan_make", "mw_model_open", "mw_op_"))]
            self.assertEqual(bad, [], board)
            self.assertIn("mw_invoke", names, "the check sees the image's symbols")


class Preemption(unittest.TestCase):
    def run_words(self, board, rest):
        """Scores and events; without rest the sound goes on while an inference runs."""
        path = demo_build.build_firmware(board, "yes_no")
        samples = recordings()[:2 * 4 * RATE]
        with Chip(board, path, demo_build.plugin()) as chip:
            chip.wait()
            chip.hear(samples[:2 * 160])
            for number, at in enumerate(range(2 * 160, len(samples), 640)):
                chip.hear(samples[at:at + 640], rest=rest or number % 10 == 9)
            chip.hear_end()
            chip.finish()
        self.assertEqual((chip.exit_code, chip.trouble), (0, []))
        lines = [line for _, line in chip.text if line.startswith(("scores", "event"))]
        end = next(line for _, line in chip.text if line.startswith("end ")).split()
        stack = int(end[end.index("stack") + 1])
        self.assertLess(stack, Elf(path).stack_bytes(), board)
        return lines, [before for before, _ in chip.bursts], stack

    def test_an_interrupted_inference_gives_the_same(self):
        for board in BOARDS:
            quiet, done_quiet, stack_quiet = self.run_words(board, rest=True)
            busy, done_busy, stack_busy = self.run_words(board, rest=False)
            self.assertGreater(len(quiet), 2)
            self.assertEqual(quiet, busy, board)
            self.assertGreater(sum(done_busy), sum(done_quiet), f"{board}: no inference was interrupted")
            self.assertGreaterEqual(stack_busy, stack_quiet, board)


class TooSlow(unittest.TestCase):
    def test_a_firmware_made_too_slow_is_found_out(self):
        for board in BOARDS:
            Sound.result(board)
            command = [DEMO, "--board", board, "--audio", Sound.path, "--waste", "500000"]
            done = subprocess.run([*command, "--json"], capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertGreater(json.loads(done.stdout)["figures"]["samples_lost"], 0, board)
            self.assertIn("TOO SLOW", done.stderr)


class Refusals(unittest.TestCase):
    def check(self, arguments, *told):
        done = subprocess.run([DEMO, "--json", *arguments], capture_output=True, text=True)
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertEqual(done.stdout, "")
        self.assertEqual(len(done.stderr.strip().splitlines()), 1, done.stderr)
        for word in told:
            self.assertIn(word, done.stderr)

    def test_bad_sound_gets_one_line(self):
        os.makedirs(Sound.folder, exist_ok=True)
        empty, foreign, silent = (os.path.join(Sound.folder, name) for name in ("empty.wav", "foreign.wav", "zero.wav"))
        open(empty, "wb").close()
        with open(foreign, "w", encoding="utf-8") as file:
            file.write("no sound\n" * 100)
        demo_sound.save(silent, b"")
        self.check(["--audio", empty], "empty.wav")
        self.check(["--audio", foreign], "foreign.wav")
        self.check(["--audio", silent], "zero.wav", "no samples")
        self.check(["--audio", "nowhere.wav"], "nowhere.wav")

    def test_bad_models_get_one_line(self):
        self.check(["--audio", "x.wav", "--model", "nowhere.tflite", "--labels", "a,b"], "nowhere.tflite")


if __name__ == "__main__":
    unittest.main()
