#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# mw listen: scores at the right times, and the events that follow from them. Features and model are proven
# elsewhere (features_test, tests/golden); what stands between is done here once more, in another language.

import os
import struct

import hearing_support as t

WINDOW = 49


def sound_of(folder, name, samples):
    return t.write_wav(os.path.join(folder, name + ".wav"), samples)


def speech():
    """Four seconds with yes and no where ../shared is, else yes, silence and yes."""
    if t.SHARED:
        return t.golden_samples("joined_4s")
    yes = t.golden_samples("yes_1000ms")
    return yes + yes[:8000] + yes + bytes(32000)


def due_windows(frame_count, every_ms):
    """The frames that each inference ends with, and their times: the first that fills the window, then the first
    frame that is complete when the next is due."""
    due = None
    for last in range(WINDOW - 1, frame_count):
        time = 30 + 20 * last
        if due is None or time >= due:
            due = (time if due is None else due) + every_ms
            yield last, time


def expected_scores(folder, features, windows):
    """By mw run, which the golden vectors prove."""
    rows = [features[(last - WINDOW + 1) * 40:(last + 1) * 40] for last, _ in windows]
    inputs, outputs = os.path.join(folder, "in.bin"), os.path.join(folder, "out.bin")
    t.write(inputs, b"".join(struct.pack("1960b", *row) for row in rows))
    assert t.mw("run", t.MODEL, "--input", inputs, "--output", outputs).returncode == 0
    values = [value + 128 for value in struct.unpack(f"{4 * len(rows)}b", t.read(outputs))]
    return [values[i:i + 4] for i in range(0, len(values), 4)]


