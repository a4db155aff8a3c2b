/* SPDX-License-Identifier: Apache-2.0
 *
 * Memory for conformance cases where there are no pages to guard it: one block, and a pattern
 * around each array. */
#include "base/memory.h"
#include "conformance/conformance.h"

enum { PATTERN = 0xC5, BORDER = 16 };

static void *take(void *context, uint32_t bytes, uint32_t alignment)
{
    conformance_block *block = context;
    uint32_t begin = block->used + BORDER;
    begin = (begin + alignment - 1) / alignment * alignment;
    bool fits = begin <= block->size && bytes <= block->size - begin &&
                block->size - begin - bytes >= BORDER &&
                block->count < sizeof block->ends / sizeof block->ends[0];
    if (!fits) {
        return NULL;
    }
    if (block->used == 0) {
        memset(block->bytes, PATTERN, block->size);
    }
    block->ends[block->count][0] = begin;
    block->ends[block->count][1] = begin + bytes;
    block->count++;
    block->used = begin + bytes;
    return block->bytes + begin;
}

static bool is_intact(const void *context)
{
    const conformance_block *block = context;
    uint32_t at = 0;
    for (uint32_t i = 0; i <= block->count; i++) {
        uint32_t next = i < block->count ? block->ends[i][0] : block->size;
        for (; at < next; at++) {
            if (block->bytes[at] != PATTERN) {
                return false;
            }
        }
        at = i < block->count ? block->ends[i][1] : at;
    }
    return true;
}

static void give_back(void *context)
{
    conformance_block *block = context;
    block->used = 0;
    block->count = 0;
}

conformance_memory conformance_block_memory(conformance_block *block)
{
    return (conformance_memory){take, is_intact, give_back, block};
}
