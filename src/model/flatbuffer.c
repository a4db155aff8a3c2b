/* SPDX-License-Identifier: Apache-2.0
 *
 * The FlatBuffers wire format: proving and reading. See flatbuffer.h.
 *
 * Sizes are below 2^29 (model.c sees to that), so sums of two offsets do not overflow. Offsets read
 * from the file are compared with what is left before they are added. */
#include "model/flatbuffer.h"

bool mwi_prove_spend(mwi_proof *proof, uint32_t count)
{
    if (count > proof->budget) {
        return false;
    }
    proof->budget -= count;
    return true;
}

bool mwi_prove_table(const mwi_proof *proof, uint32_t table)
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
    if (vtable_bytes < 4 || vtable_bytes > proof->size - vtable || table_bytes < 4 ||
        table_bytes > proof->size - table) {
        return false;
    }
    return true; /* mwi_field compares each field with the table's size when it is read */
}

uint32_t mwi_field(const uint8_t *bytes, uint32_t table, uint32_t field, uint32_t width)
{
    uint32_t vtable = table - mwi_load_u32(bytes + table);
    uint32_t entry = 4 + 2 * field;
    if (entry + 2 > mwi_load_u16(bytes + vtable)) {
        return 0;
    }
    uint32_t position = mwi_load_u16(bytes + vtable + entry);
    if (position < 4 || position + width > mwi_load_u16(bytes + vtable + 2)) {
        return 0;
    }
    return table + position;
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

/* Follows the offset that stands at a proven place; room bytes must follow where it points. */
static bool follow(const mwi_proof *proof, uint32_t at, uint32_t room, uint32_t *target)
{
    uint32_t distance = mwi_load_u32(proof->bytes + at);
    if (distance == 0 || distance > proof->size - at || room > proof->size - at - distance) {
        return false;
    }
    *target = at + distance;
    return true;
}

bool mwi_prove_vector(const mwi_proof *proof, uint32_t table, uint32_t field, uint32_t element,
                      uint32_t *vector)
{
    *vector = 0;
    uint32_t at = mwi_field(proof->bytes, table, field, 4);
    if (!at) {
        return true;
    }
    if (!follow(proof, at, 4, vector)) {
        return false;
    }
    uint32_t room = proof->size - *vector - 4;
    return mwi_load_u32(proof->bytes + *vector) <= room / element;
}

bool mwi_prove_field_table(const mwi_proof *proof, uint32_t table, uint32_t field, uint32_t *target)
{
    *target = 0;
    uint32_t at = mwi_field(proof->bytes, table, field, 4);
    return !at || (follow(proof, at, 4, target) && mwi_prove_table(proof, *target));
}

bool mwi_prove_tables(mwi_proof *proof, uint32_t table, uint32_t field, uint32_t *vector)
{
    if (!mwi_prove_vector(proof, table, field, 4, vector)) {
        return false;
    }
    uint32_t count = mwi_vector_count(proof->bytes, *vector);
    if (!mwi_prove_spend(proof, count)) {
        return false;
    }
    for (uint32_t i = 0; i < count; i++) {
        uint32_t target;
        if (!follow(proof, *vector + 4 + 4 * i, 4, &target) || !mwi_prove_table(proof, target)) {
            return false;
        }
    }
    return true;
}
