# SPDX-License-Identifier: Apache-2.0
"""What the tests of mw features, listen and evaluate share: the program, sounds, and what must fail."""

import json
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import wave

SOURCE = os.environ.get("MW_SOURCE_DIR", os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.."))
PROGRAM = os.environ.get("MW_PROGRAM", os.path.join(SOURCE, "build/mw"))
SHARED = os.environ.get("MW_SHARED")

# For a build with sanitizers.
os.environ["LSAN_OPTIONS"] = "print_suppressions=0:suppressions=" + os.path.join(
    os.path.dirname(os.path.abspath(__file__)), "lsan_suppressions.txt")

GOLDEN_AUDIO = os.path.join(SHARED, "golden/audio") if SHARED else os.path.join(SOURCE, "tests/golden/audio")
MICRO_SPEECH = os.path.join(SOURCE, "tests/golden/models/micro_speech_quantized")
MODEL = os.path.join(MICRO_SPEECH, "model.tflite")
LABELS = ["silence", "unknown", "yes", "no"]
LABELS_OPTION = "--labels=" + ",".join(LABELS)


def mw(*arguments, stdout=None):
    """Runs mw; what it printed is in .stdout and .stderr."""
    return subprocess.run([PROGRAM, *arguments], stdout=stdout or subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def mw_json(*arguments):
    done = mw(*arguments, "--json")
    assert done.returncode == 0 and done.stderr == "", (arguments, done)
    return json.loads(done.stdout)


def must_fail(arguments, *words, code=1, stdout=None):
    """One line on stderr that has all of the words; for code 2 argp adds a second one."""
    done = mw(*arguments, stdout=stdout)
    lines = done.stderr.splitlines()
    assert done.returncode == code, (arguments, done)
    assert len(lines) == (1 if code == 1 else 2), (arguments, done.stderr)
    for word in words:
        assert word in lines[0], (arguments, word, done.stderr)
    assert not done.stdout, (arguments, done.stdout)


def read(path):
    with open(path, "rb") as file:
        return file.read()


def write(path, data):
    with open(path, "wb" if isinstance(data, bytes) else "w") as file:
        file.write(data)
    return path


def write_wav(path, samples, rate=16000, channels=1, width=2):
    """samples: bytes, as they lie in the file."""
    with wave.open(path, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(width)
        file.setframerate(rate)
        file.writeframes(samples)
    return path


def golden_sounds():
    return sorted(name[:-4] for name in os.listdir(os.path.join(GOLDEN_AUDIO, "pcm")))


def golden_samples(name):
    return read(os.path.join(GOLDEN_AUDIO, "pcm", name + ".bin"))


def golden_features(folder, name):
    return read(os.path.join(GOLDEN_AUDIO, folder, name + ".bin"))


def golden_scores(case):
    """What TensorFlow Lite Micro's micro_speech_quantized answers in a case of the golden vectors."""
    names = [line.split()[1] for line in read(os.path.join(MICRO_SPEECH, "index.txt")).decode().splitlines()
             if line.startswith("case ")]
    at = names.index(case) * len(LABELS)
    return list(struct.unpack("4b", read(os.path.join(MICRO_SPEECH, "out.bin"))[at:at + len(LABELS)]))


def is_picture(path):
    """PNG with width and height, or SVG."""
    data = read(path)
    if path.endswith(".svg"):
        return data.startswith(b"<?xml") and data.rstrip().endswith(b"</svg>")
    size = struct.unpack(">II", data[16:24])
    return data.startswith(b"\x89PNG\r\n\x1a\n") and data.endswith(b"IEND\xaeB`\x82") and min(size) > 400


def run(tests):
    """Each test gets a folder of its own; a test that needs ../shared says so by its name."""
    for test in tests:
        if test.__name__.endswith("_shared") and not SHARED:
            print(f"[  SKIPPED ] {test.__name__}: there is no ../shared")
            continue
        folder = tempfile.mkdtemp(prefix="mw_test_")
        try:
            test(folder)
            print(f"[       OK ] {test.__name__}")
        finally:
            shutil.rmtree(folder)
        sys.stdout.flush()
