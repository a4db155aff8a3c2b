/* SPDX-License-Identifier: Apache-2.0
 *
 * Models made by hand to do harm: tables that are shared so that a small file describes a lot of
 * work, counts and sizes that are not there, tensors of types that do not exist. Each is refused or
 * run as offer.h says, and in bounded time. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

#include "malformed/crafted.h"
#include "model/schema.h"
#include "support/offer.h"

/* The parts of a model under construction. */
typedef struct parts {
    crafted c;
    uint32_t root, codes, subgraph, tensors, operators, inputs, outputs, buffers;
} parts;

static parts p;

/* Root, one operator code, one subgraph; its lists come next, with crafted_next. */
static void start(uint32_t code)
{
    memset(&p, 0, sizeof p);
    crafted_words(&p.c, 2);
    memcpy(p.c.bytes + 4, "TFL3", 4);
    crafted_set(&p.c, 0, 8 + 20); /* the root stands behind its vtable of 7 fields */
    p.root = crafted_table(&p.c, 7);
    assert_int_equal(p.root, 28);
    crafted_omit(&p.c, p.root, 3);
    crafted_omit(&p.c, p.root, 5);
    crafted_omit(&p.c, p.root, MWI_MODEL_METADATA);
    crafted_set(&p.c, crafted_field(p.root, MWI_MODEL_VERSION), 3);

    crafted_next(&p.c, p.root, MWI_MODEL_CODES);
    crafted_shared(&p.c, 1);
    p.codes = crafted_words(&p.c, 0);
    crafted_set(&p.c, p.codes, 0);
    uint32_t table = crafted_table(&p.c, 4);
    crafted_point(&p.c, p.codes - 4, table);
    crafted_omit(&p.c, table, MWI_CODE_CUSTOM);
    crafted_set(&p.c, crafted_field(table, MWI_CODE_VERSION), 1);
    crafted_set(&p.c, crafted_field(table, MWI_CODE_BUILTIN), code);

    crafted_next(&p.c, p.root, MWI_MODEL_SUBGRAPHS);
    uint32_t list = crafted_vector(&p.c, 1);
    p.subgraph = crafted_table(&p.c, 4);
    crafted_point(&p.c, crafted_element(list, 0), p.subgraph);
}

/* A list of count places for tables behind a table's field. */
static uint32_t list_of(uint32_t table, uint32_t field, uint32_t count)
{
    crafted_next(&p.c, table, field);
    return crafted_vector(&p.c, count);
}

static void put(uint32_t list, uint32_t i, uint32_t table)
{
    crafted_point(&p.c, crafted_element(list, i), table);
}

/* A tensor [rows, columns] with scale 1/16 and zero point 0; scales: how many. */
static uint32_t tensor(uint32_t type, uint32_t buffer, uint32_t rows, uint32_t columns,
                       uint32_t scales, uint32_t zero_points)
{
    uint32_t table = crafted_table(&p.c, 5);
    crafted_omit(&p.c, table, MWI_TENSOR_NAME);
    crafted_set(&p.c, crafted_field(table, MWI_TENSOR_TYPE), type);
    crafted_set(&p.c, crafted_field(table, MWI_TENSOR_BUFFER), buffer);
    uint32_t shape = list_of(table, MWI_TENSOR_SHAPE, 2);
    crafted_set(&p.c, crafted_element(shape, 0), rows);
    crafted_set(&p.c, crafted_element(shape, 1), columns);
    crafted_next(&p.c, table, MWI_TENSOR_QUANTIZATION);
    uint32_t quantization = crafted_table(&p.c, 7);
    crafted_point(&p.c, crafted_field(table, MWI_TENSOR_QUANTIZATION), quantization);
    for (uint32_t i = 0; i < 7; i++) {
        if (i != MWI_QUANTIZATION_SCALE && i != MWI_QUANTIZATION_ZERO_POINT) {
            crafted_omit(&p.c, quantization, i);
        }
    }
    uint32_t list = list_of(quantization, MWI_QUANTIZATION_SCALE, scales);
    for (uint32_t i = 0; i < scales; i++) {
        crafted_set(&p.c, crafted_element(list, i), 0x3d800000u);
    }
    list = list_of(quantization, MWI_QUANTIZATION_ZERO_POINT, 2 * zero_points);
    crafted_set(&p.c, list, zero_points);
    return table;
}

