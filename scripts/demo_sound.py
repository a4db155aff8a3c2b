# SPDX-License-Identifier: Apache-2.0
"""The demo's sound: words spoken by espeak-ng, as 16 kHz mono 16-bit samples; and a WAV file of such samples."""

import os
import subprocess
import tempfile
import wave

from demo_build import samples_of
from demo_chip import RATE, ChipError

# What is said without --audio: word and voice. Those that are neither yes nor no shall leave the lights dark.
SPEECH = [("yes", "en-gb-scotland+m7"), ("no", "en-us+f5"), ("seven", "en-us+m7"), ("yes", "en-gb-x-gbclan+m1"),
          ("marvin", "en-gb-scotland+f1"), ("no", "en-029+m7"), ("backward", "en-us+f2"), ("yes", "en-us+m5"),
          ("no", "en-029+m3")]
WORDS_A_MINUTE = 140
GAP_SECONDS = 1.4  # of silence before each word and at the end


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
    with tempfile.TemporaryDirectory(prefix="milliwatt-") as folder:
        path = os.path.join(folder, "word.wav")
        for word, voice in SPEECH:
            command = ["espeak-ng", "-v", voice, "-s", str(WORDS_A_MINUTE), "-w", path, word]
            try:
                done = subprocess.run(command, capture_output=True, text=True)
            except FileNotFoundError:
                raise ChipError("espeak-ng is missing: run scripts/bootstrap demo") from None
            if done.returncode != 0:
                raise ChipError(f"espeak-ng cannot say '{word}': {done.stderr.strip()}")
            samples += samples_of(path) + gap
    return samples
