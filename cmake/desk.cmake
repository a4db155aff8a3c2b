# SPDX-License-Identifier: Apache-2.0
#
# The desk program. `mw_parts` is everything of mw/ but main.c, so that tests can link it too.
# Files of mw/ include each other from the top of the tree: #include "mw/sound/read.h".

file(GLOB_RECURSE mw_sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/mw/*.c)
list(REMOVE_ITEM mw_sources ${PROJECT_SOURCE_DIR}/mw/main.c)

find_package(PkgConfig REQUIRED)
pkg_check_modules(MW_DEPENDENCIES REQUIRED IMPORTED_TARGET sndfile samplerate cairo libcjson inih portaudio-2.0)
find_package(dnnl 2.6 REQUIRED)

add_library(mw_desk INTERFACE) # what every desk file sees
target_include_directories(mw_desk INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_definitions(mw_desk INTERFACE _GNU_SOURCE= MW_VERSION="${PROJECT_VERSION}"
  MW_SOURCE_TREE="${PROJECT_SOURCE_DIR}") # mw bench builds firmware from it
target_link_libraries(mw_desk INTERFACE milliwatt_all mw_strict PkgConfig::MW_DEPENDENCIES DNNL::dnnl m)

if(mw_sources)
  add_library(mw_parts STATIC ${mw_sources})
  target_link_libraries(mw_parts PUBLIC mw_desk)
endif()

if(EXISTS ${PROJECT_SOURCE_DIR}/mw/main.c)
  add_executable(mw mw/main.c)
  target_link_libraries(mw PRIVATE $<TARGET_NAME_IF_EXISTS:mw_parts> mw_desk)
  target_link_options(mw PRIVATE -Wl,--gc-sections)
endif()