/* An operator with these tensors; its options are left out. */
static uint32_t operator_of(uint32_t inputs, const uint32_t *input, uint32_t output)
{
    uint32_t table = crafted_table(&p.c, 3);
    uint32_t list = list_of(table, MWI_OPERATOR_INPUTS, inputs);
    for (uint32_t i = 0; i < inputs; i++) {
        crafted_set(&p.c, crafted_element(list, i), input[i]);
    }
    list = list_of(table, MWI_OPERATOR_OUTPUTS, 1);
    crafted_set(&p.c, crafted_element(list, 0), output);
    return table;
}

/* Lists of the subgraph's inputs and outputs, all the same tensor, and of empty buffers. */
static void finish(uint32_t inputs, uint32_t outputs, uint32_t output, uint32_t buffers)
{
    p.inputs = list_of(p.subgraph, MWI_SUBGRAPH_INPUTS, inputs);
    p.outputs = list_of(p.subgraph, MWI_SUBGRAPH_OUTPUTS, outputs);
    for (uint32_t i = 0; i < outputs; i++) {
        crafted_set(&p.c, crafted_element(p.outputs, i), output);
    }
    crafted_next(&p.c, p.root, MWI_MODEL_BUFFERS);
    p.buffers = crafted_shared(&p.c, buffers);
    uint32_t table = crafted_table(&p.c, 2);
    for (uint32_t i = 0; i < buffers; i++) {
        put(p.buffers, i, table);
    }
    crafted_omit(&p.c, table, MWI_BUFFER_DATA);
}

/* Buffer number i gets data of its own. */
static uint32_t buffer_data(uint32_t i, uint32_t words)
{
    uint32_t table = crafted_table(&p.c, 2);
    put(p.buffers, i, table);
    uint32_t data = list_of(table, MWI_BUFFER_DATA, words);
    crafted_set(&p.c, data, 4 * words);
    return data;
}

/* Offers what was made, and fails where it takes long. */
static offer_end offer_it(const char *what, offer *o)
{
    memcpy(offer_bytes(o, p.c.size), p.c.bytes, p.c.size);
    clock_t begin = clock();
    offer_end end = offer_make(o, what, (long)p.c.size, -1);
    double seconds = (double)(clock() - begin) / CLOCKS_PER_SEC;
    print_message("%s: %u bytes, end %d, %.3f s\n", what, p.c.size, (int)end, seconds);
    assert_true(seconds < 10.0);
    return end;
}

/* One FULLY_CONNECTED [1, 4] -> [1, 3], its filter and bias of these types and buffers. */
static void small_model(uint32_t filter_buffer, uint32_t bias_type, uint32_t bias_buffer)
{
    static const uint32_t input[3] = {0, 1, 2};
    start(9);
    uint32_t tensors = list_of(p.subgraph, MWI_SUBGRAPH_TENSORS, 4);
    put(tensors, 0, tensor(9, 0, 1, 4, 1, 1));
    put(tensors, 1, tensor(9, filter_buffer, 3, 4, 1, 1));
    put(tensors, 2, tensor(bias_type, bias_buffer, 1, 3, 1, 1));
    put(tensors, 3, tensor(9, 0, 1, 3, 1, 1));
    uint32_t operators = list_of(p.subgraph, MWI_SUBGRAPH_OPERATORS, 1);
    put(operators, 0, operator_of(3, input, 3));
    finish(bias_buffer ? 1 : 2, 1, 3, 3);
    if (!bias_buffer) {
        crafted_set(&p.c, crafted_element(p.inputs, 1), 2); /* no constant, but given */
    }
    buffer_data(1, 3);
    buffer_data(2, 3);
}

static void a_sound_model_runs(void **state)
{
    (void)state;
    offer *o = offer_new(CRAFTED_BYTES);
    small_model(1, 2, 2);
    assert_int_equal(offer_it("sound", o), OFFER_RUN);
    offer_free(o);
}

/* All types for the bias, constant or an input of the model: regression of 254, which stood for "no
 * tensor" behind the proof, so that a kernel read where nothing was. */
static void types_that_do_not_exist(void **state)
{
    (void)state;
    offer *o = offer_new(CRAFTED_BYTES);
    for (uint32_t type = 0; type < 256; type++) {
        for (uint32_t buffer = 0; buffer <= 2; buffer += 2) {
            small_model(1, type, buffer);
            memcpy(offer_bytes(o, p.c.size), p.c.bytes, p.c.size);
            offer_make(o, "type of the bias, buffer", (long)type, (long)buffer);
        }
    }
    offer_print_counts(o, "types");
    assert_int_equal(offer_count(o, OFFER_RUN), 2); /* int32 alone */
    offer_free(o);
}

