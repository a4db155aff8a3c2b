# SPDX-License-Identifier: Apache-2.0
"""What the project counts of itself: instructions, cycles and bytes of models and of the application, by core.

measure() gives a tree that bench/baseline.json holds as it was last agreed on; check_baseline compares the two, numbers
draws docs/numbers.md from one. Counts repeat to the instruction, so the same tree and compiler give the same numbers on
every machine.
"""

import json
import os
import re
import subprocess
import sys
import wave

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SHARED = os.environ.get("MW_SHARED") or os.path.join(ROOT, "..", "shared")
PROGRAM = os.environ.get("MW_PROGRAM") or os.path.join(ROOT, "build", "mw")
BASELINE = os.path.join(ROOT, "bench", "baseline.json")

# name, file below ../shared/models; None: the project's own
MODELS = {
    "hello_world": "tflite_micro/hello_world_int8",
    "micro_speech": "tflite_micro/micro_speech_quantized",
    "yes_no": None,
    "kws": "mlperf_tiny/kws_ref_model",
    "vww": "mlperf_tiny/vww_96_int8",
    "resnet": "mlperf_tiny/pretrainedResnet_quant",
    "ad01": "mlperf_tiny/ad01_int8",
    "person_detect": "tflite_micro/person_detect",
}
OWN_MODEL = os.path.join(ROOT, "models", "yes_no", "yes_no.tflite")
# A core, and the board that stands for it; a model too big for it is counted on the core's roomiest one.
BOARDS = {
    "cortex-m0": "microbit",
    "cortex-m3": "mps2-an385",
    "cortex-m4": "mps2-an386",
    "cortex-m7": "mps2-an500",
    "cortex-m33": "mps2-an505",
    "cortex-m55": "mps3-an547",
    "rv32": "riscv-virt",
}
CORES = tuple(BOARDS)
HEARING = tuple(core for core in CORES if core != "rv32")  # riscv-virt has no sound
# What make check counts again, in less than a minute: little models on every core, kws where it is quick, the application.
QUICK_MODELS = (("hello_world", "cortex-m0"), ("hello_world", "cortex-m3"), ("micro_speech", "cortex-m0"),
                ("micro_speech", "cortex-m3"), ("micro_speech", "cortex-m4"), ("micro_speech", "cortex-m55"),
                ("micro_speech", "rv32"), ("yes_no", "cortex-m3"), ("kws", "cortex-m4"))
QUICK_APPLICATION = ("cortex-m3",)

# Of a model's report: its members, and those of the image that makes its plan on the chip.
MODEL_FIELDS = ("macs", "instructions_per_invocation", "estimated_cycles", "setup_instructions",
                "setup_instructions_plan_in_flash", "flash", "flash_without_model", "ram", "stack", "plan", "state", "arena")
ON_CHIP_FIELDS = ("flash", "flash_without_model", "ram", "stack")
# Of the application's: a member, or a member of a member.
APPLICATION_FIELDS = {
    "instructions_per_20ms": ("per_20ms", "instructions"), "cycles_per_20ms": ("per_20ms", "estimated_cycles"),
    "instructions_per_inference": ("per_inference", "instructions"),
    "cycles_per_inference": ("per_inference", "estimated_cycles"),
    "instructions_per_second": ("per_second", "instructions"), "cycles_per_second": ("per_second", "estimated_cycles"),
    "flash": ("flash",), "flash_without_model": ("flash_without_model",), "ram": ("ram",), "stack": ("stack",),
    "work_per_second": ("work_per_second", "instructions"),
    "work_cycles_per_second": ("work_per_second", "estimated_cycles"),
    "every_ms": ("every_ms",),
}


class MeasureError(Exception):
    """One line that tells what went wrong."""


def compiler():
    """The compilers' versions: another one makes other code."""
    versions = []
    for name in ("arm-none-eabi-gcc", "riscv64-unknown-elf-gcc"):
        try:
            told = subprocess.run([name, "-dumpfullversion"], capture_output=True, text=True, check=True).stdout.strip()
        except (OSError, subprocess.CalledProcessError):
            told = "none"
        versions.append(f"{name} {told}")
    return ", ".join(versions)


