#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# Writes what TensorFlow Lite Micro's audio preprocessor makes of a sound that is hard on fixed-point
# arithmetic: every level, full-scale samples, -32768 among them, abrupt changes. The sound is a formula, which
# front_end_test.c has as well.
#
#   pip install tflite-micro numpy
#   hard_sound_oracle.py AUDIO_PREPROCESSOR_INT8.tflite FOLDER [SEED SAMPLES]

import os
import sys

import numpy as np
from tflite_micro.python.tflite_micro import runtime

SEED, SAMPLES = 2026, 64000
BLOCK, WINDOW = 80, 480  # a block ends in the middle of each window, where a coefficient is 1
MASK = (1 << 64) - 1


def split_mix_64(seed):
    while True:
        seed = (seed + 0x9E3779B97F4A7C15) & MASK
        z = seed
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        yield z ^ (z >> 31)


def signed_16(x):
    return ((x & 0xFFFF) ^ 0x8000) - 0x8000


def hard_sound(seed, samples):
    random = split_mix_64(seed)
    sound = []
    while len(sound) < samples:
        block = next(random)
        kind, shift = block & 7, (block >> 8) % 17
        for _ in range(BLOCK):
            x = next(random)
            sample = signed_16(x) >> shift
            if kind in (3, 4) and (x >> 16) % 32 == 0:
                sample = -32768
            elif kind == 5:
                sample = -32768 if x & 0x10000 else 32767
            elif kind == 6:
                sample = signed_16(block >> 16)
            elif kind == 7:
                sample = -32768 if (x >> 16) % 128 == 0 else 0
            sound.append(sample)
    return np.array(sound[:samples], "<i2")


def main():
    model, folder, *numbers = sys.argv[1:]
    seed, samples = (int(n) for n in numbers) if numbers else (SEED, SAMPLES)
    with open(model, "rb") as file:
        interpreter = runtime.Interpreter.from_bytes(file.read())
    sound = hard_sound(seed, samples)
    for step, hop in (("20ms", 320), ("10ms", 160)):
        interpreter.reset()
        with open(os.path.join(folder, f"tflm_{step}_int8.bin"), "wb") as file:
            for start in range(0, samples - WINDOW + 1, hop):
                interpreter.set_input(sound[start : start + WINDOW].reshape(1, WINDOW), 0)
                interpreter.invoke()
                file.write(np.array(interpreter.get_output(0), "i1").tobytes())


main()
