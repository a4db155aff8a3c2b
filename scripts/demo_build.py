# SPDX-License-Identifier: Apache-2.0
"""Builds what the demo and the device tests run: the desk program, the firmware, the plugin."""

import contextlib
import fcntl
import hashlib
import os
import subprocess

from demo_chip import ROOT, ChipError, build_plugin


def run(command, what):
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode != 0:
        lines = (done.stdout + done.stderr).strip().splitlines()
        told = next((line for line in lines if "error:" in line or "CMake Error" in line), lines[-1] if lines else "")
        raise ChipError(f"{what} failed ({' '.join(command)}): {told.strip()}")
    return done.stdout


@contextlib.contextmanager
def locked(folder):
    """Two tests may want to build in one folder at one time."""
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, ".lock"), "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def build_desk():
    """Builds build/mw where it is missing or old; MW_BUILD_DIR names another build, which is taken as it is."""
    folder = os.environ.get("MW_BUILD_DIR")
    if folder:
        return os.path.abspath(os.path.join(folder, "mw"))
    with locked(os.path.join(ROOT, "build")):
        run([os.path.join(ROOT, "scripts/build"), "host", "mw"], "building build/mw")
    return os.path.join(ROOT, "build", "mw")


def build_firmware(board, target, options=None):
    """Builds TARGET.elf for a board; options are cmake's -D. Without options in the preset's folder,
    else in one of its own below it. Returns the path and what the link printed."""
    folder = os.path.join(ROOT, f"build-{board}")
    definitions = [f"-D{name}={value}" for name, value in sorted((options or {}).items())]
    if definitions:
        digest = hashlib.sha256("\n".join(definitions).encode()).hexdigest()[:12]
        folder = os.path.join(folder, "variants", digest)
    program = f"-DMW_PROGRAM={build_desk()}"
    with locked(folder):
        run(["cmake", "--preset", board, "-B", folder, program, *definitions], f"setting up the build for {board}")
        printed = run(["cmake", "--build", folder, "--target", target], f"building {target} for {board}")
    where = "tests/device" if target.endswith("_check") else f"apps/{target}"
    return os.path.join(folder, where, f"{target}.elf"), printed


def plugin():
    folder = os.path.join(ROOT, "build")
    with locked(folder):
        return build_plugin(folder)