/* Whatever count a list claims. */
static void lists_that_are_not_there(void **state)
{
    (void)state;
    static const uint32_t counts[] = {4,          5,          100,        0xffff,     0x10000,
                                      0x1fffffff, 0x20000000, 0x3fffffff, 0x40000000, 0x7fffffff,
                                      0x80000000, 0xfffffffc, 0xffffffff};
    offer *o = offer_new(CRAFTED_BYTES);
    small_model(1, 2, 2);
    uint32_t size = p.c.size;
    for (uint32_t at = 0; at + 4 <= size; at += 4) {
        for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
            small_model(1, 2, 2);
            crafted_set(&p.c, at, counts[i]);
            memcpy(offer_bytes(o, size), p.c.bytes, size);
            offer_make(o, "count, its place and value", (long)at, (long)counts[i]);
        }
    }
    offer_print_counts(o, "counts");
    offer_free(o);
}

/* 65,535 tensors that are one table, or as many buffers, or inputs of the model. */
static void shared_tensors(void **state)
{
    (void)state;
    offer *o = offer_new(CRAFTED_BYTES);
    start(9);
    uint32_t list = list_of(p.subgraph, MWI_SUBGRAPH_TENSORS, 65535);
    uint32_t table = tensor(9, 0, 1, 4, 1, 1);
    for (uint32_t i = 0; i < 65535; i++) {
        put(list, i, table);
    }
    list_of(p.subgraph, MWI_SUBGRAPH_OPERATORS, 0);
    finish(0, 0, 0, 65535);
    offer_it("65,535 tensors and buffers", o);
    offer_free(o);
}

/* Every tensor an input, alive at one time: the layout's worst case. */
static void many_inputs(void **state)
{
    (void)state;
    offer *o = offer_new(CRAFTED_BYTES);
    enum { COUNT = 10000 };
    start(9);
    uint32_t list = list_of(p.subgraph, MWI_SUBGRAPH_TENSORS, COUNT);
    uint32_t table = tensor(9, 0, 1, 4, 1, 1);
    for (uint32_t i = 0; i < COUNT; i++) {
        put(list, i, table);
    }
    list_of(p.subgraph, MWI_SUBGRAPH_OPERATORS, 0);
    finish(COUNT, 1, 0, 1);
    for (uint32_t i = 0; i < COUNT; i++) {
        crafted_set(&p.c, crafted_element(p.inputs, i), i);
    }
    offer_it("10,000 inputs", o);
    offer_free(o);
}

/* One operator 30,000 times, with a list of 30,000 inputs: 900 million looks if each were taken. */
static void shared_operators(void **state)
{
    (void)state;
    offer *o = offer_new(CRAFTED_BYTES);
    enum { COUNT = 30000 };
    static uint32_t inputs[COUNT];
    start(9);
    uint32_t list = list_of(p.subgraph, MWI_SUBGRAPH_TENSORS, 2);
    put(list, 0, tensor(9, 0, 1, 4, 1, 1));
    put(list, 1, tensor(9, 0, 1, 4, 1, 1));
    list = list_of(p.subgraph, MWI_SUBGRAPH_OPERATORS, COUNT);
    uint32_t table = operator_of(COUNT, inputs, 1);
    for (uint32_t i = 0; i < COUNT; i++) {
        put(list, i, table);
    }
    finish(1, 1, 1, 1);
    assert_int_equal(offer_it("30,000 operators with 30,000 inputs", o), OFFER_NOT_OPENED);
    offer_free(o);
}

/* Some 300 KB: thousands of operators, each with an output of its own, that share what is long. The
 * shared tensor is their second input: [LONG] axes, or a filter [2, 2] with a scale a channel. */
enum { CHAIN = 2500, LONG = 30000, MEAN = 40, FULLY_CONNECTED = 9 };

static void chain_of(uint32_t code, uint32_t zero_points)
{
    start(code);
    uint32_t list = list_of(p.subgraph, MWI_SUBGRAPH_TENSORS, CHAIN + 2);
    uint32_t table = code == MEAN ? tensor(9, 0, 1, 1, 1, 1) : tensor(9, 0, 1, 2, 1, 1);
    put(list, 0, code == MEAN ? tensor(2, 1, 1, LONG, 1, 1) : tensor(9, 1, 2, 2, 2, zero_points));
    for (uint32_t i = 1; i < CHAIN + 2; i++) {
        put(list, i, table);
    }
    list = list_of(p.subgraph, MWI_SUBGRAPH_OPERATORS, CHAIN);
    for (uint32_t i = 0; i < CHAIN; i++) {
        uint32_t inputs[2] = {1 + i, 0};
        put(list, i, operator_of(2, inputs, 2 + i));
    }
    finish(1, 1, CHAIN + 1, 2);
    crafted_set(&p.c, crafted_element(p.inputs, 0), 1);
    buffer_data(1, code == MEAN ? LONG : 1);
}

