#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# Plans and golden cases on emulated chips: the firmware golden.c makes the plan of each model there. It has to be the
# desk's plan for that profile byte for byte, and every golden output has to be TFLM's. On mps2-an385 (Cortex-M3) all
# models of tests/golden/models_int8.txt with ../shared, else the small copies beside it; on microbit (Cortex-M0, which
# faults where an address is not aligned) those copies that fit.

import os
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = os.environ.get("MW_SOURCE_DIR", os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))))
SHARED = os.environ.get("MW_SHARED", "")
PROGRAM = os.environ.get("MW_PROGRAM", os.path.join(ROOT, "build", "mw"))
IMAGES = os.path.join(ROOT, "tests", "device", "images")
# QEMU's machine, its memory, and the bytes that golden.c has for what it reads
MPS2 = ("mps2-an385", 4 << 20, 4 << 20, {"MODEL_IS_LINKED": 0, "MODEL_MAX": 700_000, "CASE_MAX": 400_000,
                                         "PLAN_MAX": 100_000, "ARENA_MAX": 600_000})
MICROBIT = ("microbit", 256 << 10, 16 << 10, {"MODEL_IS_LINKED": 1, "CASE_MAX": 16, "PLAN_MAX": 1_000,
                                              "ARENA_MAX": 10_100})


def compile_firmware(work, cpu, board, *more):
    machine, flash, ram, defines = board
    elf = os.path.join(work, f"{machine}.elf")
    sources = [os.path.join(folder, name) for folder, _, names in os.walk(os.path.join(ROOT, "src")) for name in names
               if name.endswith(".c") and not folder.endswith("audio")]
    command = ["arm-none-eabi-gcc", f"-mcpu={cpu}", *"""-mthumb -ffreestanding -std=c11 -O2 -Wall -Wextra -Wpedantic
        -Wconversion -Wshadow -Wundef -Wcast-align -Werror -fno-tree-loop-distribute-patterns -ffunction-sections
        -fdata-sections -nostdlib -Wl,--gc-sections -Wl,--no-warn-rwx-segments""".split(),
        *(f"-D{name}={value}" for name, value in ({"PLANT_A_FAULT": 0} | defines).items()), *more,
        f"-Wl,--defsym=flash_bytes={flash}", f"-Wl,--defsym=ram_bytes={ram}", f"-I{ROOT}/src", f"-T{IMAGES}/image.ld",
        f"{IMAGES}/golden.c", f"{IMAGES}/start.c", f"{ROOT}/boards/common/memory.c", *sources, "-lgcc", "-o", elf]
    subprocess.run(command, check=True)
    return elf


def run(work, machine, elf, model, golden):
    """The exit code of the firmware, and the plan it made."""
    for source, name in ((model, "model.tflite"), (f"{golden}/in.bin", "in.bin"), (f"{golden}/out.bin", "out.bin")):
        target = os.path.join(work, name)
        if os.path.lexists(target):
            os.remove(target)
        os.symlink(source, target)
    plan = os.path.join(work, "plan.bin")
    if os.path.exists(plan):
        os.remove(plan)
    done = subprocess.run(["qemu-system-arm", "-M", machine, "-kernel", elf, "-display", "none", "-monitor", "none",
                           "-serial", "none", "-semihosting-config", "enable=on,target=native"], cwd=work, timeout=300)
    if not os.path.exists(plan):
        return done.returncode, b""
    with open(plan, "rb") as file:
        return done.returncode, file.read()


def desk_plan(work, model, profile):
    subprocess.run([PROGRAM, "plan", model, "-o", f"{work}/desk.c", "--profile", profile], check=True)
    with open(f"{work}/desk.c", encoding="utf-8") as file:
        array = re.search(r"_plan\[\d+\] = \{(.*?)\};", file.read(), re.S).group(1)
    return bytes(int(number, 16) for number in re.findall(r"0x[0-9a-f]{2}", array))


def read_names(path):
    with open(path, encoding="utf-8") as file:
        return [line.split()[0].removesuffix(".tflite") for line in file if line.strip() and not line.startswith("#")]


def subjects():
    """(name, model, folder of golden vectors) of the small copies and of the shared ones."""
    copies = [(name, f"{ROOT}/tests/golden/models/{name.split('/')[1]}/model.tflite",
               f"{ROOT}/tests/golden/models/{name.split('/')[1]}")
              for name in read_names(f"{ROOT}/tests/golden/models/copies.txt")]
    shared = [(name, f"{SHARED}/models/{name}.tflite", f"{SHARED}/golden/models/{name}")
              for name in read_names(f"{ROOT}/tests/golden/models_int8.txt")] if SHARED else []
    return copies, shared


def check(work, cpu, machine, elf, name, model, golden):
    code, plan = run(work, machine, elf, model, golden)
    if code != 0:
        sys.exit(f"{machine}, {name}: ended with {code}; 1: an output differs, 2: refused, 3: files, 4: a foreign profile was taken, 99: a fault")
    if plan != desk_plan(work, model, cpu):
        sys.exit(f"{machine}, {name}: the chip's plan is not the desk's")
    print(f"{machine}, {name}: every output equal; plan of {len(plan)} bytes equal", flush=True)


def main():
    for tool in ("arm-none-eabi-gcc", "qemu-system-arm"):
        if not shutil.which(tool):
            print(f"skipped: no {tool} (scripts/bootstrap device installs it)")
            sys.exit(77)
    if not os.path.exists(PROGRAM):
        sys.exit(f"{PROGRAM} is not there: build it first (make)")
    copies, shared = subjects()
    with tempfile.TemporaryDirectory() as work:
        wrong = compile_firmware(work, "cortex-m3", MPS2, "-UPLANT_A_FAULT", "-DPLANT_A_FAULT=1")
        code, _ = run(work, MPS2[0], wrong, *copies[1][1:])
        if code != 1:
            sys.exit(f"changed weights were answered with {code} instead of 1")
        firmware = compile_firmware(work, "cortex-m3", MPS2)
        for subject in shared or copies:
            check(work, "cortex-m3", MPS2[0], firmware, *subject)
        for name, model, golden in copies:
            if not name.endswith("simple_add_model"):  # three times 16 KB do not fit
                linked = compile_firmware(work, "cortex-m0", MICROBIT, f'-DMODEL="{model}"', f"{IMAGES}/model.S")
                check(work, "cortex-m0", MICROBIT[0], linked, name, model, golden)
    if not shared:
        print("only the small copies: ../shared is not there")


main()
