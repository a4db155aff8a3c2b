#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""mw bench --chips from counts in a file: lines, JSON, pictures, the cheapest that lasts, and bad input. Counts nothing."""

import json
import os
import subprocess
import tempfile
import unittest

ROOT = os.environ.get("MW_SOURCE_DIR") or os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
MW = os.environ.get("MW_PROGRAM") or os.path.join(ROOT, "build", "mw")


def workload(core, cycles):
    return {"core": core, "instructions_per_second": 5e6, "cycles_per_second": cycles, "breaks_per_second": 5e5,
            "instructions_per_inference": 4e5, "cycles_per_inference": cycles and cycles / 10, "breaks_per_inference": 3e4,
            "wakes_per_second": 50, "inferences_per_second": 4, "cycles_assumed": core == "cortex-m33", "flash": 28000,
            "ram": 15000}


class Chips(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.counts = os.path.join(self.folder, "counts.json")
        works = [workload(f"cortex-{core}", 7e6) for core in ("m0", "m0plus", "m3", "m4", "m33")]
        with open(self.counts, "w", encoding="utf-8") as file:
            json.dump({"workloads": works + [workload("cortex-m7", None)]}, file)

    def run_mw(self, *arguments, code=0):
        done = subprocess.run([MW, "bench", "--chips", *arguments], cwd=ROOT, capture_output=True, text=True)
        self.assertEqual(done.returncode, code, done.stderr)
        if code:
            self.assertEqual(done.stdout, "")
            self.assertTrue(done.stderr.startswith("mw"), done.stderr)
        return done

    def lines(self, *arguments):
        told = json.loads(self.run_mw("--counts", self.counts, "--json", *arguments).stdout)
        return told, {chip["chip"]: chip for chip in told["chips"]}

    def test_a_line_for_every_chip(self):
        text = self.run_mw("--counts", self.counts).stdout
        told, chips = self.lines()
        self.assertGreaterEqual(len(chips), 12)
        for chip in chips:
            self.assertIn("\n" + chip, text)
        self.assertFalse(chips["stm32f100"]["fits_ram"])
        self.assertTrue(chips["stm32h7a3"]["cycles_assumed"])
        self.assertFalse(chips["alif-e3"]["counted"])
        self.assertEqual(len(told["workloads"]), 6)
        # 7 million cycles at 53 uW/MHz, and a little for waking and sleep
        self.assertAlmostEqual(chips["stm32u385"]["running_uw"], 371, places=3)
        order = [chip["total_uw"] for chip in told["chips"] if chip.get("works")]
        self.assertEqual(order, sorted(order))

    def test_what_it_prints_can_be_asked_again(self):
        again = os.path.join(self.folder, "again.json")
        first, _ = self.lines("--mic", "ics43434")
        with open(again, "w", encoding="utf-8") as file:
            json.dump(first, file)
        told = json.loads(self.run_mw("--counts", again, "--json", "--mic", "ics43434").stdout)
        self.assertEqual(told["chips"], first["chips"])

    def test_the_cheapest_that_lasts(self):
        told, chips = self.lines("--days", "60")
        self.assertEqual(told["cheapest"], "apollo3")
        self.assertTrue(chips["apollo3"]["lasts"])
        self.assertIsNone(self.lines("--days", "3650")[0]["cheapest"])
        self.assertIn("None lasts 3650 days", self.run_mw("--counts", self.counts, "--days", "3650").stdout)
        self.assertIn("cheapest that lasts 60 days", self.run_mw("--counts", self.counts, "--days", "60").stdout)

    def test_a_microphone_that_wakes_the_chip(self):
        always = self.lines("--mic", "vm1010")[1]["apollo3"]
        seldom = self.lines("--mic", "vm1010", "--sound-share", "5")[1]["apollo3"]
        self.assertAlmostEqual(always["microphone_uw"], 153, places=3)
        self.assertLess(seldom["total_uw"], always["total_uw"] / 5)
        self.assertGreater(seldom["coin_days"], 365)
        said = self.run_mw("--counts", self.counts, "--mic", "inmp441", "--sound-share", "5", code=1).stderr
        self.assertIn("vm1010", said)

    def test_pictures(self):
        for name, magic in (("chips.png", b"\x89PNG"), ("chips.svg", b"<?xml")):
            path = os.path.join(self.folder, name)
            self.run_mw("--counts", self.counts, "--picture", path)
            with open(path, "rb") as file:
                self.assertEqual(file.read(len(magic)), magic)
        self.run_mw("--counts", self.counts, "--picture", "/nowhere/chips.png", code=1)
        self.run_mw("--counts", self.counts, "--picture", os.path.join(self.folder, "chips.jpg"), code=2)

    def test_unknown_names_are_answered_with_a_list(self):
        said = self.run_mw("--counts", self.counts, "--chip", "z80", code=1).stderr
        self.assertIn("there is no chip 'z80'; there are ", said)
        self.assertIn("nrf51822", said)
        self.assertIn("ics43434", self.run_mw("--counts", self.counts, "--mic", "ear", code=1).stderr)

    def test_bad_input(self):
        empty = os.path.join(self.folder, "empty.json")
        with open(empty, "w", encoding="utf-8") as file:
            file.write("{}")
        self.run_mw("--counts", empty, code=1)
        self.run_mw("--counts", "/nowhere", code=1)
        self.run_mw("--counts", self.counts, "--table", empty, code=1)
        self.run_mw("--counts", self.counts, "--table", "/nowhere", code=1)
        for wrong in (["--sort", "colour"], ["--battery", "car"], ["--days", "0"], ["--sound-share", "101"],
                      ["--lux", "dark"]):
            self.run_mw("--counts", self.counts, *wrong, code=2)

    def test_the_anchors(self):
        lines = json.loads(self.run_mw("--anchors", "--json").stdout)
        self.assertGreaterEqual(len(lines), 5)
        anchor = next(line for line in lines if line["chip"] == "stm32u385")
        self.assertEqual(anchor["published_mw"], 3.98)
        for line in lines:  # where nothing was derived from the line itself, within a fifth
            if not line["clocks_on_derived_from_it"]:
                self.assertLess(abs(line["clocks_on_mw"] / line["published_mw"] - 1), 0.2)


if __name__ == "__main__":
    unittest.main()
