#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# Makes the small copies of models and golden vectors that stand in this folder from ../shared, as copies.txt says, so
# that a clone that stands alone has something to test. With --check it compares instead.
#
#   tests/golden/models/make_copies.py [--check]

import fnmatch
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
SHARED = os.environ.get("MW_SHARED", os.path.join(HERE, "..", "..", "..", "..", "shared"))


def read(path, mode="rb"):
    with open(path, mode) as file:
        return file.read()


def reduced(name, wanted):
    """The files of one copy: name -> bytes."""
    folder = os.path.join(SHARED, "golden", "models", name)
    inputs, outputs = read(folder + "/in.bin"), read(folder + "/out.bin")
    index, cases, in_at, out_at = [], [], 0, 0
    kept_inputs = kept_outputs = b""
    for line in read(folder + "/index.txt", "r").splitlines():
        words = line.split()
        if words[0] == "case":
            in_bytes, out_bytes = int(words[3]), int(words[4])
            if any(fnmatch.fnmatch(words[1], pattern) for pattern in wanted):
                cases.append(line)
                kept_inputs += inputs[in_at : in_at + in_bytes]
                kept_outputs += outputs[out_at : out_at + out_bytes]
            in_at, out_at = in_at + in_bytes, out_at + out_bytes
        elif words[0] != "count":
            index.append(line)
    trace, keep = [], False
    names = {line.split()[1] for line in cases}
    for line in read(folder + "/trace.txt", "r").splitlines():
        keep = line.split()[1] in names if line.startswith("trace ") else keep
        trace += [line] if keep else []
    text = index + [f"count {len(cases)}"] + cases
    return {
        "model.tflite": read(os.path.join(SHARED, "models", name + ".tflite")),
        "in.bin": kept_inputs,
        "out.bin": kept_outputs,
        "index.txt": "".join(line + "\n" for line in text).encode(),
        "trace.txt": "".join(line + "\n" for line in trace).encode(),
    }


def main():
    check = sys.argv[1:] == ["--check"]
    if not os.path.isdir(SHARED):
        print("skipped: there is no ../shared")
        sys.exit(77)
    for line in read(os.path.join(HERE, "copies.txt"), "r").splitlines():
        if line.startswith("#"):
            continue
        name, *wanted = line.split()
        folder = os.path.join(HERE, name.split("/")[1])
        os.makedirs(folder, exist_ok=True)
        for file, content in reduced(name, wanted).items():
            path = os.path.join(folder, file)
            if check and read(path) != content:
                sys.exit(f"{path} is not what make_copies.py makes")
            if not check:
                with open(path, "wb") as out:
                    out.write(content)


main()
