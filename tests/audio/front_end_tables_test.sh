#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# The front end's committed tables are what their formulas make, and the check of it sees one changed number.
set -eu
source=${MW_SOURCE_DIR:-$(cd "$(dirname "$0")/../.." && pwd)}

"$source/scripts/make_front_end_tables.py" --check

copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
mkdir -p "$copy/scripts" "$copy/src/audio"
cp "$source/scripts/make_front_end_tables.py" "$copy/scripts/"
for name in front_end_tables rules_tflm rules_microfrontend; do
    cp "$source/src/audio/"*.c "$copy/src/audio/"
    # The last of the numbers in a row of at least three.
    sed -i '0,/^    [0-9]*, [0-9]*, [0-9]*,/s/^    \([0-9]*\), /    \1, 1/' "$copy/src/audio/$name.c"
    if "$copy/scripts/make_front_end_tables.py" --check 2>"$copy/said"; then
        echo "a changed number in $name.c was not seen" >&2
        exit 1
    fi
    grep -q "src/audio/$name.c:" "$copy/said"
done
