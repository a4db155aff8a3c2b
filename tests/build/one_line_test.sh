#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# "Add src/ and it builds": one line of a compiler, one include path, every file of src/, nothing made beforehand.
# On the desk the line compiles, links and its program runs; for bare chips it compiles strictly and freestanding,
# and links with a start-up file, a linker script, libgcc and three functions, and nothing else (tests/build/bare/).

set -eu
cd "${MW_SOURCE_DIR:-$(dirname "$0")/../..}"

strict="-std=c11 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wundef -Wcast-align -Werror"
here=tests/build
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

verdict() { # NAME, exit code
    if [ "$2" -eq 0 ]; then
        echo "[       OK ] $1"
    else
        echo "[  FAILED  ] $1"
        failed=1
    fi
}

desk() { # NAME COMPILER OPTION...
    name=$1
    shift
    # No option but the include path: this is what a newcomer types.
    # shellcheck disable=SC2046 # a list of files
    "$@" -Isrc $here/app.c $(find src -name '*.c') -o "$work/app" && "$work/app"
    verdict "$name" $?
}

bare() { # NAME PREFIX START OPTION...
    name=$1 compiler=$2-gcc start=$3
    shift 3
    # -O2 would make the loops of bare/memory.c into calls of the functions that they define.
    # shellcheck disable=SC2046,SC2086 # lists of files and options
    "$compiler" "$@" $strict -ffreestanding -Os -ffunction-sections -fdata-sections -fno-tree-loop-distribute-patterns \
        -Isrc $here/app.c $(find src -name '*.c') $here/bare/memory.c $here/bare/$start \
        -nostdlib -T $here/bare/bare.ld -Wl,--gc-sections -Wl,--fatal-warnings -lgcc -o "$work/app.elf"
    verdict "$name" $?
}

set +e
desk gcc gcc
desk clang clang
if [ "$(uname -m)" = x86_64 ]; then
    desk gcc_32_bit gcc -m32
    desk clang_32_bit clang -m32
else
    echo "no 32-bit mode on $(uname -m)"
    echo "[  SKIPPED ] gcc_32_bit"
    echo "[  SKIPPED ] clang_32_bit"
fi
bare cortex_m0 arm-none-eabi start_arm.c -mcpu=cortex-m0 -mthumb
bare cortex_m3 arm-none-eabi start_arm.c -mcpu=cortex-m3 -mthumb
bare cortex_m4 arm-none-eabi start_arm.c -mcpu=cortex-m4 -mthumb
bare cortex_m55 arm-none-eabi start_arm.c -mcpu=cortex-m55 -mthumb -mfloat-abi=hard
bare rv32 riscv64-unknown-elf start_riscv.c -march=rv32imc -mabi=ilp32 -misa-spec=2.2
exit $failed
