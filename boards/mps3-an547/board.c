/* SPDX-License-Identifier: Apache-2.0
 *
 * Arm MPS3 with the AN547 image: a Cortex-M55 at 32 MHz (Arm application note AN547), all of it
 * secure. mps/mps_board.h has the drivers. */
#include "mps/guard_armv8m.h"

#define MPS_UART           0x59303000u
#define MPS_FPGA_IO        0x59302000u
#define MPS_CONTROL        0x59300000u
#define MPS_UART_INTERRUPT 33u
#define MPS_CLOCK_MHZ      32u
#define MPS_GUARD_STACK    guard_stack

#include "mps/mps_board.h"
