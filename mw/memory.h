/* SPDX-License-Identifier: Apache-2.0
 *
 * What lies where in the arena, and when: for the picture of inspect. */
#ifndef MW_MEMORY_H
#define MW_MEMORY_H

#include "mw/session.h"

/* A tensor in the arena. Time 0 is before the first operator, operator i runs at i + 1. */
typedef struct mw_memory_block {
    uint32_t tensor;
    uint32_t offset, bytes;
    uint32_t first, last;
} mw_memory_block;

/* The blocks of a started session, one for each tensor that has bytes of its own; the caller frees
 * them. Scratch is not among them. */
mw_memory_block *mw_memory_blocks(const mw_session *session, uint32_t *count);

/* Bytes of the tensors alive at a time, at most: no layout can take less. */
uint32_t mw_memory_bound(const mw_memory_block *blocks, uint32_t count, uint32_t operators);

#endif
