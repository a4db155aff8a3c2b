# SPDX-License-Identifier: Apache-2.0
#
# Toolchain for the Arm boards: arm-none-eabi-gcc, for the CPU that the board's preset names in MW_CPU.

set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR arm)
set(CMAKE_C_COMPILER arm-none-eabi-gcc)
set(CMAKE_ASM_COMPILER arm-none-eabi-gcc)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY) # a probe cannot link: there is no start-up code yet
set(CMAKE_TRY_COMPILE_PLATFORM_VARIABLES MW_CPU)

set(CMAKE_C_FLAGS_INIT "-mcpu=${MW_CPU} -mthumb -ffreestanding")
set(CMAKE_ASM_FLAGS_INIT "-mcpu=${MW_CPU} -mthumb")
set(CMAKE_EXE_LINKER_FLAGS_INIT "-nostartfiles -Wl,--gc-sections")
