#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# docs/codelab.md: its commands run as they stand, one block after another, and print what the page shows: every line of
# a text block is among what the commands before it printed, in that order, whatever the numbers are.

import os
import re
import shutil
import subprocess
import sys
import tempfile

SOURCE = os.environ["MW_SOURCE_DIR"]
PAGE = os.path.join(SOURCE, "docs/codelab.md")
NEEDED = ("espeak-ng", "arm-none-eabi-gcc", "qemu-system-arm", "cmake")


def blocks_of(text):
    """(kind, whether it may want a microphone, lines) of each fenced block."""
    pattern = re.compile(r"(<!-- without a microphone[^\n]*-->\n)?^```(\w+)\n(.*?)^```$", re.M | re.S)
    for match in pattern.finditer(text):
        yield match.group(2), match.group(1) is not None, match.group(3).splitlines()


def shape(line):
    """A line without its numbers and spaces."""
    return " ".join(re.sub(r"\d+(\.\d+)?", "#", line).split())


def missing_line(shown, printed):
    """The first line of a text block that was not printed after the one before it; None: all were."""
    lines = iter([shape(line) for line in printed.splitlines()])
    for line in shown:
        if line != "..." and not any(shape(line) == other for other in lines):
            return line
    return None


def make_tree(folder):
    """A place that looks like the top of the project after `make`."""
    for name in os.listdir(SOURCE):
        if not name.startswith("build") and name != ".git":
            os.symlink(os.path.join(SOURCE, name), os.path.join(folder, name))
    os.makedirs(os.path.join(folder, "build"))
    os.symlink(os.environ["MW_PROGRAM"], os.path.join(folder, "build/mw"))


def run(lines, may_lack_microphone, folder):
    if lines[0] == "make":  # the build under test is made already
        lines = lines[1:]
    if may_lack_microphone and os.path.exists("/proc/asound/cards"):
        print("[  SKIPPED ] this machine has sound, and nobody to speak: " + lines[0])
        return ""
    done = subprocess.run(["sh", "-e", "-c", "\n".join(lines)], cwd=folder, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, text=True, errors="replace")
    if may_lack_microphone and done.returncode == 1 and "no microphone" in done.stdout:
        assert len(done.stdout.splitlines()) == 1, done.stdout
        return ""
    assert done.returncode == 0, "\n".join([*lines, done.stdout])
    return done.stdout


def check_the_checker():
    """A planted fault of each kind is seen."""
    assert missing_line(["a  1", "...", "b 2.5"], "a 7\nc\nb 0.1\n") is None
    assert missing_line(["b 1", "a 1"], "a 7\nb 1\n") == "a 1"
    assert missing_line(["a 1 %"], "a 1\n") == "a 1 %"
    assert list(blocks_of("x\n```sh\na\nb\n```\n")) == [("sh", False, ["a", "b"])]


def main():
    lacking = [name for name in NEEDED if not shutil.which(name)]
    if lacking:
        print("the codelab needs " + ", ".join(lacking))
        sys.exit(77)
    check_the_checker()
    with open(PAGE, encoding="utf-8") as file:
        text = file.read()
    folder = tempfile.mkdtemp(prefix="mw_codelab_")
    counts = {"sh": 0, "text": 0}
    try:
        make_tree(folder)
        printed = ""
        for kind, may_lack_microphone, lines in blocks_of(text):
            counts[kind] += 1
            if kind == "sh":
                printed = run(lines, may_lack_microphone, folder)
                print("[       OK ] " + lines[0])
                sys.stdout.flush()
            else:
                missing = missing_line(lines, printed)
                assert missing is None, f"the page shows '{missing}', which was not printed:\n{printed}"
        for name in re.findall(r"\]\(codelab/([\w.]+\.png)\)", text):
            for path in (os.path.join(SOURCE, "docs/codelab", name), os.path.join(folder, "build/codelab", name)):
                with open(path, "rb") as file:
                    assert file.read(8) == b"\x89PNG\r\n\x1a\n", path
        assert counts["sh"] >= 10 and counts["text"] >= 8, counts
    finally:
        shutil.rmtree(folder)


main()
