/* SPDX-License-Identifier: Apache-2.0
 *
 * What cannot be exhausted, sampled with fixed seeds: prefixes and changed bytes of two large
 * models; words and several bytes at once of the small ones; bytes that are no model at all. */
#include <stdio.h>
#include <string.h>

#include "support/offer.h"

/* Bytes of a model that are no constant's data: changing them matters most. */
typedef struct map {
    test_bytes model;
    uint8_t *is_data;
} map;

static map map_of(const char *path)
{
    map m = {.model = test_read_file(path)};
    test_bytes marks = test_read_file(path);
    mw_model model;
    m.is_data = marks.data;
    memset(m.is_data, 0, m.model.size);
    assert_int_equal(mw_model_open(&model, m.model.data, m.model.size, NULL), MW_OK);
    for (uint32_t i = 0; i < mw_model_tensor_count(&model); i++) {
        mw_tensor tensor;
        mw_model_tensor(&model, i, &tensor);
        if (tensor.data) {
            memset(m.is_data + tensor.data, 1, tensor.bytes);
        }
    }
    return m;
}

static void map_free(map *m)
{
    test_bytes marks = {m->is_data, m->model.size};
    test_bytes_free(&marks);
    test_bytes_free(&m->model);
}

/* One place in 16 is a constant's byte. */
static size_t pick_place(const map *m, uint64_t *seed)
{
    for (;;) {
        size_t at = (size_t)(test_random(seed) % m->model.size);
        if (!m->is_data[at] || test_random(seed) % 256 == 0) {
            return at;
        }
    }
}

static void sample_large(const char *name, int count)
{
    map m = map_of(test_shared(name));
    offer *o = offer_new(m.model.size);
    uint64_t seed = 21;
    for (int i = 0; i < count; i++) {
        size_t size =
            i < 100 ? m.model.size - 1 - (size_t)i : (size_t)(test_random(&seed) % m.model.size);
        memcpy(offer_bytes(o, size), m.model.data, size);
        offer_make(o, "large: prefix of bytes", (long)size, -1);
    }
    uint8_t *bytes = offer_bytes(o, m.model.size);
    memcpy(bytes, m.model.data, m.model.size);
    for (int i = 0; i < count; i++) {
        size_t at = pick_place(&m, &seed);
        bytes[at] = (uint8_t)test_random(&seed);
        offer_make(o, "large: byte changed, its place and value", (long)at, bytes[at]);
        bytes[at] = m.model.data[at];
    }
    offer_print_counts(o, name);
    assert_true(offer_count(o, OFFER_NOT_OPENED) > 0 && offer_count(o, OFFER_RUN) > 0);
    offer_free(o);
    map_free(&m);
}

static void kws_is_sampled(void **state)
{
    (void)state;
    sample_large("models/mlperf_tiny/kws_ref_model.tflite", 1200);
}

static void person_detect_is_sampled(void **state)
{
    (void)state;
    sample_large("models/tflite_micro/person_detect.tflite", 400);
}

static const char *const small_models[] = {"hello_world_int8", "mnist_arduino_q",
                                           "micro_speech_quantized", "simple_add_model",
                                           "audio_example1"};
enum { SMALL_MODELS = sizeof small_models / sizeof small_models[0] };

static map small_map(size_t i)
{
    char path[200];
    snprintf(path, sizeof path, "tests/golden/models/%s/model.tflite", small_models[i]);
    return map_of(test_source(path));
}

static uint32_t word_at(const uint8_t *at)
{
    uint32_t word;
    memcpy(&word, at, sizeof word);
    return word;
}

/* Counts, sizes and offsets that contradict the file: at place at of a file of size bytes. */
static uint32_t nasty_word(uint32_t number, size_t at, size_t size, uint32_t was)
{
    static const uint32_t fixed[] = {
        0,           1,           2,           3,           4,          5,          7,
        8,           255,         256,         65535,       65536,      0x00ffffff, 0x0fffffff,
        0x10000001u, 0x1fffffff,  0x20000000u, 0x20000001u, 0x3fffffff, 0x40000000, 0x40000001,
        0x7fffffff,  0x80000000u, 0x80000001u, 0xc0000000u, 0xfffffffc, 0xfffffffe, 0xffffffffu};
    enum { FIXED = sizeof fixed / sizeof fixed[0] };
    uint32_t here = (uint32_t)at;
    uint32_t end = (uint32_t)size;
    const uint32_t made[] = {
        end,     end - 1, end - here, end - here - 1, end - here - 4, 0u - here,       here,
        was + 1, was - 1, was * 2,    was + 0x100,    was - 0x100,    was ^ (1u << 31)};
    return number < FIXED ? fixed[number] : made[number - FIXED];
}
enum { NASTY_WORDS = 28 + 13 };

