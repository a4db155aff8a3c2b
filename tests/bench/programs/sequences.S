/* SPDX-License-Identifier: Apache-2.0
 *
 * Sequences whose instructions and cycles were counted by hand from Arm's manuals: the numbers stand in cycles_test.c.
 * A case is a function, and all of it counts, its return too. THUMB_2 adds what an Armv7-M core has more, DSP what a
 * Cortex-M4 has. */
    .syntax unified
    .thumb

    .section .vectors, "a"
    .word 0x20010000
    .word start + 1
    .word fault + 1
    .word fault + 1

    .text

    .macro CASE name
    .balign 4
    .global \name
    .type \name, %function
    .thumb_func
\name:
    .endm

    .macro RUN name
    bl \name
    .endm

CASE fault
    b fault

CASE start
    RUN case_arithmetic
    RUN case_loop
    RUN case_long_loop
    RUN case_multiply
    RUN case_load_store
    RUN case_pipelining
    RUN case_address_wait
    RUN case_multiple
    RUN case_call
    RUN case_not_taken
    RUN case_status
#if THUMB_2
    RUN case_wide
    RUN case_if_then
    RUN case_skipped_load
    RUN case_update
    RUN case_double
    RUN case_unaligned
    RUN case_table
    RUN case_compare_branch
    RUN case_to_pc
#endif
#if DSP
    RUN case_dsp
#endif
    ldr r1, =exit_block
    movs r0, #0x20
    bkpt 0xab
    b fault
    .ltorg
    .balign 4
exit_block:
    .word 0x20026, 0

CASE case_arithmetic
    movs r0, #1
    adds r0, r0, r0
    lsls r0, r0, #2
    eors r0, r0
    bx lr

/* 1 + 100 * (subs, bne), the last bne not taken. */
CASE case_loop
    movs r0, #100
1:  subs r0, #1
    bne 1b
    bx lr

/* 50 times 200 rounds. */
CASE case_long_loop
    movs r1, #50
2:  movs r0, #200
1:  subs r0, #1
    bne 1b
    subs r1, #1
    bne 2b
    bx lr

CASE case_multiply
    movs r0, #3
    movs r1, #5
    muls r0, r1, r0
    muls r1, r0, r1
    bx lr

CASE case_load_store
    sub sp, #16
    mov r0, sp
    nop
    str r1, [r0]
    ldr r2, [r0]
    ldr r3, [r0, #4]
    adds r2, r2, r3
    strb r2, [r0, #8]
    add sp, #16
    bx lr

CASE case_pipelining
    sub sp, #16
    mov r0, sp
    movs r3, #0
    str r0, [r0]
    ldr r1, [r0]
    ldr r2, [r1]      /* its address is what the load before it loads */
    ldr r1, [r0, r3]
    str r2, [r0, r3]
    add sp, #16
    bx lr

CASE case_address_wait
    sub sp, #8
    mov r0, sp
    ldr r1, [r0]      /* its address is what the instruction before it made */
    add sp, #8
    bx lr

CASE case_multiple
    push {r4, r5, r6, lr}
    mov r0, sp
    nop
    ldmia r0!, {r1, r2, r3}
    nop
    pop {r4, r5, r6, pc}

CASE leaf
    bx lr

CASE case_call
    push {lr}
    bl leaf
    pop {pc}

CASE case_not_taken
    movs r0, #0
    cmp r0, #1
    beq 1f
    cmp r0, #2
    beq 1f
    b 2f
1:  nop
2:  bx lr

CASE case_status
    mrs r0, primask
    dsb
    bx lr

#if THUMB_2
CASE case_wide
    umull r0, r1, r2, r3
    smlal r0, r1, r2, r3
    mla r0, r1, r2, r3
    mls r0, r1, r2, r3
    udiv r0, r1, r2
    bx lr

CASE case_if_then
    movs r0, #0
    cmp r0, #0
    itte eq
    addeq r0, #1
    addeq r0, #1
    addne r0, #1
    bx lr

CASE case_skipped_load
    sub sp, #8
    mov r0, sp
    cmp r0, r0
    it ne
    ldrne r1, [r0]
    add sp, #8
    bx lr

CASE case_update
    sub sp, #16
    mov r0, sp
    nop
    ldr r1, [r0], #4
    ldr r2, [sp]
    add sp, #16
    bx lr

CASE case_double
    sub sp, #16
    mov r0, sp
    nop
    strd r0, r1, [r0]
    ldrd r2, r3, [r0, #8]
    add sp, #16
    bx lr

CASE case_unaligned
    sub sp, #16
    mov r0, sp
    nop
    ldr r1, [r0, #1]
    ldrh r2, [r0, #3]
    ldr r3, [r0, #2]
    add sp, #16
    bx lr

CASE case_table
    movs r0, #1
    nop
    tbb [pc, r0]
1:  .byte (2f - 1b) / 2, (3f - 1b) / 2
2:  nop
3:  bx lr

CASE case_compare_branch
    movs r0, #0
    cbz r0, 1f
    nop
1:  bx lr

/* ldr pc: two for the load, three to fill the pipeline. */
CASE case_to_pc
    push {lr}
    ldr pc, [sp], #4
#endif

#if DSP
CASE case_dsp
    smlad r0, r1, r2, r3
    smuad r0, r1, r2
    sxtab16 r0, r1, r2
    qadd r0, r1, r2
    bx lr
#endif
