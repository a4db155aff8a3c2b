/* SPDX-License-Identifier: Apache-2.0
 *
 * From reset to common/reset.c: a stack, and a place for traps to go (The RISC-V Instruction Set
 * Manual, volume II, "mtvec"). */
#include "board.h"
#include "common/fault.h"

void trap_handler(void);

/* The machine starts at the first word of memory. */
__asm__(".section .vectors, \"ax\"\n"
        ".globl riscv_start\n"
        "riscv_start:\n"
        "    la sp, linker_stack_top\n"
        "    la t0, trap_handler\n"
        "    csrw mtvec, t0\n"
        "    j reset_handler\n");

__attribute__((aligned(4))) void trap_handler(void)
{
    uint32_t cause, at;
    __asm volatile("csrr %0, mcause" : "=r"(cause));
    __asm volatile("csrr %0, mepc" : "=r"(at));
    board_write("fault, cause ");
    board_write_number((int32_t)cause);
    board_write(" at ");
    board_write_number((int32_t)at);
    board_write("\n");
    board_stop(BOARD_FAULT_CODE);
}
