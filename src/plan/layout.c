/* SPDX-License-Identifier: Apache-2.0
 *
 * Packs the tensors into the arena.
 *
 * Greedy: one block after another goes to the lowest place where no block lies that is alive at
 * the same time. Which order is best depends on the model: by size alone a typical picture network
 * (56,320 bytes at its fullest moment or less) takes a sixth more than by the best of two. So
 * several fixed orders are tried and the smallest arena is kept, the first of equal ones. */
#include "plan/layout.h"

#include <stdbool.h>

#include "base/memory.h"
#include "milliwatt/plan_format.h"

enum { BY_SIZE, BY_FIRST_USE, ORDERS };

static uint32_t aligned(uint32_t bytes)
{
    return (bytes + 7u) & ~7u;
}

/* Whether a goes before b; b stands before a in the array, and goes first where they are equal. */
static bool goes_before(const mwi_block *a, const mwi_block *b, uint32_t order)
{
    if (order == BY_SIZE && a->bytes != b->bytes) {
        return a->bytes > b->bytes;
    }
    return a->first != b->first ? a->first < b->first : a->bytes > b->bytes;
}

/* The next block to be placed; count when all are. */
static uint32_t next_block(const mwi_block *blocks, uint32_t count, uint32_t order)
{
    uint32_t best = count;
    for (uint32_t i = 0; i < count; i++) {
        if (blocks[i].bytes != 0 && blocks[i].place == MWI_NO_PLACE &&
            (best == count || goes_before(&blocks[i], &blocks[best], order))) {
            best = i;
        }
    }
    return best;
}

/* The lowest offset where a block fits between those placed, which by_offset lists in the order of
 * their offsets. */
static uint32_t find_offset(const mwi_block *blocks, const uint16_t *by_offset, uint32_t placed,
                            const mwi_block *block)
{
    uint32_t offset = 0;
    for (uint32_t i = 0; i < placed; i++) {
        const mwi_block *other = &blocks[by_offset[i]];
        if (other->first > block->last || other->last < block->first) {
            continue;
        }
        if (other->place >= offset && other->place - offset >= block->bytes) {
            break;
        }
        uint32_t end = aligned(other->place + other->bytes);
        offset = end > offset ? end : offset;
    }
    return offset;
}

static void insert(const mwi_block *blocks, uint16_t *by_offset, uint32_t placed, uint32_t index)
{
    uint32_t at = placed;
    while (at > 0 && blocks[by_offset[at - 1]].place > blocks[index].place) {
        by_offset[at] = by_offset[at - 1];
        at--;
    }
    by_offset[at] = (uint16_t)index;
}

static uint32_t pack(mwi_block *blocks, uint32_t count, uint16_t *by_offset, uint32_t order)
{
    const uint32_t limit = 1u << MW_PLACE_SHIFT;
    uint32_t arena = 0;
    for (uint32_t i = 0; i < count; i++) {
        blocks[i].place = blocks[i].bytes ? MWI_NO_PLACE : blocks[i].place;
    }
    for (uint32_t placed = 0;; placed++) {
        uint32_t index = next_block(blocks, count, order);
        if (index == count) {
            return arena;
        }
        uint32_t offset = find_offset(blocks, by_offset, placed, &blocks[index]);
        uint32_t end = aligned(offset + blocks[index].bytes);
        if (end >= limit) {
            return MWI_NO_PLACE;
        }
        blocks[index].place = offset;
        insert(blocks, by_offset, placed, index);
        arena = end > arena ? end : arena;
    }
}

uint32_t mwi_layout(mwi_block *blocks, uint32_t count, uint16_t *order)
{
    uint32_t best = 0;
    uint32_t best_arena = MWI_NO_PLACE;
    uint32_t last_arena = MWI_NO_PLACE;
    for (uint32_t i = 0; i < ORDERS; i++) {
        last_arena = pack(blocks, count, order, i);
        if (last_arena < best_arena) {
            best_arena = last_arena;
            best = i;
        }
    }
    if (best != ORDERS - 1) {
        pack(blocks, count, order, best);
    }
    return best_arena;
}
