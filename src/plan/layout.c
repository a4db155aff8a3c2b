/* SPDX-License-Identifier: Apache-2.0
 *
 * Packs the tensors into the arena.
 *
 * Greedy: one block after another goes to the lowest place where no block lies that is alive at
 * the same time. Which order is best depends on the model: by size alone a typical picture network
 * (55,296 bytes at its fullest moment) takes a sixth more than by the best of two. So
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

/* Whether block a goes before block b: by their numbers where nothing else tells. */
static bool goes_before(const mwi_block *blocks, uint32_t a, uint32_t b, uint32_t order)
{
    const mwi_block *one = &blocks[a];
    const mwi_block *other = &blocks[b];
    if (order == BY_SIZE && one->bytes != other->bytes) {
        return one->bytes > other->bytes;
    }
    if (one->first != other->first) {
        return one->first < other->first;
    }
    return one->bytes != other->bytes ? one->bytes > other->bytes : a < b;
}

/* The lowest offset where a block fits between the first placed numbers of the list, which stand in
 * the order of their offsets. */
static uint32_t find_offset(const mwi_block *blocks, const uint16_t *list, uint32_t placed,
                            const mwi_block *block)
{
    uint32_t offset = 0;
    for (uint32_t i = 0; i < placed; i++) {
        const mwi_block *other = &blocks[list[i]];
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

/* Moves the block that goes next, of those behind the placed ones, to where they end. */
static void choose(const mwi_block *blocks, uint16_t *list, uint32_t placed, uint32_t count,
                   uint32_t order)
{
    uint32_t best = placed;
    for (uint32_t i = placed + 1; i < count; i++) {
        if (goes_before(blocks, list[i], list[best], order)) {
            best = i;
        }
    }
    uint16_t chosen = list[best];
    list[best] = list[placed];
    list[placed] = chosen;
}

/* Puts the block behind the placed ones among them, by its offset. */
static void insert(const mwi_block *blocks, uint16_t *list, uint32_t placed)
{
    uint16_t inserted = list[placed];
    uint32_t at = placed;
    while (at > 0 && blocks[list[at - 1]].place > blocks[inserted].place) {
        list[at] = list[at - 1];
        at--;
    }
    list[at] = inserted;
}

/* Places the count blocks of the list; MWI_NO_PLACE where there is not room enough. */
static uint32_t pack(mwi_block *blocks, uint16_t *list, uint32_t count, uint32_t order)
{
    const uint32_t limit = 1u << MW_PLACE_SHIFT;
    uint32_t arena = 0;
    for (uint32_t placed = 0; placed < count; placed++) {
        choose(blocks, list, placed, count, order);
        mwi_block *block = &blocks[list[placed]];
        uint32_t offset = find_offset(blocks, list, placed, block);
        uint32_t end = aligned(offset + block->bytes);
        if (end >= limit) {
            return MWI_NO_PLACE;
        }
        block->place = offset;
        insert(blocks, list, placed);
        arena = end > arena ? end : arena;
    }
    return arena;
}

uint32_t mwi_layout(mwi_block *blocks, uint32_t count, uint16_t *list)
{
    uint32_t listed = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (blocks[i].bytes != 0) {
            list[listed++] = (uint16_t)i;
        }
    }
    uint32_t best = 0;
    uint32_t best_arena = MWI_NO_PLACE;
    for (uint32_t i = 0; i < ORDERS; i++) {
        uint32_t arena = pack(blocks, list, listed, i);
        if (arena < best_arena) {
            best_arena = arena;
            best = i;
        }
    }
    if (best != ORDERS - 1) {
        pack(blocks, list, listed, best);
    }
    return best_arena;
}
