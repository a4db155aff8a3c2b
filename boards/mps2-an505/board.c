/* SPDX-License-Identifier: Apache-2.0
 *
 * Arm MPS2 with the AN505 image: a Cortex-M33 at 20 MHz (Arm application note AN505), all of it
 * secure. mps/mps_board.h has the drivers. */
#include "mps/guard_armv8m.h"

#define MPS_UART           0x50200000u
#define MPS_FPGA_IO        0x50302000u
#define MPS_CONTROL        0x50300000u
#define MPS_UART_INTERRUPT 32u
#define MPS_CLOCK_MHZ      20u
#define MPS_GUARD_STACK    guard_stack

#include "mps/mps_board.h"
