#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""mw train: from a few recordings to a model that hears them, the same each time, and what is refused.

Trains on the recordings of tests/golden/speech: a few seconds each time."""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import time

from hearing_support import PROGRAM, SOURCE, mw, mw_json, must_fail, read, write, write_wav

SPEECH = os.path.join(SOURCE, "tests/golden/speech")

RECIPE = """# SPDX-License-Identifier: Apache-2.0
[recipe]
name = small
[classes]
words = yes, no
[augment]
clips = 3000
lead_in_ms = 200
[schedule]
batch = 64
steps = 240
warm_up = 20
rate = 0.01
average = 0.95
judge_every = 60
tune_steps = 20
[layers]
input = input 49x1x40
a = conv 12 3x1 stride 2x1 relu
b = conv 12 5x1 stride 2x1
s = pointwise 12 stride 2x1 from a
c = add b relu
mean = mean
drop = dropout 0.1
out = fc classes
"""


def train(recipe, folder, output, *more):
    return mw("train", recipe, folder, "-o", output, *more)


def leftovers(folder):
    return sorted(name for name in os.listdir(folder) if name.endswith((".part", ".state")))


def test_model(box):
    """Better than chance by a wide margin, and mw evaluate says the same as mw train."""
    recipe = write(box + "/r.ini", RECIPE)
    done = train(recipe, SPEECH, box + "/a.tflite", "--json", "--log", box + "/log.csv", "--picture", box + "/c.png")
    assert done.returncode == 0, done
    report = json.loads(done.stdout)
    assert report["balanced_accuracy"] > 0.6, report  # chance is 0.25
    assert report["bytes"] == len(read(box + "/a.tflite"))
    heard = mw_json("evaluate", box + "/a.tflite", SPEECH)
    assert abs(heard["balanced_accuracy"] - report["balanced_accuracy"]) < 1e-9, (heard, report)
    assert list(report["classes"]) == ["silence", "unknown", "yes", "no"]
    log = read(box + "/log.csv").decode().splitlines()
    assert log[0].startswith("step,phase,rate,loss") and len(log) == 1 + 5, log
    assert read(box + "/c.png")[:8] == b"\x89PNG\r\n\x1a\n"
    assert leftovers(box) == []


def test_repeats(box):
    """The same bytes from the same seed, also when interrupted and taken up again; others from another."""
    recipe = write(box + "/r.ini", RECIPE)
    first = read(box + "/a.tflite")
    assert train(recipe, SPEECH, box + "/b.tflite").returncode == 0
    assert read(box + "/b.tflite") == first
    running = subprocess.Popen([PROGRAM, "train", recipe, SPEECH, "-o", box + "/d.tflite"], stderr=subprocess.PIPE)
    for line in running.stderr:
        if line.startswith(b"step"):
            running.send_signal(signal.SIGINT)
            break
    rest = running.stderr.read().decode()
    code = running.wait()
    if code == 1:  # it may have been quicker than the signal
        assert "interrupted at step" in rest and "--resume goes on" in rest, rest
        assert leftovers(box) == ["d.tflite.state"] and os.path.exists(box + "/d.tflite")
        other = write(box + "/o.ini", RECIPE.replace("rate = 0.01", "rate = 0.02"))
        must_be_last_line(train(other, SPEECH, box + "/d.tflite", "--resume"), "is of another training")
        assert train(recipe, SPEECH, box + "/d.tflite", "--resume").returncode == 0
    assert read(box + "/d.tflite") == first
    assert leftovers(box) == []
    assert train(recipe, SPEECH, box + "/e.tflite", "--seed", "2").returncode == 0
    assert read(box + "/e.tflite") != first


def test_early_interrupt(box):
    """Before anything is judged nothing is written."""
    recipe = write(box + "/r.ini", RECIPE.replace("clips = 3000", "clips = 60000"))
    running = subprocess.Popen([PROGRAM, "train", recipe, SPEECH, "-o", box + "/n.tflite"], stderr=subprocess.PIPE)
    running.stderr.readline()
    running.stderr.readline()
    time.sleep(0.2)
    running.send_signal(signal.SIGINT)
    assert running.wait() == 1
    assert b"nothing is written" in running.stderr.read()
    assert not os.path.exists(box + "/n.tflite") and leftovers(box) == []


def test_own_words(box):
    """Other words in one command; the labels say which."""
    recipe = write(box + "/r.ini", RECIPE)
    done = train(recipe, SPEECH, box + "/w.tflite", "--words", "go,stop", "--json")
    assert done.returncode == 0, done
    assert list(json.loads(done.stdout)["classes"]) == ["silence", "unknown", "go", "stop"]
    assert json.loads(done.stdout)["balanced_accuracy"] > 0.45
    advice = json.loads(done.stdout)["advice"]  # a few dozen recordings of each: what to record, and how sure it is
    assert any(line.startswith("record more of 'go'") for line in advice), advice
    judged = json.loads(done.stdout)["classes"]["go"]["total"]
    assert any("'go' is known to about %.0f points" % (98 / judged ** 0.5) in line for line in advice), advice


def copy_speech(box, *words):
    folder = tempfile.mkdtemp(dir=box)
    for word in words:
        shutil.copytree(os.path.join(SPEECH, word), os.path.join(folder, word))
    return folder


def test_without_noise(box):
    """No noise: no class silence, said; no other words: no class unknown, said."""
    recipe = write(box + "/r.ini", RECIPE.replace("steps = 240", "steps = 60"))
    folder = copy_speech(box, "yes", "no")
    rows = ["path\tsplit\tword"]
    for word in ("yes", "no"):
        for number, name in enumerate(sorted(os.listdir(os.path.join(folder, word)))):
            rows.append(f"{word}/{name}\t{'validation' if number % 4 == 0 else 'training'}\t{word}")
    write(folder + "/splits.tsv", "\n".join(rows) + "\n")
    done = train(recipe, folder, box + "/x.tflite", "--json")
    assert done.returncode == 0, done
    assert "no class silence" in done.stderr and "no class unknown" in done.stderr, done.stderr
    assert list(json.loads(done.stdout)["classes"]) == ["yes", "no"]


def must_be_last_line(done, *words):
    assert done.returncode == 1, done
    last = done.stderr.splitlines()[-1]
    assert last.startswith("mw: "), done.stderr
    for word in words:
        assert word in last, (word, done.stderr)


def test_bad_recordings(box):
    """Unreadable and silent files are named, counted and left out; folders that cannot do are refused."""
    recipe = write(box + "/r.ini", RECIPE.replace("steps = 240", "steps = 2").replace("tune_steps = 20", "tune_steps = 0"))
    out = box + "/y.tflite"
    folder = tempfile.mkdtemp(dir=box)
    shutil.copytree(SPEECH, folder, dirs_exist_ok=True)
    split = dict(line.split("\t")[:2] for line in read(folder + "/splits.tsv").decode().splitlines())
    training = [path for path in sorted(split) if path.startswith("go/") and split[path] == "training"]
    write(os.path.join(folder, training[0]), b"no sound at all")
    subprocess.run(["cp", "/dev/null", os.path.join(folder, training[1])], check=True)
    write_wav(os.path.join(folder, training[2]), bytes(32000))
    done = train(recipe, folder, out)
    assert done.returncode == 0, done
    assert f"left out: {os.path.join(folder, training[2])} is silent" in done.stderr, done.stderr
    assert f"left out: sound {os.path.join(folder, training[0])} cannot be read" in done.stderr, done.stderr
    assert "3 of 168 recordings, 2 unreadable and 1 silent" in done.stderr, done.stderr

    must_be_last_line(train(recipe, box + "/nowhere", out), "nowhere cannot be read")
    must_be_last_line(train(recipe, tempfile.mkdtemp(dir=box), out), "there are no recordings")
    must_be_last_line(train(recipe, copy_speech(box, "yes"), out), "nobody says 'no'")
    must_be_last_line(train(recipe, copy_speech(box, "yes"), out, "--words", "yes"), "one class only")
    must_be_last_line(train(recipe, SPEECH, box + "/no/such/folder.tflite"), "cannot be written")
    must_be_last_line(train(recipe, SPEECH, "/dev/full"), "/dev/full cannot be written: No space left on device")
    must_be_last_line(train(recipe, SPEECH, out, "--resume"), ".state cannot be read")


def test_bad_recipes(box):
    """The line that is wrong, and what is allowed."""
    def refuse(old, new, *words):
        assert old in RECIPE
        recipe = write(box + "/bad.ini", RECIPE.replace(old, new))
        must_fail(["train", recipe, SPEECH, "-o", box + "/z.tflite"], "bad.ini", *words)

    refuse("clips = 3000", "clip = 3000", "line 7", "[augment] has no key 'clip'", "shift_ms")
    refuse("clips = 3000", "clips = many", "line 7", "clips takes a whole number from 64", "'many'")
    refuse("clips = 3000", "clips = 3000.5", "line 7", "whole number")
    refuse("clips = 3000", "gain_db = 6 -10", "line 7", "two numbers, the lesser first")
    refuse("[augment]", "[augmentation]", "no section [augmentation]", "layers")
    refuse("batch = 64", "batch 64 clips", "line 10", "KEY = VALUE")
    refuse("words = yes, no", "words = yes, yes", "line 5", "twice")
    refuse("words = yes, no", "silence = 0.5", "names no words")
    refuse("a = conv 12 3x1", "a = conv 12 3y1", "line 19", "no window '3y1'", "HEIGHTxWIDTH")
    refuse("from a", "from q", "line 21", "no layer above is called 'q'")
    refuse("input 49x1x40", "input 49x1x30", "1 x 30 numbers a frame")
    refuse("49x1x40", "49x2x40", "2 x 40 numbers a frame")
    must_fail(["train", box + "/none.ini", SPEECH, "-o", box + "/z.tflite"], "none.ini", "--list")
    bad = write(box + "/bad.ini", RECIPE.replace("fc classes", "fc 7"))
    must_be_last_line(train(bad, SPEECH, box + "/z.tflite"), "7 scores, but there are 4 classes")
    bad = write(box + "/bad.ini", RECIPE.replace("out = fc classes", ""))
    must_be_last_line(train(bad, SPEECH, box + "/z.tflite"), "the last layer must be `fc classes`")
    great = write(box + "/bad.ini", RECIPE.replace("a = conv 12", "a = conv 900").replace("input 49x1x40", "input 49x40x1"))
    must_fail(["train", great, SPEECH, "-o", box + "/z.tflite", "--board", "microbit"], "does not fit microbit", "16384 of RAM")
    must_fail(["train", great, SPEECH, "-o", box + "/z.tflite", "--board", "toaster"], "toaster")
    must_fail(["train", bad, SPEECH], "-o MODEL", code=2)
    must_fail(["train", bad, SPEECH, "-o", "x", "--seed", "x"], "whole number", code=2)


def test_list(box):
    """What recipes cost before training: the tutorial's figures are known, the others have limits to keep."""
    recipes = {r["name"]: r for r in json.loads(mw("train", "--list", "--json").stdout)}
    assert {"tiny_conv", "yes_no", "streaming", "smallest"} <= set(recipes), recipes
    assert recipes["tiny_conv"]["parameters"] == 16652 and recipes["tiny_conv"]["macs"] == 336000
    assert recipes["yes_no"]["macs"] <= 300000 and recipes["yes_no"]["file_bytes"] <= 20480
    smallest = recipes["smallest"]
    assert smallest["macs"] <= 60000 and smallest["file_bytes"] <= 6144 and smallest["arena_bytes"] < 3072
    text = mw("train", "--list").stdout
    assert all(name in text for name in recipes)


LONG = (test_own_words, test_early_interrupt)


def main():
    os.chdir(SOURCE)
    with tempfile.TemporaryDirectory() as box:
        for test in (test_bad_recipes, test_bad_recordings, test_model, test_repeats, test_early_interrupt,
                     test_own_words, test_without_noise, test_list):
            if test in LONG and os.environ.get("MW_SANITIZED"):
                print(f"[  SKIPPED ] {test.__name__}: long with sanitizers, and nothing new for them")
                continue
            test(box)
            print(f"[       OK ] {test.__name__}", flush=True)


main()
