# SPDX-License-Identifier: Apache-2.0
#
# The compiler's options, said once. `mw_strict` is what every file of this tree is compiled with; it is linked
# PRIVATE, so a project that takes Milliwatt in keeps its own.

add_library(mw_strict INTERFACE)

if(PROJECT_IS_TOP_LEVEL)
  target_compile_options(mw_strict INTERFACE
    -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wundef -Wcast-align -Werror)
  set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
endif()

# With --gc-sections the linker drops what an application does not name.
target_compile_options(mw_strict INTERFACE -std=c11 -ffunction-sections -fdata-sections)

if(MW_SANITIZE)
  target_compile_options(mw_strict INTERFACE
    -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(mw_strict INTERFACE -fsanitize=address,undefined)
endif()
