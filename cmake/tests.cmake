# SPDX-License-Identifier: Apache-2.0
#
# How a test is found, by its file's name alone:
#   tests/**/*_test.c    a cmocka program, linked with the library (all variants), mw's parts, tests/support and the
#                        .c files of parts/ beside it
#   tests/**/*_test.sh, *_test.py    a script; python3 has its standard library only. Exit 77: skipped, and says why
#   scripts/check_*      rules of the house (style, names, arrows ...); each is a test of its own, named style/...
#   ..._long_test.*      label `long`: not in `make check`, but in `make check-all`
#   *_test.c has label `unit` (run with clang and under the sanitizers as well), a script of tests/mw has label
#   `program` (run under the sanitizers as well), another `script`
# The environment of each test: MW_SOURCE_DIR, MW_BUILD_DIR, MW_PROGRAM (the built mw), and MW_SHARED where
# ../shared stands beside the project. MW_SANITIZED=1 in a build with sanitizers.

set(MW_SHARED "${PROJECT_SOURCE_DIR}/../shared" CACHE PATH "Models, golden vectors and recordings; may be absent")
set(test_environment MW_SOURCE_DIR=${PROJECT_SOURCE_DIR} MW_BUILD_DIR=${PROJECT_BINARY_DIR}
  MW_PROGRAM=${PROJECT_BINARY_DIR}/mw)
if(MW_SANITIZE)
  list(APPEND test_environment MW_SANITIZED=1)
endif()
if(IS_DIRECTORY ${MW_SHARED})
  file(REAL_PATH ${MW_SHARED} shared_path)
  list(APPEND test_environment MW_SHARED=${shared_path})
endif()

# A test's name is its path below tests/ without _test and ending: ops/conv_2d.
function(mw_register_test file label)
  file(RELATIVE_PATH name ${PROJECT_SOURCE_DIR}/tests ${file})
  string(REGEX REPLACE "_test\\.[a-z]+$" "" name ${name})
  if(label STREQUAL unit)
    string(REPLACE "/" "_" target test_${name})
    get_filename_component(folder ${file} DIRECTORY)
    file(GLOB parts CONFIGURE_DEPENDS ${folder}/parts/*.c)
    add_executable(${target} ${file} ${parts})
    target_link_libraries(${target} PRIVATE test_support $<TARGET_NAME_IF_EXISTS:mw_parts> mw_desk)
    add_test(NAME ${name} COMMAND ${target})
  else()
    get_filename_component(ending ${file} LAST_EXT)
    set(name ${name}${ending}) # a program and a script may have one name
    add_test(NAME ${name} COMMAND ${file})
  endif()
  if(file MATCHES "_long_test\\.[a-z]+$")
    set(label "${label};long")
    set(timeout 7200)
  else()
    set(timeout 600)
  endif()
  set_tests_properties(${name} PROPERTIES LABELS "${label}" TIMEOUT ${timeout} SKIP_RETURN_CODE 77
    ENVIRONMENT "${test_environment}")
  if(file MATCHES "/tests/device/|_device_test")
    set_tests_properties(${name} PROPERTIES RUN_SERIAL TRUE) # an emulated chip takes two threads and real time
  endif()
endfunction()

file(GLOB_RECURSE support_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/support/*.c)
list(FILTER support_sources EXCLUDE REGEX "_test\\.c$")
file(GLOB_RECURSE unit_tests CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/*_test.c)
file(GLOB_RECURSE script_tests CONFIGURE_DEPENDS
  ${PROJECT_SOURCE_DIR}/tests/*_test.sh ${PROJECT_SOURCE_DIR}/tests/*_test.py)

if(library_sources)
  pkg_check_modules(CMOCKA REQUIRED IMPORTED_TARGET cmocka)
  add_library(test_support INTERFACE)
  target_include_directories(test_support INTERFACE ${PROJECT_SOURCE_DIR}/tests) # "support/support.h"
  target_link_libraries(test_support INTERFACE PkgConfig::CMOCKA mw_desk)
  if(support_sources)
    add_library(test_support_objects STATIC ${support_sources})
    target_include_directories(test_support_objects PRIVATE ${PROJECT_SOURCE_DIR}/tests)
    target_link_libraries(test_support_objects PRIVATE PkgConfig::CMOCKA mw_desk)
    target_link_libraries(test_support INTERFACE test_support_objects)
  endif()
  foreach(file ${unit_tests})
    mw_register_test(${file} unit)
  endforeach()
endif()

foreach(file ${script_tests})
  if(file MATCHES "/tests/mw/")
    mw_register_test(${file} program)
  else()
    mw_register_test(${file} script)
  endif()
endforeach()

file(GLOB house_rules CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/scripts/check_*)
foreach(file ${house_rules})
  get_filename_component(name ${file} NAME)
  string(REPLACE "check_" "style/" name ${name})
  add_test(NAME ${name} COMMAND ${file})
  set_tests_properties(${name} PROPERTIES LABELS style TIMEOUT 600 SKIP_RETURN_CODE 77
    ENVIRONMENT "${test_environment}")
endforeach()
