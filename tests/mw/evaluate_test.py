#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# mw evaluate: the counts that TensorFlow Lite Micro gives, the splits, and one clear line for bad folders.

import hashlib
import os

import hearing_support as t


def recording(folder, path, samples=None):
    path = os.path.join(folder, path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    return t.write_wav(path, t.golden_samples("yes_1000ms") if samples is None else samples)


def evaluate(folder, *options, labels=t.LABELS_OPTION):
    return t.mw_json("evaluate", t.MODEL, folder, labels, *options)


def test_reference_counts_shared(folder):
    scores = os.path.join(folder, "s.tsv")
    report = evaluate(os.path.join(t.SHARED, "data/speech"), "--split", "validation", "--scores", scores)
    classes = {name: (c["right"], c["total"]) for name, c in report["classes"].items()}
    silence = classes.pop("silence")
    assert classes == {"unknown": (355, 465), "yes": (154, 159), "no": (143, 151)}, classes
    assert report["recordings"] == 775 and report["right"] == 652
    assert abs(report["balanced_accuracy_of_recordings"] - (355 / 465 + 154 / 159 + 143 / 151) / 3) < 1e-12
    # Silence is cut from noise: TensorFlow's own cuts of the same noise gave .981 (with clips of another seed).
    assert silence[1] == report["silence_clips"] == 159 and 150 <= silence[0] <= 159, silence
    assert "last fifth" in report["silence"]
    balance = (silence[0] / 159 + 355 / 465 + 154 / 159 + 143 / 151) / 4
    assert abs(report["balanced_accuracy"] - balance) < 1e-12
    classes["silence"] = silence
    for name, row in report["confusion"].items():
        assert sum(row.values()) == classes[name][1] and row[name] == classes[name][0]
    # All 775 x 4 scores are those of golden/evaluate_reference.py --scores, by the digest of its file.
    digest = hashlib.sha256(t.read(scores)).hexdigest()
    assert digest == "b84e06798cb0dbad8679cb102779130226821d5432e323b23410c231b788c2ee", digest


def test_scores_of_one_recording(folder):
    recording(folder, "yes/a_nohash_0.wav")
    scores = os.path.join(folder, "s.tsv")
    report = evaluate(folder, "--split=all", "--scores", scores)
    want = "\t".join(["yes/a_nohash_0.wav", "yes", *map(str, t.golden_scores("yes_1000ms"))]) + "\n"
    assert t.read(scores).decode() == want
    assert report["classes"]["yes"] == {"right": 1, "total": 1} and report["balanced_accuracy"] == 1


def test_length_does_not_matter(folder):
    """Zeros after a short recording's end; nothing of a long one beyond 15840 samples."""
    yes = t.golden_samples("yes_1000ms")
    recording(folder, "yes/0.wav", yes[:2 * 12000])
    recording(folder, "yes/1.wav", yes[:2 * 12000] + bytes(2 * 3840) + yes)
    recording(folder, "yes/2.wav", yes[:2 * 12000] + bytes(2 * 4000))
    recording(folder, "yes/3.wav", yes[:2])
    scores = os.path.join(folder, "s.tsv")
    evaluate(folder, "--split=all", "--scores", scores)
    rows = [line.split("\t")[2:] for line in t.read(scores).decode().splitlines()]
    assert rows[0] == rows[1] == rows[2] != rows[3]


def test_speakers_decide_the_split(folder):
    """Without splits.tsv: the published rule, computed here as it was published."""
    expected = {"training": 0, "validation": 0, "testing": 0}
    for i in range(60):
        name = f"speaker{i}"
        percent = int(hashlib.sha1(name.encode()).hexdigest(), 16) % 2**27 * (100.0 / (2**27 - 1))
        expected["validation" if percent < 10 else "testing" if percent < 20 else "training"] += 1
        recording(folder, f"yes/{name}_nohash_{i % 3}.wav", b"\0\0")
    recording(folder, "_background_noise_/hum.wav")
    recording(folder, ".hidden/speaker0_nohash_0.wav")
    t.write(os.path.join(folder, "yes/notes.txt"), "no sound")
    t.write(os.path.join(folder, "LICENSE.wav"), "no folder")
    assert min(expected.values()) > 0
    for split, count in expected.items():
        assert evaluate(folder, "--split", split)["recordings"] == count, split
    assert evaluate(folder)["recordings"] == expected["validation"]
    assert evaluate(folder, "--split=all")["recordings"] == 60


def test_table(folder):
    for path in ("yes/a.wav", "b.wav", "deep/no/c.wav", "dog/d.wav"):
        recording(folder, path)
    t.write(os.path.join(folder, "splits.tsv"),
            "split\tframes\tpath\tword\r\nmine\t9\tyes/a.wav\tyes\r\nmine\t9\tb.wav\tno\r\n\r\nother\t9\tdog/d.wav\tdog\r\n")
    report = evaluate(folder, "--split=mine")
    assert {name: c["total"] for name, c in report["classes"].items()} == {"silence": 0, "unknown": 0, "yes": 1, "no": 1}
    t.must_fail(["evaluate", t.MODEL, folder, t.LABELS_OPTION], "validation", "mine, other", "all")
    t.write(os.path.join(folder, "splits.tsv"), "path\tsplit\ndeep/no/c.wav\tmine\ndog/d.wav\tmine")
    report = evaluate(folder, "--split=mine")
    assert report["classes"]["no"]["total"] == 1 and report["classes"]["unknown"]["total"] == 1
    report = evaluate(folder, "--split=mine", labels="--labels=a,b,c,no")
    assert report["recordings"] == 1 and report["left_out"] == 1
    t.must_fail(["evaluate", t.MODEL, folder, "--labels=a,b,c,d", "--split=mine"], "'no'", "unknown")
    for table, word in (("path\tword\na\tb\n", "columns"), ("", "columns"), ("path\tsplit\na\tb\nc\n", "line 3"),
                        ("path\tsplit\n", "no recordings")):
        t.write(os.path.join(folder, "splits.tsv"), table)
        t.must_fail(["evaluate", t.MODEL, folder, t.LABELS_OPTION], word)


def test_bad_folders(folder):
    t.must_fail(["evaluate", t.MODEL, os.path.join(folder, "none"), t.LABELS_OPTION], "none", "No such file")
    t.must_fail(["evaluate", t.MODEL, folder, t.LABELS_OPTION], "no recordings")
    path = recording(folder, "yes/a.wav")
    t.must_fail(["evaluate", t.MODEL, path, t.LABELS_OPTION], "Not a directory")
    os.makedirs(os.path.join(folder, "empty/word"))
    t.must_fail(["evaluate", t.MODEL, os.path.join(folder, "empty"), t.LABELS_OPTION], "no recordings")
    t.must_fail(["evaluate", t.MODEL, folder, t.LABELS_OPTION, "--split=mine"], "'mine'", "`all`")
    # Of many bad recordings the first is told, whichever thread met it.
    for i in range(40):
        t.write(os.path.join(folder, f"yes/b{i:02}.wav"), "no sound")
    for _ in range(5):
        t.must_fail(["evaluate", t.MODEL, folder, t.LABELS_OPTION, "--split=all"], "yes/b00.wav", "no sound file")


def test_bad_input(folder):
    recording(folder, "yes/a.wav")
    here = ["evaluate", t.MODEL, folder, "--split=all"]
    t.must_fail(here, "--labels")
    t.must_fail([*here, "--labels=a,b"], "4 scores", "2 labels")
    t.must_fail([*here, t.LABELS_OPTION, "--scores=/dev/full"], "/dev/full", "No space")
    t.must_fail([*here, t.LABELS_OPTION, "--scores", os.path.join(folder, "no/s.tsv")], "no/s.tsv")
    other = os.path.join(t.SOURCE, "tests/golden/models/hello_world_int8/model.tflite")
    t.must_fail(["evaluate", other, folder, "--split=all", t.LABELS_OPTION], "multiple of 40")
    t.must_fail(["evaluate", os.path.join(folder, "yes/a.wav"), folder, "--split=all", t.LABELS_OPTION], "a.wav")
    with open("/dev/full", "w") as full:
        t.must_fail([*here, t.LABELS_OPTION], "No space", stdout=full)
    t.must_fail(["evaluate", "m"], "folder", code=2)
    t.must_fail(["evaluate", "m", "f", "g"], "one folder", code=2)
    assert sorted(os.listdir(folder)) == ["yes"]


def test_silence(folder):
    """159 clips where there is noise and a label for it; else said, and left out of the balance."""
    recording(folder, "yes/a.wav")
    report = evaluate(folder, "--split=all")
    assert report["silence_clips"] == 0 and report["classes"]["silence"]["total"] == 0
    assert "no _background_noise_" in report["silence"] and report["balanced_accuracy"] == 1
    assert "no _background_noise_" in t.mw("evaluate", t.MODEL, folder, t.LABELS_OPTION, "--split=all").stdout
    quiet = b"\0\0" * 80000
    recording(folder, "_background_noise_/hum.wav", quiet)
    report = evaluate(folder, "--split=all")
    assert report["recordings"] == 1 and report["silence_clips"] == report["classes"]["silence"]["total"] == 159
    # Zeros at any level are zeros: all clips are heard as one, and as the model hears zeros.
    row = report["confusion"]["silence"]
    recording(folder, "no/zeros.wav", quiet[:32000])
    alone = evaluate(folder, "--split=all")["confusion"]["no"]
    assert row == {name: 159 * count for name, count in alone.items()}, (row, alone)
    # Only the last fifth of a file is heard: what stands before does not matter.
    loud = t.golden_samples("yes_1000ms")
    recording(folder, "_background_noise_/hum.wav", loud * 4 + bytes(32000))
    assert evaluate(folder, "--split=all")["confusion"]["silence"] == row
    recording(folder, "_background_noise_/hum.wav", loud * 5)
    assert evaluate(folder, "--split=all")["confusion"]["silence"] != row
    report = evaluate(folder, "--split=all", labels="--labels=a,unknown,yes,no")
    assert report["silence_clips"] == 0 and "no such label" in report["silence"]
    # Noise that splits.tsv lists is no recording.
    t.write(os.path.join(folder, "splits.tsv"),
            "path\tsplit\tword\nyes/a.wav\tv\tyes\n_background_noise_/hum.wav\tv\t_background_noise_\n")
    report = evaluate(folder, "--split=v")
    assert report["recordings"] == 1 and report["left_out"] == 0
    t.write(os.path.join(folder, "_background_noise_/hum.wav"), "no sound")
    t.must_fail(["evaluate", t.MODEL, folder, t.LABELS_OPTION, "--split=v"], "hum.wav", "no sound file")


def test_intervals(folder):
    """Wilson's interval, computed here from its definition: the shares p with |right/n - p| = z sqrt(p (1 - p) / n)."""
    for i in range(9):
        recording(folder, f"{'yes' if i < 8 else 'no'}/{i}.wav")  # all of them sound like yes
    report = evaluate(folder, "--split=all")
    z = 1.959964
    for label, right, n in (("yes", 8, 8), ("no", 0, 1)):
        low, high = report["intervals"][label]
        share = right / n
        for p, end in ((low, 0), (high, 1)):
            on_curve = abs(abs(share - p) - z * (p * (1 - p) / n) ** 0.5) < 1e-6
            assert on_curve and (p == end if share == end else p != share), (label, p)
    assert report["intervals"]["silence"] == [0, 1]
    halves = [(high - low) / 2 for low, high in (report["intervals"]["yes"], report["intervals"]["no"])]
    assert abs(report["balanced_accuracy_doubt"] - sum(h * h for h in halves) ** 0.5 / 2) < 1e-9


def test_worst(folder):
    recording(folder, "no/loud.wav")
    recording(folder, "yes/right.wav")
    recording(folder, "dog/quiet.wav", t.golden_samples("yes_1000ms")[:16000] + bytes(16000))
    scores = os.path.join(folder, "s.tsv")
    report = evaluate(folder, "--split=all", "--scores", scores)
    rows = []
    for line in t.read(scores).decode().splitlines():
        path, word, *values = line.split("\t")
        values = [int(v) + 128 for v in values]
        best = max(range(4), key=lambda k: values[k])
        if t.LABELS[best] != word:
            rows.append({"name": path, "is": word, "heard_as": t.LABELS[best],
                         "score": values[t.LABELS.index(word)], "heard_score": values[best]})
    rows.sort(key=lambda row: row["score"] - row["heard_score"])
    assert report["worst"] == rows and report["wrong"] == len(rows) >= 1, report["worst"]
    text = t.mw("evaluate", t.MODEL, folder, t.LABELS_OPTION, "--split=all").stdout
    assert "no/loud.wav" in text and "yes/right.wav" not in text


def test_pictures(folder):
    for word in ("yes", "no", "dog"):
        recording(folder, f"{word}/{word * 60}.wav" if word == "dog" else f"{word}/a.wav")
    for options in ((), ("--streaming",), ("--streaming", "--threshold=5:5"), ("--streaming", "--threshold=0:255:1")):
        for labels in (t.LABELS_OPTION, "--labels=silence,x,y,no", "--labels=" + "w" * 90 + ",unknown,no,n\xff"):
            for name in ("p.png", "p.svg"):
                path = os.path.join(folder, name)
                done = t.mw("evaluate", t.MODEL, folder, "--split=all", labels, *options, "--picture", path)
                assert done.returncode == 0 and done.stderr == "" and t.is_picture(path), (labels, done)
                os.remove(path)
    here = ["evaluate", t.MODEL, folder, "--split=all", t.LABELS_OPTION]
    for options in ((), ("--streaming",)):
        t.must_fail([*here, *options, "--picture", os.path.join(folder, "no-such/p.png")], "no-such/p.png")
        t.must_fail([*here, *options, "--picture=p.gif"], ".png", code=2)


def test_text(folder):
    recording(folder, "yes/a.wav")
    recording(folder, "dog/a.wav")
    text = t.mw("evaluate", t.MODEL, folder, t.LABELS_OPTION, "--split=all").stdout
    assert "balanced accuracy 50.00 %" in text and "yes" in text and "unknown" in text, text


t.run([test_reference_counts_shared, test_scores_of_one_recording, test_length_does_not_matter,
       test_speakers_decide_the_split, test_table, test_bad_folders, test_bad_input, test_silence, test_intervals, test_worst, test_pictures, test_text])
