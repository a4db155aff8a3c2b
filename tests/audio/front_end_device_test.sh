#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The front end compiled for Cortex-M3 and for Cortex-M0, on an emulated chip: every byte of the golden sounds under
# both rules and both hops. (The board is a Cortex-M3, which runs what is compiled for an M0 as well.) All sounds of
# ../shared where it is, else the small copies in tests/golden/audio.
#
#   tests/audio/front_end_device_test.sh [CFLAG...]     flags for src/audio instead of -O2
set -eu
source=${MW_SOURCE_DIR:-$(cd "$(dirname "$0")/../.." && pwd)}
for tool in arm-none-eabi-gcc qemu-system-arm python3; do
    command -v $tool >/dev/null || { echo "skipped: no $tool (scripts/bootstrap device installs it)"; exit 77; }
done
[ $# -gt 0 ] || set -- -O2

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
golden=$source/tests/golden/audio
if [ -n "${MW_SHARED:-}" ]; then
    golden=$MW_SHARED/golden/audio
else
    echo "only the small copies: ../shared/golden/audio is not there"
fi
cases=$("$source/tests/device/audio/make_cases.py" "$golden" "$work/cases.bin")

compile() {
    arm-none-eabi-gcc -mcpu="$1" -mthumb -ffreestanding -std=c11 -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wundef \
        -Wcast-align -Werror -fno-tree-loop-distribute-patterns -ffunction-sections -fdata-sections -nostdlib \
        -Wl,--gc-sections "-I$source/src" "-T$source/tests/device/audio/image.ld" "$2" $flags \
        "$source"/tests/device/audio/*.c "$source"/src/audio/*.c -lgcc -o "$work/image.elf"
}

run() {
    (cd "$work" && timeout 300 qemu-system-arm -M mps2-an385 -kernel image.elf -display none -monitor none -serial none \
        -semihosting-config enable=on,target=native)
}

flags="$*"
for cpu in cortex-m3 cortex-m0; do
    # A firmware with one wrong number must be told from a right one: the test of this test.
    compile $cpu -DPLANT_A_FAULT=1
    result=0
    run || result=$?
    [ $result -eq 1 ] || { echo "$cpu: a planted fault was answered with $result instead of 1" >&2; exit 1; }

    compile $cpu -DPLANT_A_FAULT=0
    run || { echo "$cpu: answered with $? instead of 0: 1 is different bytes, 2 a bad cases.bin" >&2; exit 1; }
    echo "$cpu: $cases cases, every byte equal"
done
