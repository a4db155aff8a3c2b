/* SPDX-License-Identifier: Apache-2.0
 *
 * Arm MPS2 with the AN500 image: a Cortex-M7 at 25 MHz (Arm application note AN500).
 * mps/mps_board.h has the drivers. */
#include "mps/guard_armv7m.h"

#define MPS_UART           0x40004000u
#define MPS_FPGA_IO        0x40028000u
#define MPS_CONTROL        0x4002F000u
#define MPS_UART_INTERRUPT 0u
#define MPS_CLOCK_MHZ      25u
#define MPS_GUARD_STACK    guard_stack

#include "mps/mps_board.h"
