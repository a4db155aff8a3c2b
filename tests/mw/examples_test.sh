#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The examples of features, listen, evaluate and record work as they are pasted from --help, at the top of the tree.

set -eu
if [ -z "${MW_SHARED:-}" ] || ! command -v espeak-ng >/dev/null; then
    echo "the examples need ../shared and espeak-ng"
    exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/main/build"
ln -s "$MW_PROGRAM" "$work/main/build/mw"
ln -s "$MW_SHARED" "$work/shared"
LSAN_OPTIONS="print_suppressions=0:suppressions=$MW_SOURCE_DIR/tests/mw/lsan_suppressions.txt"
export LSAN_OPTIONS
cd "$work/main"

for command in features listen evaluate record; do
    "$MW_PROGRAM" "$command" --help | sed -n '/^Example/,$p' | tail -n +2 >"$command.sh"
    grep -q "build/mw $command" "$command.sh"
    sh -eu "$command.sh" | tee "$command.txt"
done
[ "$(wc -c <yes.bin)" -gt 0 ] && [ -s yes.png ] && [ -s speech.png ]
grep -q 'event.* inferences' listen.txt
grep -q '^balanced accuracy 89.30' evaluate.txt
grep -q "^5 recordings of 'go' in mine/go: 4 for training, 1 for validation" record.txt