def model_path(name):
    if MODELS[name] is None:
        return OWN_MODEL
    return os.path.join(SHARED, "models", MODELS[name] + ".tflite")


def run_bench(*arguments):
    done = subprocess.run([PROGRAM, "bench", *arguments, "--json"], cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, env=os.environ | {"MW_SOURCE_DIR": ROOT})
    if done.returncode != 0:
        lines = (done.stderr or done.stdout).strip().splitlines() or ["it said nothing"]
        told = [line for line in lines if line.startswith("mw: ")] or lines[-1:]
        raise MeasureError(f"mw bench {' '.join(arguments)}: {told[-1].removeprefix('mw: ')}")
    return json.loads(done.stdout)


def progress(text):
    if sys.stderr.isatty():
        print("\r\033[K" + text, end="", file=sys.stderr, flush=True)


def measure_model(name, core):
    progress(f"counting {name} on {core}")
    report = run_bench(model_path(name), "--board", BOARDS[core])
    found = {field: report[field] for field in MODEL_FIELDS if report[field] is not None}
    on_chip = report["plan_made_on_chip"]
    return found | {f"{field}_planned_on_chip": on_chip[field] for field in ON_CHIP_FIELDS}


def sound_path():
    """Four golden sounds in a row, twice: 8 s with words and without."""
    path = os.path.join(ROOT, "build", "bench.wav")
    with open(os.path.join(SHARED, "golden", "audio", "pcm", "joined_4s.bin"), "rb") as file:
        samples = file.read()
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with wave.open(path, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(16000)
        out.writeframes(samples * 2)
    return path


def application_arguments():
    return ["--app", "yes_no", "--sound", sound_path()]


def measure_application(core):
    """The front end, an inference, a second of sound; flash and RAM of all of it."""
    progress(f"counting yes_no on {core}")
    report = run_bench(*application_arguments(), "--board", BOARDS[core])
    found = {}
    for name, path in APPLICATION_FIELDS.items():
        value = report
        for key in path:
            value = value[key]
        if value is not None:
            found[name] = value
    return found


def measure_workloads():
    """The application on each core that a chip of the table has: what milliwatts are made of."""
    progress("counting yes_no for the table of chips")
    return run_bench(*application_arguments(), "--chips")["workloads"]


def models_there_are():
    return [name for name in MODELS if os.path.isfile(model_path(name))]


def measure(everything):
    """The whole tree, or what make check counts again."""
    present = models_there_are()
    pairs = [(name, core) for name in MODELS for core in CORES] if everything else QUICK_MODELS
    tree = {"compiler": compiler(), "models": {}, "application": {}}
    for name, core in pairs:
        if name in present:
            tree["models"].setdefault(name, {})[core] = measure_model(name, core)
    for core in HEARING if everything else QUICK_APPLICATION:
        tree["application"][core] = measure_application(core)
    if everything:
        tree["workloads"] = measure_workloads()
    progress("")
    return tree


def leaves(tree, path=""):
    """Every number of a tree, by its path: models/kws/cortex-m4/ram."""
    found = {}
    for key, value in tree.items():
        here = f"{path}/{key}" if path else key
        if isinstance(value, dict):
            found.update(leaves(value, here))
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            found[here] = value
    return found


def load(path):
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except (OSError, ValueError) as error:
        raise MeasureError(f"{path} cannot be read: {error}") from error


def save(path, tree):
    text = json.dumps(tree, indent=1)
    text = re.sub(r"\{\s+([^{}\[\]]*?)\s+\}", lambda m: "{" + re.sub(r"\s*\n\s*", " ", m.group(1)) + "}", text)
    with open(path + ".part", "w", encoding="utf-8") as file:
        file.write(text + "\n")
    os.replace(path + ".part", path)
