/* SPDX-License-Identifier: Apache-2.0
 *
 * Builds a FlatBuffer from front to back: a table first, with holes where it refers to others, then
 * those others, and each hole is filled when what it refers to has its place. So references always
 * point forward, as the format demands (FlatBuffers "Internals", flatbuffers.dev), and where a byte
 * will lie is known when it is written, which makes alignment simple.
 *
 * Equal vtables and equal vectors of numbers are written once: a model is full of them. For that
 * such vectors wait until the end, when all that refers to them has its place. Next:
 * model_writer.h, what is built with this. */
#ifndef MW_TFLITE_FLATBUFFER_BUILDER_H
#define MW_TFLITE_FLATBUFFER_BUILDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A vector that waits, with one of the places that refer to it. */
typedef struct mw_fb_waiting {
    void *elements;
    size_t count, element_bytes;
    uint32_t alignment, place;
} mw_fb_waiting;

typedef struct mw_fb {
    uint8_t *bytes; /* malloc'd */
    size_t size, capacity;
    uint32_t *vtables; /* positions of those written */
    size_t vtable_count;
    mw_fb_waiting *waiting;
    size_t waiting_count;
} mw_fb;

/* A field of a table: how wide (0: left out, 1 or 4 bytes) and its value; a reference is 4 bytes
 * with the value 0, filled by mw_fb_refer. */
typedef struct mw_fb_field {
    uint8_t width;
    uint32_t value;
} mw_fb_field;

enum { MW_FB_FIELDS_MAX = 16 };

void mw_fb_begin(mw_fb *fb, const char identifier[4]);
void mw_fb_free(mw_fb *fb);

/* Writes a table with so many fields; places[i] becomes the position of field i. */
uint32_t mw_fb_table(mw_fb *fb, const mw_fb_field *fields, size_t count, uint32_t *places);

/* Writes a vector whose first element is aligned; returns its position. */
uint32_t mw_fb_vector(mw_fb *fb, const void *elements, size_t count, size_t element_bytes,
                      uint32_t alignment);

/* Fills the hole at a place with a reference to a vector that is written at the end, once for all
 * equal ones. The elements are copied. */
void mw_fb_share(mw_fb *fb, uint32_t place, const void *elements, size_t count,
                 size_t element_bytes, uint32_t alignment);

/* A vector of references, to be filled: element i is at the position returned + 4 + 4 i. */
uint32_t mw_fb_references(mw_fb *fb, size_t count);
uint32_t mw_fb_string(mw_fb *fb, const char *text);

/* Fills the hole at a place with a reference to what is at the target. */
void mw_fb_refer(mw_fb *fb, uint32_t place, uint32_t target);

/* Writes the vectors that wait, and names the root table. */
void mw_fb_end(mw_fb *fb, uint32_t root);

#endif
