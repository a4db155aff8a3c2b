#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints where a firmware's RAM and flash go, from its linked ELF file: demo_memory.py FILE.elf"""

import sys

from demo_elf import Elf

# Row of the table: symbols of apps/ and boards/ that make it.
PARTS = [
    ("plan", []),  # lies in flash
    ("state", ["app_state"]),
    ("arena", ["app_arena"]),
    ("features", ["app_features"]),
    ("front end", ["app_front_end"]),
    ("ring", ["board_ring"]),
]


def main():
    elf = Elf(sys.argv[1])
    name = sys.argv[1].rsplit("/", 1)[-1]
    known = 0
    print(f"{name}: RAM, bytes")
    for part, symbols in PARTS:
        size = sum(elf.size(symbol) for symbol in symbols)
        known += size
        print(f"  {part:<12}{size:>8}")
    rest = elf.ram_bytes() - elf.stack_bytes() - known
    print(f"  {'the rest':<12}{rest:>8}")
    print(f"  {'stack':<12}{elf.stack_bytes():>8}  (kept for it)")
    print(f"  {'all':<12}{elf.ram_bytes():>8}")
    model, plan, flash = elf.size("app_model"), elf.size("app_plan"), elf.flash_bytes()
    print(f"{name}: flash {flash} bytes, model {model}, plan {plan}, all but the model {flash - model}")


if __name__ == "__main__":
    main()
