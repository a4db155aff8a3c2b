#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Each checker is shown a small good tree, which it must pass, and then one planted fault at a time, which it must
# refuse: a checker that cannot fail checks nothing.

set -u
source_dir=$(cd "${MW_SOURCE_DIR:-$(dirname "$0")/../..}" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

good_tree() { # makes $tree anew
    tree=$work/tree
    rm -rf "$tree"
    mkdir -p "$tree"/{src/{base,model,ops,kernels,interpreter,milliwatt},mw,apps,boards,tests/build}
    cp "$source_dir/.clang-format" "$tree"
    cp -r "$source_dir/tests/build/bare" "$tree/tests/build"
    put src/milliwatt.h '#include "milliwatt/status.h"'
    put src/milliwatt/status.h '#include <stdint.h>' 'typedef int32_t mw_status;' 'mw_status mwi_one(int32_t x);'
    put src/base/load.h '#include <stdint.h>'
    put src/base/one.c '#include "milliwatt/status.h"' 'mw_status mwi_one(int32_t x)' '{' '    return x / 3;' '}'
    put src/model/parse.h '#include "base/load.h"'
    put src/ops/add.h '#include "model/parse.h"'
    put tests/build/app.c '#include "milliwatt.h"' 'int main(void)' '{' '    return (int)mwi_one(2);' '}'
}

put() { # FILE LINE...: below the SPDX line
    local file=$tree/$1
    shift
    mkdir -p "$(dirname "$file")"
    printf '%s\n' '/* SPDX-License-Identifier: Apache-2.0 */' "$@" >"$file"
}

verdict() { # NAME true|false
    if $2; then
        echo "[       OK ] $1"
    else
        echo "[  FAILED  ] $1"
        sed 's/^/    /' "$work/said"
        failed=1
    fi
}

run_checker() { # CHECKER: a script with the tree as its argument, or a test with it as MW_SOURCE_DIR
    case $1 in
    check_*) "$source_dir/scripts/$1" "$tree" ;;
    *) MW_SOURCE_DIR=$tree "$source_dir/tests/build/$1" ;;
    esac >"$work/said" 2>&1
}

passes() { # CHECKER
    good_tree
    run_checker "$1"
    verdict "$1:good_tree" "$([ $? -eq 0 ] && echo true || echo false)"
}

# CHECKER FAULT WORD FILE LINE...: the fault is refused, and what is said of it has the word.
refuses() {
    local checker=$1 fault=$2 word=$3
    shift 3
    good_tree
    put "$@"
    run_checker "$checker"
    verdict "$checker:$fault" "$([ $? -eq 1 ] && grep -q -- "$word" "$work/said" && echo true || echo false)"
}

passes check_format
good_tree
put mw/main.c 'int main( void ) { return 0; }'
run_checker check_format
verdict check_format:spaces "$([ $? -ne 0 ] && grep -q 'mw/main.c' "$work/said" && echo true || echo false)"

passes check_spdx
good_tree
echo 'int x;' >"$tree/mw/main.c"
run_checker check_spdx
verdict check_spdx:no_line "$([ $? -eq 1 ] && grep -q 'mw/main.c:1' "$work/said" && echo true || echo false)"
good_tree
echo 'project(x)' >"$tree/CMakeLists.txt"
run_checker check_spdx
verdict check_spdx:no_line_in_cmake "$([ $? -eq 1 ] && grep -q 'CMakeLists.txt:1' "$work/said" && echo true || echo false)"

passes check_arrows
refuses check_arrows base_knows_model 'base may not know' src/base/two.c '#include "model/parse.h"'
refuses check_arrows model_knows_ops 'model may not know' src/model/two.c '#include "ops/add.h"'
refuses check_arrows kernels_know_model 'kernels may not know' src/kernels/two.c '#include "model/parse.h"'
refuses check_arrows interpreter_knows_ops 'interpreter may not know' src/interpreter/two.c '#include "ops/add.h"'
refuses check_arrows public_header_knows_too_much 'base may not know' src/milliwatt/status.h '#include "model/parse.h"'
refuses check_arrows new_public_header 'belongs to no part' src/milliwatt/news.h '#include <stdint.h>'
refuses check_arrows new_part 'belongs to no part' src/news/news.h '#include <stdint.h>'
refuses check_arrows src_knows_mw 'not a path below src' src/model/two.c '#include "mw/mw.h"'
refuses check_arrows neighbour_without_folder 'not a path below src' src/base/two.c '#include "load.h"'
refuses check_arrows string_h 'not freestanding' src/base/two.c '#include <string.h>'
refuses check_arrows app_knows_inside 'apps may not know' apps/two.c '#include "base/load.h"'

passes check_names
refuses check_names same_name 'the same base name' src/ops/one.c 'extern int mwi_x;'
refuses check_names same_but_for_case 'the same base name' src/ops/One.c 'extern int mwi_x;'

