#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
#
# Every variant of every kernel equals its reference on emulated chips too: code for Cortex-M3 and for Cortex-M0, which a
# compiler makes quite different. The M0's code runs on the M3's machine, which is a superset. A reference with a planted
# fault must be noticed.

import os
import subprocess
import sys
import tempfile

ROOT = os.environ.get("MW_SOURCE_DIR", os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", "..")))
IMAGES = os.path.join(ROOT, "tests", "device", "images")
HERE = os.path.join(ROOT, "tests", "device", "conformance")
PARTS = os.path.join(ROOT, "tests", "conformance", "parts")
FLAGS = """-mthumb -ffreestanding -std=c11 -O2 -DMW_ALL_VARIANTS -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wundef
    -Wcast-align -Werror -fno-tree-loop-distribute-patterns -ffunction-sections -fdata-sections""".split()
LINK = """-nostdlib -Wl,--gc-sections -Wl,--no-warn-rwx-segments -Wl,--defsym=flash_bytes=0x400000
    -Wl,--defsym=ram_bytes=0x400000""".split()
KERNEL = os.path.join(ROOT, "src", "kernels", "portable", "fully_connected_portable.c")


def sources():
    for top in ("base", "kernels"):
        for folder, _, names in os.walk(os.path.join(ROOT, "src", top)):
            yield from (os.path.join(folder, name) for name in names if name.endswith(".c"))
    yield from (os.path.join(PARTS, name) for name in sorted(os.listdir(PARTS)) if name.endswith(".c"))
    yield os.path.join(IMAGES, "start.c")
    yield os.path.join(ROOT, "boards", "common", "memory.c")
    yield os.path.join(HERE, "conformance.c")


def run(work, cpu, kernel):
    elf = os.path.join(work, f"{cpu}.elf")
    files = [kernel if path == KERNEL else path for path in sources()]
    subprocess.run(["arm-none-eabi-gcc", f"-mcpu={cpu}", *FLAGS, f"-I{ROOT}/src", f"-I{ROOT}/tests", f"-I{IMAGES}", *files,
                    *LINK, f"-T{IMAGES}/image.ld", "-lgcc", "-o", elf], check=True)
    return subprocess.run(["qemu-system-arm", "-M", "mps2-an385", "-kernel", elf, "-display", "none", "-monitor", "none",
                           "-serial", "none", "-semihosting-config", "enable=on,target=native"], cwd=work, timeout=300,
                          stdin=subprocess.DEVNULL, capture_output=True, text=True)


def main():
    with tempfile.TemporaryDirectory() as work:
        for cpu in ("cortex-m3", "cortex-m0"):
            done = run(work, cpu, KERNEL)
            if done.returncode != 0:
                sys.exit(f"{cpu}: {(done.stdout + done.stderr).strip()}")
            print(f"{cpu}: {(done.stdout + done.stderr).strip()}")
        planted = os.path.join(work, os.path.basename(KERNEL))
        with open(KERNEL) as source, open(planted, "w") as target:
            text = source.read()
            assert "unit += 4" in text
            target.write(text.replace("mwi_clamp(number, p->activation_min", "mwi_clamp(number + 1, p->activation_min"))
        done = run(work, "cortex-m3", planted)
        if done.returncode != 1 or "fully_connected_s8 1 " not in done.stdout + done.stderr:
            sys.exit(f"a planted fault went unnoticed: exit {done.returncode}, {done.stdout}{done.stderr}")
        print("a planted fault is noticed")


if __name__ == "__main__":
    main()
