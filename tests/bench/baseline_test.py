#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""scripts/check_baseline notices what it is for: counts are planted into a copy of the baseline. Nothing is counted."""

import copy
import json
import os
import subprocess
import sys
import tempfile
import unittest

ROOT = os.environ.get("MW_SOURCE_DIR") or os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
CHECK = os.path.join(ROOT, "scripts", "check_baseline")
SHARED = os.environ.get("MW_SHARED") or os.path.join(ROOT, "..", "shared")


def first_leaf(tree):
    """A path to one number that is large enough to grow by parts of a percent."""
    for key, value in tree.items():
        if isinstance(value, dict):
            found = first_leaf(value)
            if found:
                return [key, *found]
        elif isinstance(value, int) and not isinstance(value, bool) and value >= 1000:
            return [key]
    return None


@unittest.skipUnless(os.path.isdir(os.path.join(SHARED, "models")), "there is no ../shared")
class Baseline(unittest.TestCase):
    def setUp(self):
        with open(os.path.join(ROOT, "bench", "baseline.json"), encoding="utf-8") as file:
            self.baseline = json.load(file)
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def check(self, tree):
        path = os.path.join(self.folder.name, "measured.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(tree, file)
        return subprocess.run([CHECK, "--measured", path], capture_output=True, text=True)

    def planted(self, share):
        tree = copy.deepcopy(self.baseline)
        path = first_leaf(tree["models"])
        at = tree["models"]
        for key in path[:-1]:
            at = at[key]
        at[path[-1]] = round(at[path[-1]] * share)
        return tree, "models/" + "/".join(path)

    def test_the_same_passes(self):
        done = self.check(self.baseline)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(" 0 refused", done.stdout)

    def test_more_than_a_percent_is_refused_and_named(self):
        tree, path = self.planted(1.012)
        done = self.check(tree)
        self.assertEqual(done.returncode, 1)
        self.assertIn(path + ": grew from ", done.stderr)
        self.assertIn("--update", done.stderr)

    def test_less_than_a_percent_passes(self):
        tree, _ = self.planted(1.008)
        self.assertEqual(self.check(tree).returncode, 0)

    def test_what_shrank_is_told(self):
        tree, path = self.planted(0.9)
        done = self.check(tree)
        self.assertEqual(done.returncode, 0)
        self.assertIn(path + ": shrank from ", done.stdout)

    def test_a_number_that_nobody_agreed_on_is_refused(self):
        tree = copy.deepcopy(self.baseline)
        tree["models"]["new_model"] = {"cortex-m4": {"flash": 1}}
        done = self.check(tree)
        self.assertEqual(done.returncode, 1)
        self.assertIn("models/new_model/cortex-m4/flash", done.stderr)

    def test_nothing_and_nonsense_are_refused(self):
        self.assertEqual(self.check({"models": {}}).returncode, 1)
        self.assertEqual(subprocess.run([CHECK, "--measured", "/nowhere"], capture_output=True).returncode, 1)
        self.assertNotEqual(subprocess.run([CHECK, "--wrong"], capture_output=True).returncode, 0)


if __name__ == "__main__":
    program = unittest.main(exit=False)
    if program.result.skipped and program.result.testsRun == len(program.result.skipped):
        sys.exit(77)
    sys.exit(0 if program.result.wasSuccessful() else 1)
