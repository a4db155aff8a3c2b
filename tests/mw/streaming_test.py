#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# mw evaluate --streaming: the streams that it keeps are heard again by mw listen, and the events counted here once
# more from the table of what is said when.

import os
import random
import struct
import wave

import hearing_support as t

LABELS = ["silence", "unknown", "yes", "no"]


def samples_of(path):
    with wave.open(path) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (16000, 1, 2)
        data = file.readframes(file.getnframes())
    return struct.unpack(f"<{len(data) // 2}h", data)


SPEECH = os.path.join(t.SOURCE, "tests/golden/speech")


def make_folder(folder, noise=True):
    """Recordings of different lengths under words that are labels or not, and two noises."""
    chance = random.Random(7)
    yes = struct.unpack("<16000h", t.golden_samples("yes_1000ms"))
    place = os.path.join(folder, "words")
    for number in range(28):
        gain, start = chance.choice([0.3, 0.7, 1.0]), chance.randrange(0, 1500)
        values = [int(v * gain) for v in yes[start:start + chance.randrange(9000, 16001)]]
        word = ["no", "yes", "dog", "yes", "no"][number % 5]
        os.makedirs(os.path.join(place, word), exist_ok=True)
        t.write_wav(os.path.join(place, word, f"{number}.wav"), struct.pack(f"<{len(values)}h", *values))
    if noise:
        os.makedirs(os.path.join(place, "_background_noise_"))
        for number in range(2):
            values = [chance.randrange(-3000, 3001) for _ in range(16000 * (6 + number))]
            t.write_wav(os.path.join(place, "_background_noise_", f"{number}.wav"),
                        struct.pack(f"<{len(values)}h", *values))
    return place


def turns_of(path):
    lines = t.read(path).decode().splitlines()
    assert lines[0] == "start_ms\tend_ms\tword\tpath"
    rows = [line.split("\t") for line in lines[1:]]
    return [(int(start), int(end), word, name) for start, end, word, name in rows]


def recount(kept, options, noise_files):
    """Found, missed, false events by label, others, others lit, and the delays, from mw listen's events."""
    counts = {label: {"found": 0, "missed": 0, "false": 0, "noise_events": 0} for label in ("yes", "no")}
    others = lit = streams = noise_ms = 0
    delays, heard = [], []
    for number in range(8):
        sound = os.path.join(kept, f"stream_{number}.wav")
        turns = turns_of(sound.replace(".wav", ".tsv"))
        events = t.mw_json("listen", t.MODEL, sound, t.LABELS_OPTION, *options)["events"]
        false = list(events)
        for start, end, word, name in turns:
            mine = [e for e in events if start <= e["time_ms"] < end]
            heard.append(name)
            right = [e for e in mine if e["label"] == word]
            if word not in counts:
                others += 1
                lit += bool(mine)
            elif right:
                counts[word]["found"] += 1
                delays.append(right[0]["time_ms"] - start)
                false.remove(right[0])
            else:
                counts[word]["missed"] += 1
        for event in false:
            counts[event["label"]]["false"] += 1
        streams += len(samples_of(sound)) // 16
    for path in noise_files:
        report = t.mw_json("listen", t.MODEL, path, t.LABELS_OPTION, *options)
        noise_ms += report["sound_ms"]
        for event in report["events"]:
            counts[event["label"]]["noise_events"] += 1
    return counts, others, lit, sorted(delays), streams, noise_ms, heard


