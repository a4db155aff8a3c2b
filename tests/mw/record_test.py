#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# mw record, without a microphone: words cut out of a long sound that is made here, so that it is known where each one
# stands; names and splits; one clear line where there is no sound card.

import hashlib
import os
import random
import struct
import wave

import hearing_support as t


def samples_of(path):
    with wave.open(path) as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (16000, 1, 2)
        data = file.readframes(file.getnframes())
    return list(struct.unpack(f"<{len(data) // 2}h", data))


def word():
    """The golden yes, without the quiet around it."""
    values = list(struct.unpack("<16000h", t.golden_samples("yes_1000ms")))
    loud = [i for i, v in enumerate(values) if abs(v) > 1500]
    return values[loud[0]:loud[-1] + 1]


def long_sound(folder, starts, seconds, noise=20, gain=1.0, name="long.wav"):
    chance = random.Random(3)
    values = [chance.randrange(-noise, noise + 1) for _ in range(16000 * seconds)]
    for start in starts:
        for i, v in enumerate(word()):
            values[start + i] = max(-32768, min(32767, int(values[start + i] + v * gain)))
    return t.write_wav(os.path.join(folder, name), struct.pack(f"<{len(values)}h", *values)), values


def published_split(name):
    percent = int(hashlib.sha1(name.split("_nohash_")[0].encode()).hexdigest(), 16) % 2**27 * (100.0 / (2**27 - 1))
    return "validation" if percent < 10 else "testing" if percent < 20 else "training"


def test_cuts_each_word(folder):
    """Each second is a piece of the sound, with its word in the middle; also with a noisy room, and at the edges."""
    length = len(word())
    starts = [0, 40000, 70000, 100001, 133333, 170000, 16000 * 13 - length]
    for noise in (0, 20, 300):
        sound, values = long_sound(folder, starts, 13, noise)
        mine = os.path.join(folder, f"mine{noise}")
        report = t.mw_json("record", mine, "yes", "--from", sound)
        assert report["saved"] == len(starts), (noise, report)
        padded = [0] * 16000 + values + [0] * 32000
        for name, start in zip(sorted(os.listdir(os.path.join(mine, "yes"))), starts):
            clip = samples_of(os.path.join(mine, "yes", name))
            assert len(clip) == 16000
            middle = start + length // 2 + 16000
            places = [at for at in range(middle - 8000 - 2500, middle - 8000 + 2500) if padded[at:at + 16000] == clip]
            assert places, (noise, name)


def test_names_and_splits(folder):
    """Every fifth recording is for validation, by the published rule; numbers go on; with a speaker all go together."""
    sound, _ = long_sound(folder, [24000 * i for i in range(12)], 19)
    mine = os.path.join(folder, "mine")
    report = t.mw_json("record", mine, "yes", "--from", sound)
    assert (report["saved"], report["training"], report["validation"]) == (12, 10, 2), report
    report = t.mw_json("record", mine, "yes", "--from", sound, "--count=3")
    assert report["saved"] == 3
    names = sorted(os.listdir(os.path.join(mine, "yes")))
    assert [int(name[:4]) for name in names] == list(range(1, 16))
    assert [published_split(name) for name in names] == (["training"] * 4 + ["validation"]) * 3
    counts = {split: t.mw_json("evaluate", t.MODEL, mine, t.LABELS_OPTION, "--split", split)["recordings"]
              for split in ("training", "validation")}
    assert counts == {"training": 12, "validation": 3}
    for speaker in ("anna", "bert"):
        report = t.mw_json("record", mine, "no", "--from", sound, "--count=2", "--speaker", speaker)
        report = t.mw_json("record", mine, "no", "--from", sound, "--count=2", "--speaker", speaker)
        assert report[published_split(f"{speaker}_nohash_0.wav")] == 2
    assert sorted(os.listdir(os.path.join(mine, "no"))) == [f"{s}_nohash_{i}.wav" for s in ("anna", "bert") for i in range(4)]


