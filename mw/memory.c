/* SPDX-License-Identifier: Apache-2.0
 *
 * What lies where in the arena, and when. See memory.h. */
#include "mw/memory.h"

#include <stdlib.h>

#include "mw/mw.h"

static uint32_t offset_in_arena(const mw_session *s, const void *at, uint32_t *bytes)
{
    uintptr_t offset = (uintptr_t)at - (uintptr_t)s->arena;
    if (!at || (uintptr_t)at < (uintptr_t)s->arena || offset >= s->sizes.arena) {
        *bytes = 0; /* it lies elsewhere: a constant */
    }
    return (uint32_t)offset;
}

static void add(const mw_session *s, mw_memory_block *block, uint32_t tensor, const void *at,
                uint32_t now)
{
    mw_tensor read;
    mw_model_tensor(&s->model, tensor, &read);
    *block = (mw_memory_block){tensor, 0, read.bytes, now, now};
    block->offset = offset_in_arena(s, at, &block->bytes);
}

/* Tensors of one operator that runs as a node, or that hands its input on. */
static void add_outputs(const mw_session *s, mw_memory_block *blocks, uint32_t *owner,
                        uint32_t index, bool has_node, uint32_t node)
{
    for (uint32_t i = 0; i < mw_model_operator_output_count(&s->model, index); i++) {
        uint32_t tensor = mw_model_operator_output(&s->model, index, i);
        if (has_node) {
            add(s, &blocks[tensor], tensor, mw_node_place(&s->interpreter, node, i), index + 1);
        } else {
            owner[tensor] = owner[mw_model_operator_input(&s->model, index, 0)];
        }
    }
}

static void use_inputs(const mw_session *s, mw_memory_block *blocks, const uint32_t *owner,
                       uint32_t index)
{
    for (uint32_t i = 0; i < mw_model_operator_input_count(&s->model, index); i++) {
        int32_t tensor = mw_model_operator_input(&s->model, index, i);
        if (tensor >= 0) {
            blocks[owner[tensor]].last = index + 1;
        }
    }
}

mw_memory_block *mw_memory_blocks(const mw_session *s, uint32_t *count)
{
    const mw_model *model = &s->model;
    uint32_t tensors = mw_model_tensor_count(model);
    mw_memory_block *blocks = calloc(tensors + 1u, sizeof *blocks);
    uint32_t *owner = calloc(tensors + 1u, sizeof *owner);
    if (!blocks || !owner) {
        free(owner);
        free(blocks);
        return NULL;
    }
    for (uint32_t i = 0; i < tensors; i++) {
        owner[i] = i;
    }
    for (uint32_t i = 0; i < mw_model_input_count(model); i++) {
        uint32_t tensor = mw_model_input(model, i);
        add(s, &blocks[tensor], tensor, mw_input(&s->interpreter, i), 0);
    }
    uint32_t node = 0;
    for (uint32_t index = 0; index < mw_model_operator_count(model); index++) {
        mw_node_info info;
        bool has_node =
            mw_node_info_get(&s->interpreter, node, &info) == MW_OK && info.operator_index == index;
        use_inputs(s, blocks, owner, index);
        add_outputs(s, blocks, owner, index, has_node, node);
        node += has_node;
    }
    for (uint32_t i = 0; i < mw_model_output_count(model); i++) {
        blocks[owner[mw_model_output(model, i)]].last = mw_model_operator_count(model);
    }
    *count = 0;
    for (uint32_t i = 0; i < tensors; i++) {
        if (blocks[i].bytes > 0) {
            blocks[(*count)++] = blocks[i];
        }
    }
    free(owner);
    return blocks;
}

uint32_t mw_memory_bound(const mw_memory_block *blocks, uint32_t count, uint32_t operators)
{
    uint32_t bound = 0;
    for (uint32_t now = 0; now <= operators; now++) {
        uint32_t alive = 0;
        for (uint32_t i = 0; i < count; i++) {
            bool is_alive = blocks[i].first <= now && now <= blocks[i].last;
            alive += is_alive ? (blocks[i].bytes + 7u) & ~7u : 0;
        }
        bound = alive > bound ? alive : bound;
    }
    return bound;
}
