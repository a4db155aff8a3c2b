#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Every public header compiles alone: as C11 with gcc, clang and (freestanding) arm-none-eabi-gcc, and as C++17.

set -eu
cd "${MW_SOURCE_DIR:-$(dirname "$0")/../..}"

strict="-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wundef -Wcast-align -Werror"
failed=0

alone() { # HEADER, then the compiler and its options
    header=$1
    shift
    # Twice, so that its include guard is tried as well; from standard input, so that it is no main file.
    # shellcheck disable=SC2086 # options
    if ! printf '#include "%s"\n#include "%s"\nextern int mwi_nothing;\n' "$header" "$header" |
        "$@" $strict -Isrc -fsyntax-only -; then
        echo "src/$header does not compile alone with: $*" >&2
        failed=1
    fi
}

count=0
for header in milliwatt.h $(cd src && ls milliwatt/*.h); do
    [ -f "src/$header" ] || continue
    alone "$header" gcc -std=c11 -x c
    alone "$header" clang -std=c11 -x c
    alone "$header" arm-none-eabi-gcc -mcpu=cortex-m0 -mthumb -ffreestanding -std=c11 -x c
    alone "$header" g++ -std=c++17 -x c++
    alone "$header" clang++ -std=c++17 -x c++
    count=$((count + 1))
done
echo "$count public headers"
[ $count -gt 0 ] && exit $failed
echo "no public header was found" >&2
exit 1