def test_leaves_out(folder):
    """What is too long, too loud, or nothing."""
    mine = os.path.join(folder, "mine")
    sound, _ = long_sound(folder, [24000, 60000, 64000, 68000, 72000, 76000, 120000], 10)
    report = t.mw_json("record", mine, "yes", "--from", sound)
    assert (report["saved"], report["too_long"], report["too_loud"]) == (2, 1, 0), report
    sound, _ = long_sound(folder, [24000], 4, gain=20)
    t.must_fail(["record", mine, "no", "--from", sound], "no word", "could be kept", "1 too loud")
    sound, _ = long_sound(folder, [], 4)
    t.must_fail(["record", mine, "no", "--from", sound], "no word", "long.wav")
    text = t.mw("record", mine, "yes", "--from", long_sound(folder, [24000, 64000], 6)[0]).stdout
    assert text == f"2 recordings of 'yes' in {mine}/yes: 2 for training, 0 for validation\n", text


def test_noise(folder):
    sound, values = long_sound(folder, [], 3, 500)
    for number in (1, 2):
        t.mw_json("record", folder, "_background_noise_", "--from", sound)
        assert samples_of(os.path.join(folder, f"_background_noise_/noise_{number}.wav")) == values


def test_no_microphone(folder):
    if os.path.exists("/proc/asound/cards"):
        print("[  SKIPPED ] test_no_microphone: this machine has sound, and would record")
        return
    mine = os.path.join(folder, "mine")
    for arguments in (["record", mine, "yes"], ["record", "--list"], ["record", mine, "yes", "--device=7"]):
        t.must_fail(arguments, "no microphone", "--from")
    assert os.listdir(folder) == []


def test_microphone(folder):
    """A microphone that ALSA makes of a file: PortAudio, the meter, the cutting, all but the hardware."""
    sound, values = long_sound(folder, [24000, 64000, 100000], 9)
    t.write(os.path.join(folder, "sound.raw"), struct.pack(f"<{len(values)}h", *values))
    t.write(os.path.join(folder, ".asoundrc"),
            'pcm.test_mic { type plug slave.pcm "test_file" }\npcm.nothing { type null }\n'
            'pcm.test_file { type file slave.pcm "nothing" file "/dev/null" format "raw" '
            f'infile "{folder}/sound.raw" }}\n')
    here, os.environ["HOME"] = os.environ.get("HOME", "/"), folder
    try:
        if "test_mic" not in t.mw("record", "--list").stdout:
            print("[  SKIPPED ] test_microphone: this ALSA makes no microphone of a file")
            return
        mine = os.path.join(folder, "mine")
        report = t.mw_json("record", mine, "yes", "--device=test_mic", "--count=3")
        assert report["saved"] == 3, report
        cut = os.path.join(folder, "cut")
        t.mw_json("record", cut, "yes", "--from", sound)
        for name in os.listdir(os.path.join(cut, "yes")):
            assert t.read(os.path.join(cut, "yes", name)) == t.read(os.path.join(mine, "yes", name)), name
        t.must_fail(["record", mine, "yes", "--device=none such"], "none such", "--list")
        t.mw_json("record", mine, "_background_noise_", "--device=test_mic", "--seconds=2")
        assert samples_of(os.path.join(mine, "_background_noise_/noise_1.wav")) == values[:32000]
    finally:
        os.environ["HOME"] = here


def test_bad_input(folder):
    sound, _ = long_sound(folder, [24000], 4)
    for name in ("a/b", ".hidden", "two words", "", "x" * 61, "tab\t"):
        t.must_fail(["record", folder, name, "--from", sound], "no name for a word")
        t.must_fail(["record", folder, "yes", "--from", sound, "--speaker", name], "no name for a speaker")
    t.must_fail(["record", folder, "yes", "--from", os.path.join(folder, "none.wav")], "none.wav", "No such file")
    t.must_fail(["record", folder, "yes", "--from", t.write(os.path.join(folder, "a.wav"), "no")], "no sound file")
    t.must_fail(["record", sound, "yes", "--from", sound], "long.wav")
    t.must_fail(["record", os.path.join(folder, "no/such"), "yes", "--from", sound], "no/such", "No such file")
    t.write(os.path.join(folder, "splits.tsv"), "path\tsplit\n")
    t.must_fail(["record", folder, "yes", "--from", sound], "splits.tsv", "another folder")
    for arguments in ((), ("a",), ("a", "b", "c"), ("a", "b", "--count=0"), ("a", "b", "--seconds=0")):
        assert t.mw("record", *arguments).returncode == 2


t.run([test_cuts_each_word, test_names_and_splits, test_leaves_out, test_noise, test_no_microphone, test_microphone, test_bad_input])
