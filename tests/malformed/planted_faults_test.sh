#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The tests of this folder can fail: checks are taken out of copies of the library, one at a time, and the harness of
# offer.h has to notice each by the file that gets through.

set -eu
root=${MW_SOURCE_DIR:-$(cd "$(dirname "$0")/../.." && pwd)}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "$root/src" "$work/src"
rm -r "$work/src/audio"
cp -r "$root/tests/support" "$work/support"
rm "$work"/support/*_test.c
mkdir "$work/programs"
cp "$root/tests/malformed/planted_faults.c" "$root/tests/malformed/crafted_test.c" "$work/programs/"
models=$root/tests/golden/models

# Whether the harness lets all pass.
passes() {
    "$work/planted_faults" "$models/hello_world_int8/model.tflite" &&
        "$work/planted_faults" "$models/mnist_arduino_q/model.tflite" && "$work/crafted_test"
}

# FILE: makes its object beside it.
compile() {
    gcc -std=c11 -O1 -g -fsanitize=address -D_GNU_SOURCE -DMW_ALL_VARIANTS -I"$work/src" -I"$root/tests" -c "$1" \
        -o "${1%.c}.o"
}
link() {
    for program in planted_faults crafted_test; do
        # shellcheck disable=SC2046 # a list
        gcc -fsanitize=address -o "$work/$program" "$work/programs/$program.o" \
            $(find "$work/src" "$work/support" -name '*.o') -lcmocka -lm
    done
}

for file in $(find "$work" -name '*.c'); do
    compile "$file"
done
link
passes >"$work/said" 2>&1 || { echo "the library as it is does not pass" >&2; exit 1; }

# FILE CHECK INSTEAD: sed's expression for the check, and what stands there without it.
failed=0
plant() {
    file=$work/src/$1
    cp "$file" "$work/kept"
    sed "s/$2/$3/" "$work/kept" >"$file"
    if cmp -s "$file" "$work/kept"; then
        echo "$1 has no such check any more: $2" >&2
        failed=1
    else
        compile "$file"
        link
        if passes >"$work/said" 2>&1; then
            echo "not noticed: $1 without $2" >&2
            failed=1
        else
            echo "noticed: $1 without $2: $(grep -m 1 'the case is' "$work/said" || tail -n 1 "$work/said")"
        fi
    fi
    cp "$work/kept" "$file"
    compile "$file"
}

plant model/model.c 'type > INT8_MAX' 'type > 255'
plant model/model.c 'proven = index < count ||.*' 'proven = true || optional;'
plant model/flatbuffer.c 'mwi_load_u32(proof->bytes + target) <= room' 'room <= room'
plant model/flatbuffer.c 'distance <= proof->size - 4 - at' 'true'
plant ops/fully_connected.c 'output->elements \/ units != input->elements \/ depth' 'false'
exit $failed
