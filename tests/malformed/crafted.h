/* SPDX-License-Identifier: Apache-2.0
 *
 * Writes FlatBuffers by hand, so that a test can make models that no converter makes. Tables come
 * before what they point to, as offsets only lead forward; every field takes a word. */
#ifndef TEST_CRAFTED_H
#define TEST_CRAFTED_H

#include <string.h>

#include "support/support.h"

enum { CRAFTED_BYTES = 3 << 20 };

typedef struct crafted {
    uint8_t bytes[CRAFTED_BYTES];
    uint32_t size;
} crafted;

static inline void crafted_set(crafted *c, uint32_t at, uint32_t word)
{
    memcpy(c->bytes + at, &word, sizeof word);
}

static inline uint32_t crafted_words(crafted *c, uint32_t count)
{
    uint32_t at = c->size;
    assert_true(count <= (CRAFTED_BYTES - at) / 4);
    memset(c->bytes + at, 0, 4 * count);
    c->size += 4 * count;
    return at;
}

/* A table with so many fields, all present and 0. Field number i stands at crafted_field. */
static inline uint32_t crafted_table(crafted *c, uint32_t fields)
{
    uint32_t vtable_words = (4 + 2 * fields + 3) / 4;
    uint32_t vtable = crafted_words(c, vtable_words + 1 + fields);
    uint32_t table = vtable + 4 * vtable_words;
    crafted_set(c, vtable, (4 + 2 * fields) | (4 + 4 * fields) << 16);
    for (uint32_t i = 0; i < fields; i++) {
        uint16_t entry = (uint16_t)(4 + 4 * i);
        memcpy(c->bytes + vtable + 4 + 2 * i, &entry, sizeof entry);
    }
    crafted_set(c, table, table - vtable);
    return table;
}

static inline uint32_t crafted_field(uint32_t table, uint32_t field)
{
    return table + 4 + 4 * field;
}

/* Takes a field away: the table is as if it had been left out. */
static inline void crafted_omit(crafted *c, uint32_t table, uint32_t field)
{
    uint32_t distance;
    memcpy(&distance, c->bytes + table, sizeof distance);
    memset(c->bytes + table - distance + 4 + 2 * field, 0, 2);
}

static inline void crafted_point(crafted *c, uint32_t at, uint32_t target)
{
    crafted_set(c, at, target - at);
}

/* A vector of words, all 0; element i stands at crafted_element. */
static inline uint32_t crafted_vector(crafted *c, uint32_t count)
{
    uint32_t at = crafted_words(c, 1 + count);
    crafted_set(c, at, count);
    return at;
}

static inline uint32_t crafted_element(uint32_t vector, uint32_t i)
{
    return vector + 4 + 4 * i;
}

/* A vector of tables that are one and the same. */
static inline uint32_t crafted_shared(crafted *c, uint32_t count)
{
    uint32_t vector = crafted_vector(c, count);
    for (uint32_t i = 0; i < count; i++) {
        crafted_point(c, crafted_element(vector, i), c->size);
    }
    return vector;
}

/* A field that points to what is written next. */
static inline void crafted_next(crafted *c, uint32_t table, uint32_t field)
{
    crafted_point(c, crafted_field(table, field), c->size);
}

#endif
