/* SPDX-License-Identifier: Apache-2.0
 *
 * The FlatBuffers wire format: proving and reading. See flatbuffer.h.
 *
 * Sizes are below 2^29 (model.c sees to that), so sums of two offsets do not overflow. Distances
 * read from the file are compared with what is left before they are added. */
#include "model/flatbuffer.h"

uint32_t mwi_field(const uint8_t *bytes, uint32_t table, uint32_t field, uint32_t width)
{
    const uint8_t *vtable = bytes + (table - mwi_load_u32(bytes + table));
    uint32_t entry = 4 + 2 * field;
    uint32_t position = entry < mwi_load_u16(vtable) ? mwi_load_u16(vtable + entry) : 0;
    return position != 0 && position + width <= mwi_load_u16(vtable + 2) ? table + position : 0;
}

uint32_t mwi_field_target(const uint8_t *bytes, uint32_t table, uint32_t field)
{
    uint32_t at = mwi_field(bytes, table, field, 4);
    return at ? at + mwi_load_u32(bytes + at) : 0;
}

uint32_t mwi_field_u8(const uint8_t *bytes, uint32_t table, uint32_t field, uint32_t otherwise)
{
    uint32_t at = mwi_field(bytes, table, field, 1);
    return at ? bytes[at] : otherwise;
}

uint32_t mwi_field_u32(const uint8_t *bytes, uint32_t table, uint32_t field, uint32_t otherwise)
{
    uint32_t at = mwi_field(bytes, table, field, 4);
    return at ? mwi_load_u32(bytes + at) : otherwise;
}

uint32_t mwi_vector_count(const uint8_t *bytes, uint32_t vector)
{
    return vector ? mwi_load_u32(bytes + vector) : 0;
}

uint32_t mwi_vector_u32(const uint8_t *bytes, uint32_t vector, uint32_t index)
{
    return mwi_load_u32(bytes + vector + 4 + 4 * index);
}

uint32_t mwi_vector_table(const uint8_t *bytes, uint32_t vector, uint32_t index)
{
    uint32_t at = vector + 4 + 4 * index;
    return at + mwi_load_u32(bytes + at);
}

uint32_t mwi_vector_target(const uint8_t *bytes, uint32_t vector, uint32_t index, uint32_t field)
{
    return mwi_field_target(bytes, mwi_vector_table(bytes, vector, index), field);
}

bool mwi_prove_spend(mwi_proof *proof, uint32_t count)
{
    if (count > proof->budget) {
        return false;
    }
    proof->budget -= count;
    return true;
}

/* Whether the vtable of a table is there, and with it the extent of both. Each field is compared
 * with the table's size when it is read. */
static bool prove_extent(const mwi_proof *proof, uint32_t table)
{
    if (table > proof->size - 4) {
        return false;
    }
    /* The vtable usually stands before its table, but the distance is signed. */
    uint32_t vtable = table - mwi_load_u32(proof->bytes + table);
    if (vtable > proof->size - 4) {
        return false;
    }
    uint32_t vtable_bytes = mwi_load_u16(proof->bytes + vtable);
    uint32_t table_bytes = mwi_load_u16(proof->bytes + vtable + 2);
    return vtable_bytes >= 4 && vtable_bytes % 2 == 0 && vtable_bytes <= proof->size - vtable &&
           table_bytes >= 4 && table_bytes <= proof->size - table;
}

/* What the pointer at a proven place points to; 0 where that or its first 4 bytes lie outside. */
static uint32_t follow(const mwi_proof *proof, uint32_t at)
{
    uint32_t distance = mwi_load_u32(proof->bytes + at);
    return distance != 0 && distance <= proof->size - 4 - at ? at + distance : 0;
}

static bool prove_pointer(const mwi_proof *proof, uint32_t table, mwi_pointer pointer)
{
    uint32_t at = mwi_field(proof->bytes, table, pointer.field, 4);
    if (!at) {
        return true;
    }
    uint32_t target = follow(proof, at);
    if (!target || pointer.element == MWI_TABLE) {
        return target && prove_extent(proof, target);
    }
    uint32_t room = proof->size - 4 - target;
    return mwi_load_u32(proof->bytes + target) <= room / pointer.element;
}

bool mwi_prove_table(const mwi_proof *proof, uint32_t table, const mwi_pointer *pointers)
{
    bool proven = prove_extent(proof, table);
    for (; proven && pointers->element != MWI_POINTERS_END; pointers++) {
        proven = prove_pointer(proof, table, *pointers);
    }
    return proven;
}

bool mwi_prove_tables(mwi_proof *proof, uint32_t table, uint32_t field, const mwi_pointer *pointers,
                      uint32_t *vector)
{
    *vector = mwi_field_target(proof->bytes, table, field);
    if (!prove_pointer(proof, table, (mwi_pointer){(uint8_t)field, 4})) {
        return false;
    }
    uint32_t count = mwi_vector_count(proof->bytes, *vector);
    bool proven = mwi_prove_spend(proof, count);
    for (uint32_t i = 0; proven && i < count; i++) {
        uint32_t target = follow(proof, *vector + 4 + 4 * i);
        proven = target && mwi_prove_table(proof, target, pointers);
    }
    return proven;
}
