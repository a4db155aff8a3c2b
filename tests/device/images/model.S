@ SPDX-License-Identifier: Apache-2.0
@
@ The model, MODEL, in a section of its own, so that an image's size can be told without it.
    .syntax unified
    .section .model, "a"
    .balign 8
    .global image_model, image_model_end
image_model:
    .incbin MODEL
image_model_end:
