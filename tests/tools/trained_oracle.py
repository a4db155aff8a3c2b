#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# Makes tests/golden/trained: what TensorFlow Lite Micro's reference kernels answer when they run models that mw train
# wrote. Not run by `make check`.
#
#   pip install tflite-micro numpy
#   tests/tools/trained_oracle.py MODEL... FOLDER
#
# For each MODEL.tflite it writes FOLDER/MODEL.bin: how many windows, bytes of a window, bytes of an answer (32-bit,
# little-endian), then all windows, then all answers. Windows: sounds of tests/golden/audio as the front end hears them,
# extremes, a ramp, random ones.

import os
import struct
import sys

import numpy as np
from tflite_micro.python.tflite_micro import runtime

AUDIO = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../golden/audio/tflm_20ms_int8")


def windows(size):
    random = np.random.default_rng(20)
    made = [np.full(size, value, np.int8) for value in (-128, 0, 127)]
    made.append((np.arange(size) % 256 - 128).astype(np.int8))
    made += [random.integers(-128, 128, size).astype(np.int8) for _ in range(6)]
    made += [random.choice([-128, 127], size).astype(np.int8) for _ in range(2)]
    for name in sorted(os.listdir(AUDIO)):
        frames = np.fromfile(os.path.join(AUDIO, name), np.int8)
        if frames.size >= size:
            made.append(frames[:size])
    return made


def main():
    *models, folder = sys.argv[1:]
    for path in models:
        with open(path, "rb") as file:
            interpreter = runtime.Interpreter.from_bytes(file.read())
        shape = interpreter.get_input_details(0)["shape"]
        asked = windows(int(np.prod(shape)))
        answers = []
        for window in asked:
            interpreter.set_input(window.reshape(shape), 0)
            interpreter.invoke()
            answers.append(interpreter.get_output(0).ravel().astype(np.int8))
        name = os.path.basename(path).replace(".tflite", ".bin")
        with open(os.path.join(folder, name), "wb") as file:
            file.write(struct.pack("<3I", len(asked), asked[0].size, answers[0].size))
            file.write(b"".join(x.tobytes() for x in asked) + b"".join(x.tobytes() for x in answers))
        print(f"{name}: {len(asked)} windows")


main()
