/* SPDX-License-Identifier: Apache-2.0
 *
 * The model, MODEL_FILE, and its plan, PLAN_FILE, each in a section of its own: the linker drops a plan that nobody
 * uses. */
    .section .rodata.bench_model, "a", %progbits
    .balign 8
    .global bench_model
bench_model:
    .incbin MODEL_FILE

    .section .rodata.bench_plan, "a", %progbits
    .balign 8
    .global bench_plan
bench_plan:
    .incbin PLAN_FILE