def expected_events(times, scores, every_ms, threshold=200, average_ms=1000, suppression_ms=1500):
    """The published algorithm as milliwatt/recogniser.h tells it, with its mendings."""
    least = min(3, -(-3 * average_ms // (4 * every_ms)))
    events, quiet_until = [], -1
    for i, now in enumerate(times):
        window = [k for k in range(i + 1) if now - times[k] < average_ms]
        if len(window) < least or (least > 1 and now - times[window[0]] < average_ms // 4):
            continue
        averages = [sum(scores[k][label] for k in window) // len(window) for label in range(4)]
        top = averages.index(max(averages))
        if averages[top] > threshold and top >= 2 and now > quiet_until:
            events.append({"time_ms": now, "label": t.LABELS[top], "score": averages[top]})
            quiet_until = now + suppression_ms
    return events


def test_times_scores_and_events(folder):
    sound = sound_of(folder, "speech", speech())
    features = [v for row in t.mw_json("features", sound)["features"] for v in row]
    seen = 0
    for every, extra in ((250, {}), (100, {}), (500, {}), (1000, {}), (70, {}), (20, {}),
                         (250, {"threshold": 120, "suppression_ms": 300}), (100, {"average_ms": 400})):
        windows = list(due_windows(len(features) // 40, every))
        scores = expected_scores(folder, features, windows)
        options = [f"--{name.replace('_', '-')}={value}" for name, value in extra.items()]
        report = t.mw_json("listen", t.MODEL, sound, t.LABELS_OPTION, f"--every-ms={every}", *options)
        assert [row["time_ms"] for row in report["inferences"]] == [time for _, time in windows], every
        assert [row["scores"] for row in report["inferences"]] == scores, every
        want = expected_events([time for _, time in windows], scores, every, **extra)
        assert report["events"] == want, (every, extra, report["events"], want)
        assert report["labels"] == t.LABELS and report["every_ms"] == every
        seen += len(want)
    assert seen >= 8, seen


def test_first_window_is_the_references(folder):
    """The window of the first 980 ms: TFLM's scores."""
    sound = sound_of(folder, "yes", t.golden_samples("yes_1000ms"))
    report = t.mw_json("listen", t.MODEL, sound, t.LABELS_OPTION)
    assert report["inferences"] == [{"time_ms": 990, "scores": [s + 128 for s in t.golden_scores("yes_1000ms")]}]


def test_labels_without_events(folder):
    """silence and unknown never give events, whatever they score."""
    sound = sound_of(folder, "speech", speech())
    for quiet in ("unknown", "_unknown_", "silence", "_silence_"):
        report = t.mw_json("listen", t.MODEL, sound, f"--labels=a,b,{quiet},c", "--threshold=0")
        leaders = {row.get("leader") for row in report["inferences"]}
        assert quiet in leaders and quiet not in {event["label"] for event in report["events"]}, quiet
    report = t.mw_json("listen", t.MODEL, sound, "--labels=a,b,yes,c")
    assert "yes" in {event["label"] for event in report["events"]}


def test_text(folder):
    sound = sound_of(folder, "speech", speech())
    lines = t.mw("listen", t.MODEL, sound, t.LABELS_OPTION).stdout.splitlines()
    assert "1.49 s" in lines[1] and "yes" in lines[1], lines
    assert lines[-1].startswith("1 event in 13 inferences" if t.SHARED else f"{len(lines) - 2} event"), lines


def test_short_sounds(folder):
    short = sound_of(folder, "short", bytes(2 * (48 * 320 + 479)))
    just = sound_of(folder, "just", bytes(2 * (48 * 320 + 480)))
    assert t.mw_json("listen", t.MODEL, short, t.LABELS_OPTION)["inferences"] == []
    assert len(t.mw_json("listen", t.MODEL, just, t.LABELS_OPTION)["inferences"]) == 1
    assert "first window" in t.mw("listen", t.MODEL, short, t.LABELS_OPTION).stdout


def test_pictures(folder):
    sounds = [sound_of(folder, "speech", speech()), sound_of(folder, "short", bytes(2 * 500)),
              sound_of(folder, "long", speech() * 5), sound_of(folder, "x" * 150, speech()),
              sound_of(folder, "caf\xe9 \u4f60\u597d", speech())]
    for sound in sounds:
        for name in ("p.png", "p.svg"):
            path = os.path.join(folder, name)
            done = t.mw("listen", t.MODEL, sound, "--labels=silence,unknown," + "y" * 90 + ",n\xff", "--threshold=50",
                        "--suppression-ms=0", "--picture", path)
            assert done.returncode == 0 and done.stderr == "" and t.is_picture(path), (sound, done)
    same = [t.read(os.path.join(folder, "p.png"))]
    t.mw("listen", t.MODEL, sounds[0], t.LABELS_OPTION, "--picture", os.path.join(folder, "p.png"))
    assert t.read(os.path.join(folder, "p.png")) != same[0]


def test_bad_input(folder):
    speech_path = sound_of(folder, "speech", speech())
    listen = ["listen", t.MODEL, speech_path]
    t.must_fail(listen, "--labels")
    t.must_fail([*listen, "--labels=a,b,c"], "4 scores", "3 labels")
    t.must_fail([*listen, "--labels=a,b,c,d,e"], "4 scores", "5 labels")
    t.must_fail([*listen, "--labels=a,b,a,c"], "twice")
    t.must_fail([*listen, "--labels=a,,b,c"], "empty")
    t.must_fail([*listen, t.LABELS_OPTION, "--every-ms=1001"], "1001", "1000")
    t.must_fail([*listen, t.LABELS_OPTION, "--every-ms=10"], "64")
    t.must_fail([*listen, t.LABELS_OPTION, "--picture", os.path.join(folder, "no/p.png")], "no/p.png")
    t.must_fail(["listen", os.path.join(folder, "m.tflite"), speech_path, t.LABELS_OPTION], "m.tflite", "No such file")
    t.must_fail(["listen", speech_path, speech_path, t.LABELS_OPTION], speech_path)
    t.must_fail(["listen", t.MODEL, t.MODEL, t.LABELS_OPTION], t.MODEL, "no sound file")
    t.must_fail(["listen", t.MODEL, os.path.join(folder, "s.wav"), t.LABELS_OPTION], "s.wav", "No such file")
    t.must_fail(["listen", t.MODEL, sound_of(folder, "zero", b""), t.LABELS_OPTION], "no samples")
    other = os.path.join(t.SOURCE, "tests/golden/models/hello_world_int8/model.tflite")
    t.must_fail(["listen", other, speech_path, t.LABELS_OPTION], "1 bytes", "40")
    with open("/dev/full", "w") as full:
        t.must_fail([*listen, t.LABELS_OPTION, "--json"], "No space", stdout=full)


def test_bad_command_lines(folder):
    del folder
    for arguments, word in ((["m", "s", "--every-ms=0"], "every-ms"), (["m", "s", "--threshold=256"], "threshold"),
                            (["m", "s", "--average-ms=x"], "average-ms"), (["m"], "sound"),
                            (["m", "s", "t"], "one model"), (["m", "s", "--picture=p.gif"], ".png")):
        t.must_fail(["listen", *arguments], word, code=2)


t.run([test_times_scores_and_events, test_first_window_is_the_references, test_labels_without_events, test_text,
       test_short_sounds, test_pictures, test_bad_input, test_bad_command_lines])
