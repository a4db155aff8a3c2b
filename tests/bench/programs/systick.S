/* SPDX-License-Identifier: Apache-2.0
 *
 * Work between two readings of SysTick: ROUNDS rounds of subs and bne, a mark before and behind. The difference, which
 * wraps at 2^24, is written as one word to the file ticks. */
    .syntax unified
    .thumb

    .section .vectors, "a"
    .word 0x20010000
    .word start + 1
    .word fault + 1
    .word fault + 1

    .text
    .type fault, %function
fault:
    b fault

    .global bench_mark
    .type bench_mark, %function
bench_mark:
    bx lr

    .type start, %function
start:
    ldr r4, =0xE000E010
    ldr r0, =0xFFFFFF
    str r0, [r4, #4]
    str r0, [r4, #8]
    movs r0, #5
    str r0, [r4]
    bl bench_mark
    ldr r5, [r4, #8]
    ldr r0, =ROUNDS
1:  subs r0, #1
    bne 1b
    ldr r6, [r4, #8]
    bl bench_mark
    subs r5, r5, r6
    ldr r1, =open_block
    movs r0, #1             /* open */
    bkpt 0xab
    ldr r2, =0x20000000
    str r5, [r2]
    ldr r3, =0x20000100     /* handle, address, bytes */
    str r0, [r3]
    str r2, [r3, #4]
    movs r0, #4
    str r0, [r3, #8]
    mov r1, r3
    movs r0, #5             /* write */
    bkpt 0xab
    ldr r1, =exit_block
    movs r0, #0x20
    bkpt 0xab
    b fault
    .ltorg
    .balign 4
open_block:
    .word name, 5, name_end - name
exit_block:
    .word 0x20026, 0
name:
    .ascii TICKS_FILE
name_end:
    .byte 0
