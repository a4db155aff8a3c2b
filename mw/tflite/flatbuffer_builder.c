/* SPDX-License-Identifier: Apache-2.0
 *
 * A FlatBuffer from front to back. See flatbuffer_builder.h. */
#include "mw/tflite/flatbuffer_builder.h"

#include <stdlib.h>
#include <string.h>

#include "mw/mw.h"

static void *known(void *memory)
{
    if (!memory) {
        exit(mw_error("the model's file does not fit into memory"));
    }
    return memory;
}

static void append(mw_fb *fb, const void *bytes, size_t size)
{
    if (fb->size + size > fb->capacity) {
        fb->capacity = (fb->size + size) * 2;
        fb->bytes = known(realloc(fb->bytes, fb->capacity));
    }
    if (size > 0) {
        memcpy(fb->bytes + fb->size, bytes, size);
        fb->size += size;
    }
}

static void append_u16(mw_fb *fb, uint32_t value)
{
    uint8_t bytes[2] = {(uint8_t)value, (uint8_t)(value >> 8)};
    append(fb, bytes, sizeof bytes);
}

static void put_u32(uint8_t *to, uint32_t value)
{
    for (int i = 0; i < 4; i++) {
        to[i] = (uint8_t)(value >> (8 * i));
    }
}

static void append_u32(mw_fb *fb, uint32_t value)
{
    uint8_t bytes[4];
    put_u32(bytes, value);
    append(fb, bytes, sizeof bytes);
}

/* Zeros until what comes `ahead` bytes later is aligned. */
static void align(mw_fb *fb, size_t ahead, uint32_t alignment)
{
    while ((fb->size + ahead) % alignment != 0) {
        append(fb, "", 1);
    }
}

void mw_fb_begin(mw_fb *fb, const char identifier[4])
{
    *fb = (mw_fb){0};
    append_u32(fb, 0); /* the root */
    append(fb, identifier, 4);
}

void mw_fb_free(mw_fb *fb)
{
    free(fb->bytes);
    free(fb->vtables);
    for (size_t i = 0; i < fb->waiting_count; i++) {
        free(fb->waiting[i].elements);
    }
    free(fb->waiting);
    *fb = (mw_fb){0};
}

/* Where each field lies in its table, wide ones first; returns the table's size. */
static uint32_t place_fields(const mw_fb_field *fields, size_t count, uint32_t *offsets)
{
    uint32_t size = 4; /* where the vtable is */
    for (uint8_t width = 4; width > 0; width = width == 4 ? 1 : 0) {
        for (size_t i = 0; i < count; i++) {
            if (fields[i].width == width) {
                offsets[i] = size;
                size += width;
            }
        }
    }
    return size;
}

/* The position of an equal vtable, or of a new one. */
static uint32_t find_vtable(mw_fb *fb, const uint32_t *offsets, size_t count, uint32_t table_bytes)
{
    size_t start = fb->size;
    append_u16(fb, (uint32_t)(4 + 2 * count));
    append_u16(fb, table_bytes);
    for (size_t i = 0; i < count; i++) {
        append_u16(fb, offsets[i]);
    }
    size_t size = fb->size - start;
    for (size_t i = 0; i < fb->vtable_count; i++) {
        if (memcmp(fb->bytes + fb->vtables[i], fb->bytes + start, size) == 0) {
            fb->size = start;
            return fb->vtables[i];
        }
    }
    fb->vtables = known(realloc(fb->vtables, (fb->vtable_count + 1) * sizeof *fb->vtables));
    fb->vtables[fb->vtable_count++] = (uint32_t)start;
    return (uint32_t)start;
}

uint32_t mw_fb_table(mw_fb *fb, const mw_fb_field *fields, size_t count, uint32_t *places)
{
    uint32_t offsets[MW_FB_FIELDS_MAX] = {0};
    while (count > 0 && fields[count - 1].width == 0) {
        count--;
    }
    uint32_t size = place_fields(fields, count, offsets);
    align(fb, 0, 2);
    uint32_t vtable = find_vtable(fb, offsets, count, size);
    align(fb, 0, 4);
    uint32_t table = (uint32_t)fb->size;
    append_u32(fb, table - vtable);
    while (fb->size < table + size) {
        append(fb, "", 1);
    }
    for (size_t i = 0; i < count; i++) {
        uint8_t *at = fb->bytes + table + offsets[i];
        if (fields[i].width == 4) {
            put_u32(at, fields[i].value);
        } else if (fields[i].width == 1) {
            *at = (uint8_t)fields[i].value;
        }
        if (places) {
            places[i] = table + offsets[i];
        }
    }
    return table;
}

uint32_t mw_fb_vector(mw_fb *fb, const void *elements, size_t count, size_t element_bytes,
                      uint32_t alignment)
{
    align(fb, 0, 4);
    align(fb, 4, alignment);
    uint32_t position = (uint32_t)fb->size;
    append_u32(fb, (uint32_t)count);
    append(fb, elements, count * element_bytes);
    return position;
}

void mw_fb_share(mw_fb *fb, uint32_t place, const void *elements, size_t count,
                 size_t element_bytes, uint32_t alignment)
{
    fb->waiting = known(realloc(fb->waiting, (fb->waiting_count + 1) * sizeof *fb->waiting));
    void *copy = known(malloc(count * element_bytes + 1));
    memcpy(copy, elements, count * element_bytes);
    fb->waiting[fb->waiting_count++] =
        (mw_fb_waiting){copy, count, element_bytes, alignment, place};
}

static bool is_equal(const mw_fb_waiting *a, const mw_fb_waiting *b)
{
    return a->count == b->count && a->element_bytes == b->element_bytes &&
           a->alignment == b->alignment &&
           memcmp(a->elements, b->elements, a->count * a->element_bytes) == 0;
}

static void write_waiting(mw_fb *fb)
{
    for (size_t i = 0; i < fb->waiting_count; i++) {
        const mw_fb_waiting *vector = &fb->waiting[i];
        size_t first = 0;
        while (!is_equal(&fb->waiting[first], vector)) {
            first++;
        }
        if (first < i) {
            continue; /* it went with an equal one */
        }
        uint32_t position = mw_fb_vector(fb, vector->elements, vector->count, vector->element_bytes,
                                         vector->alignment);
        for (size_t k = i; k < fb->waiting_count; k++) {
            if (is_equal(&fb->waiting[k], vector)) {
                mw_fb_refer(fb, fb->waiting[k].place, position);
            }
        }
    }
}

uint32_t mw_fb_references(mw_fb *fb, size_t count)
{
    align(fb, 0, 4);
    uint32_t position = (uint32_t)fb->size;
    append_u32(fb, (uint32_t)count);
    for (size_t i = 0; i < count; i++) {
        append_u32(fb, 0);
    }
    return position;
}

uint32_t mw_fb_string(mw_fb *fb, const char *text)
{
    align(fb, 0, 4);
    uint32_t position = (uint32_t)fb->size;
    append_u32(fb, (uint32_t)strlen(text));
    append(fb, text, strlen(text) + 1);
    return position;
}

void mw_fb_refer(mw_fb *fb, uint32_t place, uint32_t target)
{
    put_u32(fb->bytes + place, target - place);
}

void mw_fb_end(mw_fb *fb, uint32_t root)
{
    write_waiting(fb);
    align(fb, 0, 4);
    put_u32(fb->bytes, root);
}
