/* SPDX-License-Identifier: Apache-2.0
 *
 * Where every tensor lives, and when: lifetimes, and packing them into the arena. */
#ifndef MWI_LAYOUT_H
#define MWI_LAYOUT_H

#include <stdint.h>

/* A tensor or scratch while the arena is laid out. Time 0 is before the first node, node i runs at
 * time i + 1. */
typedef struct mwi_block {
    uint16_t first, last; /* times of first and last use */
    uint32_t bytes;       /* 0: takes no room in the arena */
    uint32_t place;       /* found by mwi_layout for blocks with bytes */
} mwi_block;

#define MWI_NO_PLACE UINT32_MAX

/* Places count blocks so that those alive at one time do not overlap, each at a multiple of 8, and
 * returns the bytes of the arena; MWI_NO_PLACE where they come to 2^29 or more. list has room for
 * count numbers. Work is bounded by count squared. */
uint32_t mwi_layout(mwi_block *blocks, uint32_t count, uint16_t *list);

#endif
