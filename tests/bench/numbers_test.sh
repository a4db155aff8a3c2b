#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# docs/numbers.md is what bench/baseline.json, bench/peers.tsv and bench/chips.ini give: nobody edited it, and it was not
# forgotten. Then a copy with one changed word, which must be noticed.
set -eu
cd "${MW_SOURCE_DIR:-$(dirname "$0")/../..}"
scripts/numbers --check

copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
cp -R docs/numbers "$copy/numbers"
sed 's/^# Numbers/# Number/' docs/numbers.md >"$copy/numbers.md"
if scripts/numbers --check "$copy" 2>"$copy/said"; then
    echo "an edited numbers.md was not noticed"
    exit 1
fi
grep -q "never edit it" "$copy/said"
echo "an edited numbers.md was noticed"
