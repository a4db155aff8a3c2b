#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# mw features gives TensorFlow's bytes for sound files, and one clear line for what is none.

import os
import shutil
import struct
import subprocess

import hearing_support as t

WAYS = [(rules, hop) for rules in ("tflm", "microfrontend") for hop in (20, 10)]


def test_golden_sounds(folder):
    output = os.path.join(folder, "f.bin")
    for name in t.golden_sounds():
        sound = t.write_wav(os.path.join(folder, name + ".wav"), t.golden_samples(name))
        for rules, hop in WAYS:
            done = t.mw("features", sound, "--output", output, "--rules", rules, "--hop-ms", str(hop))
            assert done.returncode == 0, done
            want = t.golden_features(f"{rules}_{hop}ms_int8", name)
            assert t.read(output) == want, f"{name}, rules {rules}, {hop} ms: other bytes"
            assert f"{len(want) // 40} frame" in done.stdout, done.stdout


def test_defaults_and_reports(folder):
    sound = t.write_wav(os.path.join(folder, "yes.wav"), t.golden_samples("yes_1000ms"))
    want = struct.unpack("1960b", t.golden_features("tflm_20ms_int8", "yes_1000ms"))
    rows = [list(want[i:i + 40]) for i in range(0, 1960, 40)]
    report = t.mw_json("features", sound)
    assert report["features"] == rows and report["frames"] == 49 and report["hop_ms"] == 20
    assert report["rules"] == "tflm" and report["samples"] == 16000
    printed = t.mw("features", sound).stdout.splitlines()
    assert printed[0].startswith("#") and [[int(v) for v in line.split()] for line in printed[1:]] == rows
    report = t.mw_json("features", sound, "--output", os.path.join(folder, "f.bin"))
    assert "features" not in report and os.path.getsize(os.path.join(folder, "f.bin")) == 1960


def test_other_formats(folder):
    """What holds the same sound gives the same features."""
    samples = t.golden_samples("no_30ms") * 20
    want = t.mw_json("features", t.write_wav(os.path.join(folder, "mono.wav"), samples))["features"]
    assert len(want) > 10
    stereo = b"".join(samples[i:i + 2] * 2 for i in range(0, len(samples), 2))
    wide = b"".join(b"\0" + samples[i:i + 2] for i in range(0, len(samples), 2))
    for sound in (t.write_wav(os.path.join(folder, "stereo.wav"), stereo, channels=2),
                  t.write_wav(os.path.join(folder, "wide.wav"), wide, width=3)):
        assert t.mw_json("features", sound)["features"] == want, sound


def test_sox_formats(folder):
    if not shutil.which("sox"):
        print("[  SKIPPED ] test_sox_formats: there is no sox")
        return
    sound = t.write_wav(os.path.join(folder, "yes.wav"), t.golden_samples("yes_1000ms"))
    want = t.mw_json("features", sound)["features"]
    for name, options, same in (
            ("a.flac", [], True), ("float.wav", ["-e", "floating-point", "-b", "32"], True),
            ("a.au", [], True), ("wide.wav", ["-b", "24"], True), ("stereo.flac", ["-c", "2"], True),
            ("eight.wav", ["-b", "8", "-e", "unsigned-integer"], False), ("a.ogg", [], False),
            ("cd.wav", ["-r", "44100", "-c", "2"], False), ("low.wav", ["-r", "8000"], False)):
        path = os.path.join(folder, name)
        subprocess.run(["sox", "-D", sound, *options, path], check=True)
        report = t.mw_json("features", path)
        assert report["frames"] == 49, (name, report["frames"])
        assert (report["features"] == want) == same, name


def test_pictures(folder):
    sound = t.write_wav(os.path.join(folder, "yes.wav"), t.golden_samples("yes_1000ms"))
    tiny = t.write_wav(os.path.join(folder, "tiny.wav"), t.golden_samples("yes_30ms"))
    silent = t.write_wav(os.path.join(folder, "silent \xe4.wav"), bytes(2 * 40000))
    for source in (sound, tiny, silent):
        for ending in (".png", ".svg", ".PNG"):
            path = os.path.join(folder, "picture" + ending)
            done = t.mw("features", source, "--picture", path)
            assert done.returncode == 0 and done.stderr == "", done
            assert t.is_picture(path), path
    assert sorted(os.listdir(folder)) == ["picture.PNG", "picture.png", "picture.svg", "silent \xe4.wav", "tiny.wav",
                                          "yes.wav"]


def test_bad_sounds(folder):
    def at(name):
        return os.path.join(folder, name)

    whole = t.read(t.write_wav(at("whole.wav"), t.golden_samples("yes_30ms")))
    t.must_fail(["features", at("missing.wav")], "missing.wav", "No such file")
    t.must_fail(["features", folder], "folder")
    t.must_fail(["features", t.write(at("empty.wav"), b"")], "empty.wav", "empty")
    t.must_fail(["features", t.write(at("text.wav"), "no sound")], "text.wav", "no sound file")
    t.must_fail(["features", t.write(at("head.wav"), whole[:20])], "head.wav")
    t.must_fail(["features", t.write_wav(at("zero.wav"), b"")], "zero.wav", "no samples")
    t.must_fail(["features", t.write_wav(at("short.wav"), bytes(2 * 479))], "short.wav", "479", "480")
    assert t.mw_json("features", t.write_wav(at("just.wav"), bytes(2 * 480)))["frames"] == 1


def test_bad_outputs(folder):
    sound = t.write_wav(os.path.join(folder, "yes.wav"), t.golden_samples("yes_1000ms"))
    t.must_fail(["features", sound, "--output", "/dev/full"], "/dev/full", "No space")
    t.must_fail(["features", sound, "--output", os.path.join(folder, "no/f.bin")], "no/f.bin", "No such file")
    for name in ("full.png", "full.svg"):
        os.symlink("/dev/full", os.path.join(folder, name))
        t.must_fail(["features", sound, "--picture", os.path.join(folder, name)], name, "No space")
    with open("/dev/full", "w") as full:
        t.must_fail(["features", sound], "stdout", "No space", stdout=full)
        t.must_fail(["features", sound, "--json"], "stdout", "No space", stdout=full)
    assert sorted(os.listdir(folder)) == ["full.png", "full.svg", "yes.wav"]


def test_bad_command_lines(folder):
    sound = t.write_wav(os.path.join(folder, "yes.wav"), t.golden_samples("yes_30ms"))
    for arguments, word in (([], "sound"), ([sound, sound], "one sound"), ([sound, "--hop-ms", "0"], "1 to 30"),
                            ([sound, "--hop-ms", "31"], "1 to 30"), ([sound, "--hop-ms", "20x"], "1 to 30"),
                            ([sound, "--rules", "other"], "microfrontend"), ([sound, "--picture", "p.jpg"], ".svg")):
        t.must_fail(["features", *arguments], word, code=2)


t.run([test_golden_sounds, test_defaults_and_reports, test_other_formats, test_sox_formats, test_pictures,
       test_bad_sounds, test_bad_outputs, test_bad_command_lines])
