# SPDX-License-Identifier: Apache-2.0
"""Builds what the demo and the device tests run: the desk program, the firmware, the plugin."""

import contextlib
import fcntl
import hashlib
import json
import os
import subprocess

from demo_chip import ROOT, ChipError

FEATURES = 40
OWN_MODEL = os.path.join(ROOT, "models/yes_no/yes_no.tflite")  # as apps/yes_no/CMakeLists.txt has it


def run(command, what):
    """The command's output. A failure is told in one line: mw's own, the compiler's first, or the last."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode != 0:
        lines = (done.stdout + done.stderr).strip().splitlines()
        own = [line for line in lines if line.startswith("mw: ")]
        if own:
            raise ChipError(own[0].removeprefix("mw: "))
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
    else in one of its own below it. Returns its path."""
    folder = os.path.join(ROOT, f"build-{board}")
    definitions = [f"-D{name}={value}" for name, value in sorted((options or {}).items())]
    if definitions:
        digest = hashlib.sha256("\n".join(definitions).encode()).hexdigest()[:12]
        folder = os.path.join(folder, "variants", digest)
    is_check = target.endswith("_check")  # they have no model, and need no mw to plan one
    programs = [] if is_check else [f"-DMW_PROGRAM={build_desk()}"]
    with locked(folder):
        run(["cmake", "--preset", board, "-B", folder, *programs, *definitions], f"setting up the build for {board}")
        run(["cmake", "--build", folder, "--target", target], f"building {target} for {board}")
    where = "tests/device" if is_check else f"apps/{target}"
    return os.path.join(folder, where, f"{target}.elf")


def model_and_labels(model=None, labels=None):
    """A model's path and the list of its labels: those that are given, else those that it says itself."""
    model = os.path.abspath(model) if model else OWN_MODEL
    if not os.path.isfile(model):
        raise ChipError(f"{model}: no such model")
    told = json.loads(run([build_desk(), "inspect", model, "--json"], "looking at the model"))
    size = told["inputs"][0]["bytes"]
    if len(told["inputs"]) != 1 or size == 0 or size % FEATURES != 0:
        raise ChipError(f"{model}: its input of {size} bytes is no frames of {FEATURES} features")
    names = labels.split(",") if labels else told["labels"]
    if not names:
        raise ChipError(f"{model} does not say what its outputs are called: give --labels")
    return model, names


def compile_tool(name, sources, headers, flags):
    """Compiles a small desk tool in build/, if a source is newer than what is there; returns its path."""
    folder = os.path.join(ROOT, "build")
    tool = os.path.join(folder, name)
    with locked(folder):
        newest = max(os.path.getmtime(os.path.join(ROOT, path)) for path in sources + headers)
        if not os.path.exists(tool) or os.path.getmtime(tool) < newest:
            command = ["cc", "-std=c11", "-D_GNU_SOURCE", "-O2", "-Wall", "-Wextra", "-Werror", *sources, *flags,
                       "-o", tool + ".part"]
            run(command, f"compiling {sources[0]}")
            os.replace(tool + ".part", tool)
    return tool


def plugin():
    return compile_tool("count.so", ["boards/qemu/count.c"], ["boards/qemu/plugin_api.h"],
                        ["-fPIC", "-shared", "-fvisibility=hidden"])


def samples_of(path):
    """A sound file's samples, as `mw listen` hears them: bytes, 16-bit little-endian."""
    libraries = run(["pkg-config", "--cflags", "--libs", "sndfile", "samplerate"], "looking for libsndfile").split()
    tool = compile_tool("samples", ["scripts/demo_samples.c", "mw/sound/sound.c", "mw/error.c"],
                        ["mw/sound/sound.h", "mw/mw.h"], ["-I.", "-Isrc", *libraries, "-lm"])
    done = subprocess.run([tool, path], capture_output=True)
    if done.returncode != 0:
        raise ChipError(done.stderr.decode("utf-8", "replace").strip().removeprefix("mw: "))
    return done.stdout
