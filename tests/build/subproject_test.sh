#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# A project that takes Milliwatt in with add_subdirectory gets the library, builds with its own options, and needs
# none of the desk's packages: pkg-config is hidden from it here.

set -eu
source_dir=$(cd "${MW_SOURCE_DIR:-$(dirname "$0")/../..}" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cp "$source_dir/tests/build/app.c" "$work"
cat >"$work/CMakeLists.txt" <<LISTS
cmake_minimum_required(VERSION 3.22)
project(app C)
add_subdirectory($source_dir milliwatt)
add_executable(app app.c)
target_link_libraries(app PRIVATE Milliwatt::milliwatt)
LISTS

cmake -S "$work" -B "$work/build" -DPKG_CONFIG_EXECUTABLE=/nonexistent
cmake --build "$work/build"
"$work/build/app"
