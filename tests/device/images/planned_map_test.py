#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# An image whose plan lies in flash (planned.c) links the interpreter and the kernels it names, and nothing of model/,
# ops/ or plan/, no other kernel, and no floating point: read from the linker's map. An image that makes its plan on the
# chip (image.c) is the planted fault: there the same reading finds them.

import os
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = os.environ.get("MW_SOURCE_DIR", os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))))
PROGRAM = os.environ.get("MW_PROGRAM", os.path.join(ROOT, "build", "mw"))
IMAGES = os.path.join(ROOT, "tests", "device", "images")
MODEL = os.path.join(ROOT, "tests", "golden", "models", "micro_speech_quantized", "model.tflite")
KERNELS = {"depthwise_conv_2d", "fully_connected", "softmax"}
COMPILE = ["arm-none-eabi-gcc", "-mcpu=cortex-m3", *"""-mthumb -ffreestanding -std=c11 -Os -ffunction-sections
    -fdata-sections -fno-tree-loop-distribute-patterns""".split(), f"-I{ROOT}/src"]


def compile_library(work):
    objects = []
    for folder, _, names in os.walk(os.path.join(ROOT, "src")):
        for name in (name for name in names if name.endswith(".c")):
            source = os.path.join(folder, name)
            target = os.path.join(work, "src", os.path.relpath(source, os.path.join(ROOT, "src")))[:-2] + ".o"
            os.makedirs(os.path.dirname(target), exist_ok=True)
            subprocess.run([*COMPILE, "-c", source, "-o", target], check=True)
            objects.append(target)
    return objects


def linked(work, name, library, *sources):
    """What of src/ an image keeps: parts of paths, as ('plan', 'layout'); and its symbols."""
    elf, path = os.path.join(work, name + ".elf"), os.path.join(work, name + ".map")
    subprocess.run([*COMPILE, f"-I{work}", "-nostdlib", "-Wl,--gc-sections", "-Wl,--no-warn-rwx-segments",
                    f"-Wl,-Map={path}", "-Wl,--defsym=flash_bytes=0x400000", "-Wl,--defsym=ram_bytes=0x400000",
                    f"-T{IMAGES}/image.ld", *sources, f"{IMAGES}/start.c", f"{ROOT}/boards/common/memory.c", *library,
                    "-lgcc", "-o", elf], check=True)
    with open(path, encoding="utf-8") as file:
        placed = file.read().split("Linker script and memory map", 1)[1].split("/DISCARD/", 1)[0]
    # a section's name, which may fill its line, then address, bytes, object
    rows = re.findall(r"^ \.(?:text|rodata|bss|data)\S*\s+0x[0-9a-f]+\s+0x([0-9a-f]+) (\S+\.o)$", placed, re.M)
    source = os.path.join(work, "src") + os.sep
    kept = {tuple(os.path.relpath(path, source)[:-2].split(os.sep)) for size, path in rows
            if path.startswith(source) and int(size, 16) > 0}
    symbols = subprocess.run(["arm-none-eabi-nm", elf], check=True, capture_output=True, text=True).stdout.split()
    return kept, symbols


def foreign(kept, symbols):
    """What should not be there."""
    kernels = {parts for parts in kept if parts[0] == "kernels" and parts[1] in ("invoke", "reference", "portable")
               and not any(parts[2].startswith(kernel) for kernel in KERNELS)}
    floats = {name for name in symbols if re.match(r"__aeabi_[fd]|__\w+[sd]f\d?$", name)}
    return {parts for parts in kept if parts[0] in ("model", "ops", "plan")} | kernels | floats


def main():
    for tool in ("arm-none-eabi-gcc",):
        if not shutil.which(tool):
            print(f"skipped: no {tool} (scripts/bootstrap device installs it)")
            sys.exit(77)
    with tempfile.TemporaryDirectory() as work:
        library = compile_library(work)
        subprocess.run([PROGRAM, "plan", MODEL, "-o", f"{work}/app.c", "--with-model", "--profile", "cortex-m3"],
                       check=True)
        kept, symbols = linked(work, "planned", library, f"{IMAGES}/planned.c", f"{work}/app.c")
        print("linked:", ", ".join(sorted("/".join(parts) for parts in kept)))
        if ("interpreter", "interpreter") not in kept or not any(parts[0] == "kernels" for parts in kept):
            sys.exit("the map could not be read: it has no interpreter and no kernels")
        if foreign(kept, symbols):
            sys.exit(f"an image with its plan in flash links {sorted(map(str, foreign(kept, symbols)))}")
        operators = " ".join(f"O({name}_s8)" for name in sorted(KERNELS))
        kept, symbols = linked(work, "image", library, f"-DIMAGE_OPERATORS(O)={operators} O(reshape)",
                               f"-DIMAGE_KERNELS(O)={operators}", f'-DMODEL="{MODEL}"', f"{IMAGES}/model.S",
                               f"{IMAGES}/image.c")
        found = {parts[0] for parts in foreign(kept, symbols)}
        if found != {"model", "ops", "plan"}:
            sys.exit(f"of an image that makes its plan the map showed {sorted(found)}")


main()
