# SPDX-License-Identifier: Apache-2.0
"""The demo's sound: any sound file, or words spoken by espeak-ng, as 16 kHz mono 16-bit samples."""

import os
import subprocess
import wave

from demo_chip import RATE, ChipError

# What is said without --audio: word and voice. Those that are neither yes nor no shall leave the lights dark.
SPEECH = [("yes", "en-gb-scotland+m7"), ("no", "en-us+f5"), ("seven", "en-us+f5"), ("yes", "en-us+m7"),
          ("marvin", "en-gb-scotland+m7"), ("no", "en-029+m7"), ("backward", "en-us+f2"), ("yes", "en-us+f2")]
WORDS_A_MINUTE = 140
GAP_SECONDS = 1.4  # of silence before each word and at the end

RAW = ["-r", str(RATE), "-c", "1", "-b", "16", "-e", "signed-integer", "-L", "-t", "raw"]


def _run(command, what, given=None):
    try:
        done = subprocess.run(command, input=given, capture_output=True)
    except FileNotFoundError:
        raise ChipError(f"{command[0]} is missing: run scripts/bootstrap demo") from None
    if done.returncode != 0:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise ChipError(f"{what}: {lines[-1] if lines else 'no reason given'}")
    return done.stdout


def _plain_samples(path):
    """The samples of a 16 kHz mono 16-bit WAV file as they are, or None for any other file."""
    try:
        with wave.open(path) as file:
            if (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (RATE, 1, 2):
                return file.readframes(file.getnframes())
    except (wave.Error, EOFError):
        pass
    return None


def load(path):
    """Samples as bytes, little-endian."""
    if not os.path.isfile(path):
        raise ChipError(f"{path}: no such sound file")
    samples = _plain_samples(path)
    if samples is None:
        samples = _run(["sox", "-D", path, *RAW, "-"], f"{path} cannot be read as sound")
    if not samples:
        raise ChipError(f"{path}: there is no sound in it, it is zero samples long")
    return samples


def save(path, samples):
    part = f"{path}.{os.getpid()}"
    with wave.open(part, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples)
    os.replace(part, path)


def speak():
    """The words of SPEECH, one after another."""
    gap = bytes(2 * int(GAP_SECONDS * RATE))
    samples = gap
    for word, voice in SPEECH:
        spoken = _run(["espeak-ng", "-v", voice, "-s", str(WORDS_A_MINUTE), "--stdout", word],
                      f"espeak-ng cannot say '{word}'")
        samples += _run(["sox", "-D", "-t", "wav", "-", *RAW, "-"], "sox cannot convert speech", spoken) + gap
    return samples