/* Each word of the two smallest models' metadata, with all the nasty words. */
static void words_are_changed(void **state)
{
    (void)state;
    for (size_t model = 0; model < 2; model++) {
        map m = small_map(model);
        offer *o = offer_new(m.model.size);
        uint8_t *bytes = offer_bytes(o, m.model.size);
        memcpy(bytes, m.model.data, m.model.size);
        for (size_t at = 0; at + 4 <= m.model.size; at += 2) {
            uint32_t was = word_at(m.model.data + at);
            for (uint32_t i = 0; i < NASTY_WORDS; i++) {
                uint32_t word = nasty_word(i, at, m.model.size, was);
                memcpy(bytes + at, &word, sizeof word);
                offer_make(o, "word changed, its place and value", (long)at, (long)word);
            }
            memcpy(bytes + at, &was, sizeof was);
        }
        offer_print_counts(o, small_models[model]);
        offer_free(o);
        map_free(&m);
    }
}

/* Up to four changes at once: bytes, words, and words copied from elsewhere in the file, so that
 * offsets meet tables that they were not made for. */
static void several_changes_at_once(void **state)
{
    (void)state;
    uint64_t seed = 22;
    for (size_t model = 0; model < SMALL_MODELS; model++) {
        map m = small_map(model);
        offer *o = offer_new(m.model.size);
        uint8_t *bytes = offer_bytes(o, m.model.size);
        for (long round = 0; round < (model < 2 ? 60000 : 3000); round++) {
            memcpy(bytes, m.model.data, m.model.size);
            for (uint64_t changes = 1 + test_random(&seed) % 4; changes > 0; changes--) {
                size_t at = pick_place(&m, &seed) & ~(size_t)3;
                size_t from = pick_place(&m, &seed) & ~(size_t)3;
                uint64_t random = test_random(&seed);
                uint32_t word = nasty_word((uint32_t)(random >> 8) % NASTY_WORDS, at, m.model.size,
                                           word_at(m.model.data + at));
                word = random % 4 == 0   ? (uint32_t)(random >> 32)
                       : random % 4 == 1 ? word_at(m.model.data + from)
                       : random % 4 == 2 ? (uint32_t)(from - at)
                                         : word;
                memcpy(bytes + at, &word, sizeof word);
            }
            offer_make(o, "several changes, round", round, (long)model);
        }
        offer_print_counts(o, small_models[model]);
        offer_free(o);
        map_free(&m);
    }
}

static void bytes_that_are_no_model(void **state)
{
    (void)state;
    uint64_t seed = 23;
    offer *o = offer_new(4096);
    for (long round = 0; round < 200000; round++) {
        size_t size = (size_t)(test_random(&seed) % (round % 8 ? 300 : 4096));
        uint8_t *bytes = offer_bytes(o, size);
        uint64_t mask = round % 3 ? UINT64_MAX : 0x0000003f0000003f; /* small words, too */
        for (size_t i = 0; i < size; i += 8) {
            uint64_t random = test_random(&seed) & mask;
            memcpy(bytes + i, &random, size - i < 8 ? size - i : 8);
        }
        if (size >= 8 && round % 16) {
            uint32_t root = (uint32_t)(8 + test_random(&seed) % size);
            memcpy(bytes, &root, sizeof root);
            memcpy(bytes + 4, "TFL3", 4);
        }
        offer_make(o, "random bytes, round and size", round, (long)size);
    }
    for (size_t size = 0; size <= 4096; size += size < 64 ? 1 : 64) {
        for (int fill = 0; fill < 256; fill++) {
            uint8_t *bytes = offer_bytes(o, size);
            memset(bytes, fill, size);
            memcpy(bytes + (size >= 8 ? 4 : 0), "TFL3", size >= 8 ? 4 : 0);
            offer_make(o, "one byte all over, size and value", (long)size, fill);
        }
    }
    offer_print_counts(o, "random bytes");
    offer_free(o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kws_is_sampled),          cmocka_unit_test(person_detect_is_sampled),
        cmocka_unit_test(words_are_changed),       cmocka_unit_test(several_changes_at_once),
        cmocka_unit_test(bytes_that_are_no_model),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