/* Each MEAN would look at 30,000 axes, of which 6 can be different. */
static void shared_axes(void **state)
{
    (void)state;
    offer *o = offer_new(CRAFTED_BYTES);
    chain_of(MEAN, 1);
    assert_int_equal(offer_it("MEANs that share 30,000 axes", o), OFFER_NOT_MEASURED);
    offer_free(o);
}

/* Each filter of 2 channels would have 30,000 zero points looked at. */
static void shared_zero_points(void **state)
{
    (void)state;
    offer *o = offer_new(CRAFTED_BYTES);
    chain_of(FULLY_CONNECTED, LONG);
    assert_int_equal(offer_it("FULLY_CONNECTEDs that share 30,000 zero points", o),
                     OFFER_NOT_MEASURED);
    offer_free(o);
}

/* The longest chain of operators that a file of this size has, all of it sound. */
static void long_chain(void **state)
{
    (void)state;
    offer *o = offer_new(CRAFTED_BYTES);
    chain_of(FULLY_CONNECTED, 2);
    assert_int_equal(offer_it("2,500 FULLY_CONNECTEDs", o), OFFER_RUN);
    offer_free(o);
}

/* A sound model whose tensors are greater than the memory there is, up to what a plan can tell. */
static void tensors_greater_than_memory(void **state)
{
    (void)state;
    offer *o = offer_new(CRAFTED_BYTES);
    for (uint32_t rows = 1; rows < 1u << 30; rows *= 2) {
        static const uint32_t input[2] = {0, 1};
        start(9);
        uint32_t list = list_of(p.subgraph, MWI_SUBGRAPH_TENSORS, 3);
        put(list, 0, tensor(9, 0, rows, 4, 1, 1));
        put(list, 1, tensor(9, 1, 3, 4, 1, 1));
        put(list, 2, tensor(9, 0, rows, 3, 1, 1));
        list = list_of(p.subgraph, MWI_SUBGRAPH_OPERATORS, 1);
        put(list, 0, operator_of(2, input, 2));
        finish(1, 1, 2, 2);
        buffer_data(1, 3);
        memcpy(offer_bytes(o, p.c.size), p.c.bytes, p.c.size);
        offer_make(o, "rows", (long)rows, -1);
    }
    offer_print_counts(o, "rows");
    assert_true(offer_count(o, OFFER_TOO_GREAT) > 5 && offer_count(o, OFFER_RUN) > 15);
    assert_true(offer_count(o, OFFER_NOT_MADE) + offer_count(o, OFFER_NOT_OPENED) > 0);
    offer_free(o);
}

/* Sizes that are claimed, of which nothing may be read. */
static void sizes_that_are_claimed(void **state)
{
    (void)state;
    static const size_t sizes[] = {(size_t)1 << 29,          ((size_t)1 << 29) + 5, (size_t)1 << 32,
                                   ((size_t)1 << 32) + 2704, SIZE_MAX - 7,          SIZE_MAX};
    test_guarded eight = test_guarded_new(8, 8);
    memcpy(eight.data, "\x1c\0\0\0TFL3", 8);
    mw_model model;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        assert_int_equal(mw_model_open(&model, eight.data, sizes[i], NULL), MW_UNSUPPORTED);
    }
    assert_int_equal(mw_model_open(&model, eight.data, 8, NULL), MW_BAD_MODEL);
    assert_int_equal(mw_model_open(&model, NULL, 0, NULL), MW_BAD_MODEL);
    assert_int_equal(mw_model_open(&model, NULL, 8, NULL), MW_BAD_ARGUMENT);
    assert_int_equal(mw_model_open(NULL, eight.data, 8, NULL), MW_BAD_ARGUMENT);
    test_guarded_free(&eight);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sound_model_runs),
        cmocka_unit_test(types_that_do_not_exist),
        cmocka_unit_test(lists_that_are_not_there),
        cmocka_unit_test(shared_tensors),
        cmocka_unit_test(many_inputs),
        cmocka_unit_test(shared_operators),
        cmocka_unit_test(shared_axes),
        cmocka_unit_test(shared_zero_points),
        cmocka_unit_test(long_chain),
        cmocka_unit_test(tensors_greater_than_memory),
        cmocka_unit_test(sizes_that_are_claimed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