def check(report, kept, options, noise_files):
    counts, others, lit, delays, length_ms, noise_ms, heard = recount(kept, options, noise_files)
    assert report["labels"] == counts, (report["labels"], counts)
    for name in ("found", "missed", "false"):
        assert report[name] == sum(c[name] for c in counts.values())
    assert report["others"] == {"recordings": others, "lit": lit, "share": lit / others}
    assert report["delay_ms"] == (delays[len(delays) // 2] if delays else 0)
    assert abs(report["hours"] * 3600000 - length_ms) < 1e-6 * length_ms
    assert abs(report["false_per_hour"] - report["false"] / report["hours"]) < 1e-9 * (1 + report["false_per_hour"])
    if noise_files:
        assert report["noise"]["events"] == sum(c["noise_events"] for c in counts.values())
        assert report["noise"]["seconds"] == noise_ms / 1000 > 0
    else:
        assert report["noise"] is None
    return heard


def test_counts(folder):
    kept = os.path.join(folder, "kept")
    os.makedirs(kept)
    place = os.path.join(SPEECH, "_background_noise_")
    noise = [os.path.join(place, name) for name in sorted(os.listdir(place))]
    evaluate = ["evaluate", t.MODEL, SPEECH, t.LABELS_OPTION, "--split=all", "--streaming"]
    seen = {"found": 0, "missed": 0, "false": 0, "lit": 0}
    for options in ([], ["--threshold=120"], ["--threshold=60", "--suppression-ms=200", "--every-ms=200"],
                    ["--average-ms=500", "--threshold=150"]):
        report = t.mw_json(*evaluate, *options, "--keep", kept)
        heard = check(report, kept, options, noise)
        assert sorted(heard) != heard and len(set(heard)) == len(heard) == report["recordings"] == 208
        for name in ("found", "missed", "false"):
            seen[name] += report[name]
        seen["lit"] += report["others"]["lit"]
    assert min(seen.values()) > 0, seen
    # A sweep gives what each threshold gives alone.
    sweep = t.mw_json(*evaluate, "--threshold=60:200:70")
    assert [row["threshold"] for row in sweep["sweep"]] == [60, 130, 200] and sweep["threshold"] == 200
    for row in sweep["sweep"]:
        alone = t.mw_json(*evaluate, f"--threshold={row['threshold']}")
        assert row == {name: alone[name] for name in row}
    text = t.mw(*evaluate, "--threshold=60:200:70").stdout
    assert f"\n      130 {100 * sweep['sweep'][1]['found_share']:5.1f} %" in text, text


def test_sound(folder):
    """The streams hold the recordings where the table says, with noise behind that stays below its level."""
    place = make_folder(folder)
    kept = os.path.join(folder, "kept")
    os.makedirs(kept)
    streaming = ["evaluate", t.MODEL, place, t.LABELS_OPTION, "--split=all", "--streaming", "--keep", kept]
    for level in (0, 10):
        t.mw_json(*streaming, f"--noise-level={level}", "--gap-ms=1000")
        loudest = 0
        for number in range(8):
            sound = samples_of(os.path.join(kept, f"stream_{number}.wav"))
            turns = turns_of(os.path.join(kept, f"stream_{number}.tsv"))
            end = 0
            for i, (start, after, _, name) in enumerate(turns):
                recording = samples_of(os.path.join(place, name))
                here = sound[start * 16:start * 16 + len(recording)]
                gap = start - end
                assert 750 <= gap <= 1250, gap
                between = sound[end * 16:start * 16]
                loudest = max(loudest, *map(abs, between), *(abs(a - b) for a, b in zip(here, recording)))
                end = start + -(-len(recording) // 16)
                assert after == (turns[i + 1][0] if i + 1 < len(turns) else len(sound) // 16)
            assert 750 <= len(sound) // 16 - end <= 1250
        assert loudest == 0 if level == 0 else 100 < loudest <= 301, loudest


def test_repeatable(folder):
    place = make_folder(folder, noise=False)
    evaluate = ["evaluate", t.MODEL, place, t.LABELS_OPTION, "--split=all", "--streaming", "--threshold=100:200:20"]
    kept = [os.path.join(folder, name) for name in ("a", "b", "c")]
    reports = []
    for path, seed in zip(kept, (1, 1, 2)):
        os.makedirs(path)
        reports.append(t.mw_json(*evaluate, f"--seed={seed}", "--keep", path))
    assert reports[0] == reports[1] and reports[0]["noise"] is None
    contents = [[t.read(os.path.join(path, name)) for name in sorted(os.listdir(path))] for path in kept]
    assert contents[0] == contents[1] and contents[0] != contents[2]
    check(reports[2], kept[2], [], [])


def test_few(folder):
    """Fewer recordings than streams; none of a word that is a label."""
    t.write_wav(os.path.join(folder, "dog.wav"), t.golden_samples("yes_1000ms"))
    t.write(os.path.join(folder, "splits.tsv"), "path\tsplit\tword\ndog.wav\tv\tdog\n")
    report = t.mw_json("evaluate", t.MODEL, folder, t.LABELS_OPTION, "--split=v", "--streaming")
    assert report["streams"] == report["recordings"] == report["others"]["recordings"] == 1
    assert report["found"] == report["missed"] == report["found_share"] == 0
    text = t.mw("evaluate", t.MODEL, folder, t.LABELS_OPTION, "--split=v", "--streaming").stdout
    assert "no noise" in text and "noise alone" not in text


def test_bad_input(folder):
    place = make_folder(folder)
    evaluate = ["evaluate", t.MODEL, place, "--split=all"]
    t.must_fail([*evaluate, "--streaming", "--labels=silence,unknown,_silence_,_unknown_"], "no label that gives events")
    t.must_fail([*evaluate, "--streaming", t.LABELS_OPTION, "--keep", os.path.join(folder, "none")], "stream_0.wav")
    t.must_fail([*evaluate, "--streaming", t.LABELS_OPTION, "--every-ms=1001"], "1001", "1000")
    t.write(os.path.join(place, "yes/a.wav"), "no sound")
    t.must_fail([*evaluate, "--streaming", t.LABELS_OPTION], "yes/a.wav", "no sound file")
    for options, word in ((["--seed=1"], "--streaming"), (["--gap-ms=100"], "--streaming"),
                          (["--streaming", "--threshold=9:8"], "LOW:HIGH"), (["--streaming", "--threshold=1:"], "LOW"),
                          (["--streaming", "--threshold=1:9:0"], "LOW"), (["--streaming", "--threshold=1:9:1:1"], "LOW"),
                          (["--streaming", "--noise-level=101"], "noise-level"), (["--streaming", "--seed=x"], "seed"),
                          (["--streaming", "--scores=s.tsv"], "--scores")):
        t.must_fail([*evaluate, *options], word, code=2)


t.run([test_counts, test_sound, test_repeatable, test_few, test_bad_input])
