/* SPDX-License-Identifier: Apache-2.0
 *
 * The registers that every Cortex-M has, as far as the boards use them (Armv6-M and Armv7-M
 * Architecture Reference Manuals, "System Control Space"). */
#ifndef MW_BOARD_CORTEX_M_H
#define MW_BOARD_CORTEX_M_H

#include <stdint.h>

#define BOARD_REGISTER(address) (*(volatile uint32_t *)(uintptr_t)(address))

#define SYSTICK_CONTROL BOARD_REGISTER(0xE000E010u)
#define SYSTICK_RELOAD  BOARD_REGISTER(0xE000E014u)
#define SYSTICK_VALUE   BOARD_REGISTER(0xE000E018u)
#define NVIC_ENABLE     BOARD_REGISTER(0xE000E100u)
#define SCB_ICSR        BOARD_REGISTER(0xE000ED04u)
#define SCB_SHPR3       BOARD_REGISTER(0xE000ED20u)
#define SCB_CFSR        BOARD_REGISTER(0xE000ED28u) /* the fault registers: Armv7-M only */
#define SCB_MMFAR       BOARD_REGISTER(0xE000ED34u)
#define SCB_BFAR        BOARD_REGISTER(0xE000ED38u)

#define SCB_ICSR_PEND_SV    (1u << 28)
#define SCB_SHPR3_PEND_SV   (0xFFu << 16) /* the lowest priority */
#define SYSTICK_ENABLE_CORE 5u            /* counting, by the processor's clock, no interrupt */

/* The vector table's first sixteen entries; the board's interrupts follow. */
typedef void board_handler(void);

void reset_handler(void);
void hard_fault_handler(void);
void pend_sv_handler(void);
void unexpected_handler(void);

#define BOARD_CORE_VECTORS(stack_top) BOARD_CORE_VECTORS_FROM(stack_top, reset_handler)
#define BOARD_CORE_VECTORS_FROM(stack_top, first)                                                  \
    (board_handler *)(uintptr_t)(stack_top), first, unexpected_handler /* NMI */,                  \
        hard_fault_handler, hard_fault_handler /* memory */, hard_fault_handler /* bus */,         \
        hard_fault_handler /* usage */, 0, 0, 0, 0, unexpected_handler /* SVCall */,               \
        unexpected_handler /* debug */, 0, pend_sv_handler, unexpected_handler /* SysTick */

/* Interrupts of the board before the one that is used. */
#define BOARD_8_UNUSED                                                                             \
    unexpected_handler, unexpected_handler, unexpected_handler, unexpected_handler,                \
        unexpected_handler, unexpected_handler, unexpected_handler, unexpected_handler
#define BOARD_32_UNUSED BOARD_8_UNUSED, BOARD_8_UNUSED, BOARD_8_UNUSED, BOARD_8_UNUSED

#endif
