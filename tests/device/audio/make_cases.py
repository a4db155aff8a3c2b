#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# Writes cases.bin for the front end's test on a device (main.c has the format).
#
#   make_cases.py GOLDEN_AUDIO_FOLDER OUTPUT [SOUND...]     no sounds: all of them; prints how many cases

import os
import struct
import sys


def main():
    folder, output, *sounds = sys.argv[1:]
    sounds = sounds or sorted(name[:-4] for name in os.listdir(os.path.join(folder, "pcm")))
    cases = 0
    with open(output, "wb") as file:
        for sound in sounds:
            with open(os.path.join(folder, "pcm", sound + ".bin"), "rb") as pcm:
                samples = pcm.read()
            for number, rules in enumerate(("tflm", "microfrontend")):
                for step, hop in (("20ms", 320), ("10ms", 160)):
                    path = os.path.join(folder, f"{rules}_{step}_int8", sound + ".bin")
                    if not os.path.exists(path):
                        continue
                    with open(path, "rb") as frames:
                        expected = frames.read()
                    file.write(struct.pack("<4I", number, hop, len(samples) // 2, len(expected) // 40))
                    file.write(samples + expected)
                    cases += 1
    print(cases)


main()
