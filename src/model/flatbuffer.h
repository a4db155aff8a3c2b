/* SPDX-License-Identifier: Apache-2.0
 *
 * The FlatBuffers wire format, as far as a .tflite file uses it: proving, and reading what is
 * proven.
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

/* A field that points to something: a vector, by the bytes of its elements (a string has 1), or a
 * table. A list of them describes a kind of table; it ends with 0, 0. */
typedef struct mwi_pointer {
    uint8_t field;
    uint8_t element; /* 1, 2, 4 or 8; MWI_TABLE */
} mwi_pointer;

enum { MWI_TABLE = 0x80, MWI_POINTERS_END = 0 };

/* Whether a table stands at this offset, its vtable and all its fields inside the file, and what
 * its pointers point to as well. */
bool mwi_prove_table(const mwi_proof *proof, uint32_t table, const mwi_pointer *pointers);

/* Proves a vector of such tables in a field of a proven table, each of them; 0 in *vector where it
 * is left out. */
bool mwi_prove_tables(mwi_proof *proof, uint32_t table, uint32_t field, const mwi_pointer *pointers,
                      uint32_t *vector);

/* Takes count from the budget; false where it does not suffice. */
bool mwi_prove_spend(mwi_proof *proof, uint32_t count);

/* Where a proven table has a field of that many bytes; 0 where it is left out. */
uint32_t mwi_field(const uint8_t *bytes, uint32_t table, uint32_t field, uint32_t width);

/* What a proven pointer points to; 0 where it is left out. */
uint32_t mwi_field_target(const uint8_t *bytes, uint32_t table, uint32_t field);

/* A scalar field of a proven table, or its default. */
uint32_t mwi_field_u8(const uint8_t *bytes, uint32_t table, uint32_t field, uint32_t otherwise);
uint32_t mwi_field_u32(const uint8_t *bytes, uint32_t table, uint32_t field, uint32_t otherwise);

/* A proven vector's count (0 for none), an element, and the table that an element points to. */
uint32_t mwi_vector_count(const uint8_t *bytes, uint32_t vector);
uint32_t mwi_vector_u32(const uint8_t *bytes, uint32_t vector, uint32_t index);
uint32_t mwi_vector_table(const uint8_t *bytes, uint32_t vector, uint32_t index);

/* What a pointer of the table that an element points to points to; 0 where it is left out. */
uint32_t mwi_vector_target(const uint8_t *bytes, uint32_t vector, uint32_t index, uint32_t field);

#endif
