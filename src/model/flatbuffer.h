/* SPDX-License-Identifier: Apache-2.0
 *
 * The FlatBuffers wire format, as far as a .tflite file uses it: reading what is proven.
 *
 * A table begins with the distance back to its vtable; the vtable has its own size, the table's
 * size, and for each field where in the table it stands (0: left out, the default holds). An
 * offset field points forward to a vector, a string or another table; a vector is a count and its
 * elements. Published as "FlatBuffers internals" by Google; nothing here is generated.
 *
 * An offset of 0 stands for "none" throughout: position 0 holds the root's offset, never a thing.
 */
#ifndef MWI_FLATBUFFER_H
#define MWI_FLATBUFFER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/load.h"

/* A file while it is being proven. */
typedef struct mwi_proof {
    const uint8_t *bytes;
    uint32_t size;
    uint32_t budget; /* elements that may still be looked at: what bounds the time */
} mwi_proof;

/* Whether a table stands at this offset, its vtable and all its fields inside the file. */
bool mwi_prove_table(const mwi_proof *proof, uint32_t table);

/* Proves the field of a proven table that points to something; 0 in *at where it is left out. The
 * element size of a vector is 1, 2, 4 or 8 bytes; strings are vectors of bytes. */
bool mwi_prove_vector(const mwi_proof *proof, uint32_t table, uint32_t field, uint32_t element,
                      uint32_t *at);
bool mwi_prove_field_table(const mwi_proof *proof, uint32_t table, uint32_t field, uint32_t *at);

/* Proves a vector of tables: each of them. */
bool mwi_prove_tables(mwi_proof *proof, uint32_t table, uint32_t field, uint32_t *at);

/* Takes count from the budget; false where it does not suffice. */
bool mwi_prove_spend(mwi_proof *proof, uint32_t count);

/* Where a proven table has a field of that many bytes; 0 where it is left out. */
uint32_t mwi_field(const uint8_t *bytes, uint32_t table, uint32_t field, uint32_t width);

/* What a proven offset field points to; 0 where it is left out. */
uint32_t mwi_field_target(const uint8_t *bytes, uint32_t table, uint32_t field);

/* A scalar field of a proven table, or its default. */
uint32_t mwi_field_u8(const uint8_t *bytes, uint32_t table, uint32_t field, uint32_t otherwise);
uint32_t mwi_field_u32(const uint8_t *bytes, uint32_t table, uint32_t field, uint32_t otherwise);

/* A proven vector's count (0 for none), its first element, and the table its index points to. */
static inline uint32_t mwi_vector_count(const uint8_t *bytes, uint32_t vector)
{
    return vector ? mwi_load_u32(bytes + vector) : 0;
}

static inline uint32_t mwi_vector_u32(const uint8_t *bytes, uint32_t vector, uint32_t index)
{
    return mwi_load_u32(bytes + vector + 4 + 4 * index);
}

static inline uint32_t mwi_vector_table(const uint8_t *bytes, uint32_t vector, uint32_t index)
{
    uint32_t at = vector + 4 + 4 * index;
    return at + mwi_load_u32(bytes + at);
}

#endif
