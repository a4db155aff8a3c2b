#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints where a firmware's RAM and flash go, from its linked ELF file: demo_memory.py FILE.elf"""

import sys

from demo_elf import Elf

# Row of the table: symbols of apps/ and boards/ that make it.
PARTS = [
    ("plan", []),  # it lies in flash
    ("state", ["app_state"]),
    ("arena", ["app_arena"]),
    ("features", ["app_features"]),
    ("front end", ["app_front_end"]),
    ("recogniser", ["app_recogniser"]),
    ("ring", ["board_ring"]),
]


def table(path):
    """Lines."""
    elf = Elf(path)
    name = path.rsplit("/", 1)[-1]
    rows = [(part, sum(elf.size(symbol) for symbol in symbols)) for part, symbols in PARTS]
    rest = elf.ram_bytes() - elf.stack_bytes() - sum(size for _, size in rows)
    rows += [("the rest", rest), ("stack", elf.stack_bytes()), ("all", elf.ram_bytes())]
    model, flash = elf.size("app_model"), elf.flash_bytes()
    return [f"{name}: RAM, bytes", *(f"  {part:<12}{size:>8}" for part, size in rows),
            f"{name}: flash {flash} bytes: model {model}, plan {elf.size('app_plan')}, "
            f"all but the model {flash - model}"]


if __name__ == "__main__":
    print("\n".join(table(sys.argv[1])))