passes check_bodies
refuses check_bodies if_inside 'two.c:5: #if inside' src/base/two.c 'int mwi_x(void);' 'int mwi_x(void)' '{' '#if X' '#endif' '}'
refuses check_bodies ifdef_after_string '#ifdef inside' src/base/two.c 'int mwi_x(void)' '{ f("}"); /* } */' '#ifdef X' '#endif' '}'
refuses check_bodies in_extern_c '#else inside' src/base/two.h '#if X' 'extern "C" {' '#endif' 'int mwi_x(void)' '{' '#else' '}'
good_tree
put src/base/two.c '#if X' 'struct x {' '#if Y' '    int a;' '#endif' '};' 'int mwi_x(void)' '{' '    return 0;' '}' '#endif'
run_checker check_bodies
verdict check_bodies:around_is_fine "$([ $? -eq 0 ] && echo true || echo false)"

passes check_symbols
refuses check_symbols float '__aeabi_fmul' src/base/two.c 'float mwi_x(float x);' 'float mwi_x(float x)' '{' 'return x * x; }'
refuses check_symbols double_from_int '__aeabi_i2d' src/base/two.c 'double mwi_x(int x);' 'double mwi_x(int x)' '{' 'return x; }'
refuses check_symbols malloc 'malloc is not' src/base/two.c 'void *malloc(unsigned);' 'void *mwi_x(void);' 'void *mwi_x(void) { return malloc(1); }'
refuses check_symbols libm 'sqrt is not' src/base/two.c 'double sqrt(double);' 'double mwi_x(double x) { return sqrt(x); }'
refuses check_symbols bss 'writable global' src/base/two.c 'static int count;' 'int mwi_x(void) { return count++; }'
refuses check_symbols data 'writable global' src/base/two.c 'int mwi_count = 3;'
refuses check_symbols foreign_name 'begins neither' src/base/two.c 'int add(int x) { return x; }'
refuses check_symbols does_not_compile 'does not compile' src/base/two.c 'int mwi_x(void) { return y; }'

passes headers_test.sh
refuses headers_test.sh needs_another 'does not compile alone' src/milliwatt/status.h 'uint8_t mwi_one(int x);'
refuses headers_test.sh not_cpp 'g++' src/milliwatt/status.h '#include <stdint.h>' 'int32_t mwi_one(int32_t class);'
refuses headers_test.sh no_guard 'does not compile alone' src/milliwatt/status.h 'enum mw_x { MW_X };'

passes one_line_test.sh
refuses one_line_test.sh stdio 'FAILED  . cortex_m0' src/base/one.c 'int puts(const char *);' 'int mwi_one(int x);' 'int mwi_one(int x) { return puts("") + x; }'
refuses one_line_test.sh warning 'FAILED  . rv32' src/base/one.c 'int mwi_one(int x);' 'int mwi_one(int x) { int y; return x; }'
refuses one_line_test.sh needs_definition 'FAILED  . gcc' src/base/one.c '#ifdef CONFIG' 'int mwi_one(int x) { return x; }' '#endif'

# scripts/summary: what must not look like success.
account() { # NAME, exit code, last line, then the JUnit testcases
    local name=$1 code=$2 line=$3
    shift 3
    rm -rf "$work/results"
    mkdir "$work/results"
    printf '<testsuite>%s</testsuite>' "$*" >"$work/results/host.xml"
    "$source_dir/scripts/summary" "$work/results" >"$work/said" 2>&1
    verdict "summary:$name" "$([ $? -eq "$code" ] && [ "$(tail -1 "$work/said")" = "$line" ] && echo true || echo false)"
}
case_of() { # STATUS OUTPUT [EXTRA]
    printf '<testcase name="t" status="%s">%s<system-out>%s</system-out></testcase>' "$1" "${3:-}" "$2"
}
two='[==========] Running 2 test(s).'
account no_test_ran 1 '0 passed, 1 failed, 0 skipped' ''
account script_passed 0 '1 passed, 0 failed, 0 skipped' "$(case_of run fine)"
account script_failed 1 '0 passed, 1 failed, 0 skipped' "$(case_of fail bad '<failure/>')"
account script_skipped 0 '1 passed, 0 failed, 1 skipped' "$(case_of run fine)" \
    "$(case_of notrun 'no such tool' '<skipped message="SKIP_RETURN_CODE=77"/>')"
account program_missing 1 '1 passed, 1 failed, 0 skipped' "$(case_of run fine)" \
    "$(case_of notrun '' '<skipped message="Unable to find executable"/>')"
account cases 1 '1 passed, 1 failed, 0 skipped' "$(case_of fail "$two
[       OK ] a
[  FAILED  ] b
[  FAILED  ] 1 test(s), listed below:
[  FAILED  ] b")"
account crashed 1 '1 passed, 1 failed, 0 skipped' "$(case_of fail "$two
[       OK ] a")"
account stopped_early 1 '1 passed, 1 failed, 0 skipped' "$(case_of run "$two
[       OK ] a")"
account only_skipped 1 '0 passed, 1 failed, 2 skipped' "$(case_of run "$two
[  SKIPPED ] a
[  SKIPPED ] b")"
exit $failed
