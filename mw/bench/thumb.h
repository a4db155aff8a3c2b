/* SPDX-License-Identifier: Apache-2.0
 *
 * What an instruction of the Thumb set is, as far as its timing goes (Armv6-M and Armv7-M
 * Architecture Reference Manuals, "The Thumb instruction set encoding"). */
#ifndef MW_BENCH_THUMB_H
#define MW_BENCH_THUMB_H

#include <stdbool.h>
#include <stdint.h>

#include "mw/bench/core.h"

typedef struct mw_thumb {
    mw_class class;
    uint32_t bytes;     /* 2 or 4 */
    uint32_t registers; /* of a load or store of several */
    uint32_t writes;    /* bits: registers it computes or loads */
    uint32_t addresses; /* bits: registers an address is made of */
    uint32_t if_then;   /* IF_THEN: how many instructions behind it are conditional */
} mw_thumb;

/* Decodes what stands at `code`, which has at least 4 readable bytes or the last instruction. */
mw_thumb mw_thumb_decode(const uint8_t *code, bool has_four);

#endif
