/* SPDX-License-Identifier: Apache-2.0
 *
 * Writes .tflite files. See model_writer.h. The tables' fields are in the schema's order. */
#include "mw/tflite/model_writer.h"

#include "mw/tflite/flatbuffer_builder.h"

enum { SCHEMA_VERSION = 3, WEIGHT_ALIGNMENT = 16, NO_OPTIONS = 0 };

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define REFERENCE                                                                                  \
    {                                                                                              \
        4, 0                                                                                       \
    }
#define LEFT_OUT                                                                                   \
    {                                                                                              \
        0, 0                                                                                       \
    }
#define BYTE(value)                                                                                \
    {                                                                                              \
        1, (uint32_t)(value)                                                                       \
    }
#define WORD(value)                                                                                \
    {                                                                                              \
        4, (uint32_t)(value)                                                                       \
    }

/* What is known of an operator's code: the version that a converter gives its int8 form, and which
 * of the schema's BuiltinOptions it has. */
typedef struct code_facts {
    mw_tflite_code code;
    uint8_t version, options;
} code_facts;

static const code_facts facts[] = {
    {MW_TFLITE_ADD, 2, 11},
    {MW_TFLITE_AVERAGE_POOL_2D, 2, 5},
    {MW_TFLITE_CONV_2D, 3, 1},
    {MW_TFLITE_DEPTHWISE_CONV_2D, 3, 2},
    {MW_TFLITE_FULLY_CONNECTED, 4, 8},
    {MW_TFLITE_LOGISTIC, 2, NO_OPTIONS},
    {MW_TFLITE_MAX_POOL_2D, 2, 5},
    {MW_TFLITE_MUL, 2, 21},
    {MW_TFLITE_RESHAPE, 1, NO_OPTIONS},
    {MW_TFLITE_SOFTMAX, 2, 9},
    {MW_TFLITE_PAD, 2, 22},
    {MW_TFLITE_MEAN, 2, 27},
};

static size_t fact_of(mw_tflite_code code)
{
    size_t index = 0;
    while (facts[index].code != code) {
        index++;
    }
    return index;
}

/* A file being written, and where its codes stand in the list of operator codes. */
typedef struct writer {
    mw_fb fb;
    const mw_tflite_model *model;
    uint32_t index_of_fact[COUNT(facts)];
    uint32_t code_count;
} writer;

static void write_codes(writer *w, uint32_t place)
{
    bool used[COUNT(facts)] = {0};
    for (size_t i = 0; i < w->model->operator_count; i++) {
        size_t fact = fact_of(w->model->operators[i].code);
        if (!used[fact]) {
            used[fact] = true;
            w->index_of_fact[fact] = w->code_count++;
        }
    }
    uint32_t list = mw_fb_references(&w->fb, w->code_count);
    mw_fb_refer(&w->fb, place, list);
    for (size_t i = 0; i < COUNT(facts); i++) {
        if (used[i]) {
            const mw_fb_field fields[] = {BYTE(facts[i].code), LEFT_OUT, WORD(facts[i].version),
                                          WORD(facts[i].code)};
            uint32_t table = mw_fb_table(&w->fb, fields, COUNT(fields), NULL);
            mw_fb_refer(&w->fb, list + 4 + 4 * w->index_of_fact[i], table);
        }
    }
}

static uint32_t write_quantisation(writer *w, const mw_tflite_tensor *tensor)
{
    bool many = tensor->scale_count > 1;
    const mw_fb_field fields[] = {
        LEFT_OUT,
        LEFT_OUT,
        REFERENCE,
        REFERENCE,
        LEFT_OUT,
        LEFT_OUT,
        {many && tensor->scaled_dimension ? 4 : 0, tensor->scaled_dimension}};
    uint32_t at[COUNT(fields)];
    uint32_t table = mw_fb_table(&w->fb, fields, COUNT(fields), at);
    mw_fb_share(&w->fb, at[2], tensor->scales, tensor->scale_count, sizeof(float), 4);
    /* One zero point serves all channels: readers take the first where there are fewer. */
    int64_t zero_point = tensor->zero_point;
    mw_fb_share(&w->fb, at[3], &zero_point, 1, sizeof zero_point, 8);
    return table;
}

/* Buffer 0 is empty, for tensors that are computed; each constant has one, then the metadata. */
static void write_tensors(writer *w, uint32_t place)
{
    uint32_t buffer = 1;
    uint32_t list = mw_fb_references(&w->fb, w->model->tensor_count);
    mw_fb_refer(&w->fb, place, list);
    for (uint32_t i = 0; i < w->model->tensor_count; i++) {
        const mw_tflite_tensor *tensor = &w->model->tensors[i];
        const mw_fb_field fields[] = {REFERENCE,
                                      BYTE(tensor->type),
                                      {tensor->data ? 4 : 0, tensor->data ? buffer++ : 0},
                                      LEFT_OUT,
                                      {tensor->scales ? 4 : 0, 0}};
        uint32_t at[COUNT(fields)];
        uint32_t table = mw_fb_table(&w->fb, fields, COUNT(fields), at);
        mw_fb_refer(&w->fb, list + 4 + 4 * i, table);
        mw_fb_share(&w->fb, at[0], tensor->dims, tensor->rank, sizeof(int32_t), 4);
        if (tensor->scales) {
            mw_fb_refer(&w->fb, at[4], write_quantisation(w, tensor));
        }
    }
}

/* The operator's table of options; 0 where it has none. */
static uint32_t write_options(writer *w, const mw_tflite_operator *o)
{
    const mw_fb_field one_byte[] = {BYTE(o->activation)};
    const mw_fb_field conv[] = {BYTE(o->padding), WORD(o->stride_width), WORD(o->stride_height),
                                BYTE(o->activation)};
    const mw_fb_field depthwise[] = {BYTE(o->padding), WORD(o->stride_width),
                                     WORD(o->stride_height), WORD(1), BYTE(o->activation)};
    const mw_fb_field pool[] = {BYTE(o->padding),       WORD(o->stride_width),
                                WORD(o->stride_height), WORD(o->filter_width),
                                WORD(o->filter_height), BYTE(o->activation)};
    const mw_fb_field softmax[] = {WORD(0x3f800000)}; /* beta is 1 */
    switch (o->code) {
    case MW_TFLITE_CONV_2D:
        return mw_fb_table(&w->fb, conv, COUNT(conv), NULL);
    case MW_TFLITE_DEPTHWISE_CONV_2D:
        return mw_fb_table(&w->fb, depthwise, COUNT(depthwise), NULL);
    case MW_TFLITE_AVERAGE_POOL_2D:
    case MW_TFLITE_MAX_POOL_2D:
        return mw_fb_table(&w->fb, pool, COUNT(pool), NULL);
    case MW_TFLITE_SOFTMAX:
        return mw_fb_table(&w->fb, softmax, COUNT(softmax), NULL);
    case MW_TFLITE_ADD:
    case MW_TFLITE_MUL:
    case MW_TFLITE_FULLY_CONNECTED:
        return mw_fb_table(&w->fb, one_byte, COUNT(one_byte), NULL);
    case MW_TFLITE_MEAN: /* dimensions are not kept */
    case MW_TFLITE_PAD:
        return mw_fb_table(&w->fb, NULL, 0, NULL);
    case MW_TFLITE_LOGISTIC:
    case MW_TFLITE_RESHAPE:
        return 0;
    }
    return 0;
}

static void write_operators(writer *w, uint32_t place)
{
    uint32_t list = mw_fb_references(&w->fb, w->model->operator_count);
    mw_fb_refer(&w->fb, place, list);
    for (uint32_t i = 0; i < w->model->operator_count; i++) {
        const mw_tflite_operator *o = &w->model->operators[i];
        size_t fact = fact_of(o->code);
        bool has_options = facts[fact].options != NO_OPTIONS;
        const mw_fb_field fields[] = {WORD(w->index_of_fact[fact]),
                                      REFERENCE,
                                      REFERENCE,
                                      {has_options ? 1 : 0, facts[fact].options},
                                      {has_options ? 4 : 0, 0}};
        uint32_t at[COUNT(fields)];
        uint32_t table = mw_fb_table(&w->fb, fields, COUNT(fields), at);
        mw_fb_refer(&w->fb, list + 4 + 4 * i, table);
        mw_fb_share(&w->fb, at[1], o->inputs, o->input_count, sizeof(uint32_t), 4);
        mw_fb_share(&w->fb, at[2], &o->output, 1, sizeof(uint32_t), 4);
        if (has_options) {
            mw_fb_refer(&w->fb, at[4], write_options(w, o));
        }
    }
}

static void write_subgraphs(writer *w, uint32_t place)
{
    uint32_t list = mw_fb_references(&w->fb, 1);
    mw_fb_refer(&w->fb, place, list);
    const mw_fb_field fields[] = {REFERENCE, REFERENCE, REFERENCE, REFERENCE};
    uint32_t at[COUNT(fields)];
    mw_fb_refer(&w->fb, list + 4, mw_fb_table(&w->fb, fields, COUNT(fields), at));
    write_tensors(w, at[0]);
    mw_fb_share(&w->fb, at[1], &w->model->input, 1, sizeof(uint32_t), 4);
    mw_fb_share(&w->fb, at[2], &w->model->output, 1, sizeof(uint32_t), 4);
    write_operators(w, at[3]);
}

static void write_buffer(writer *w, uint32_t place, const void *bytes, size_t size)
{
    const mw_fb_field fields[] = {{bytes ? 4 : 0, 0}};
    uint32_t at[COUNT(fields)];
    mw_fb_refer(&w->fb, place, mw_fb_table(&w->fb, fields, COUNT(fields), at));
    if (bytes) {
        mw_fb_refer(&w->fb, at[0], mw_fb_vector(&w->fb, bytes, size, 1, WEIGHT_ALIGNMENT));
    }
}

/* Returns the number of the first buffer that holds metadata. */
static uint32_t write_buffers(writer *w, uint32_t place)
{
    const mw_tflite_model *model = w->model;
    uint32_t constants = 0;
    for (size_t i = 0; i < model->tensor_count; i++) {
        constants += model->tensors[i].data != NULL;
    }
    uint32_t list = mw_fb_references(&w->fb, 1 + constants + model->metadata_count);
    mw_fb_refer(&w->fb, place, list);
    uint32_t next = list + 4;
    write_buffer(w, next, NULL, 0);
    for (size_t i = 0; i < model->tensor_count; i++) {
        if (model->tensors[i].data) {
            write_buffer(w, next += 4, model->tensors[i].data, model->tensors[i].data_bytes);
        }
    }
    for (size_t i = 0; i < model->metadata_count; i++) {
        write_buffer(w, next += 4, model->metadata[i].bytes, model->metadata[i].size);
    }
    return 1 + constants;
}

static void write_metadata(writer *w, uint32_t place, uint32_t first_buffer)
{
    uint32_t list = mw_fb_references(&w->fb, w->model->metadata_count);
    mw_fb_refer(&w->fb, place, list);
    for (uint32_t i = 0; i < w->model->metadata_count; i++) {
        const mw_fb_field fields[] = {REFERENCE, WORD(first_buffer + i)};
        uint32_t at[COUNT(fields)];
        mw_fb_refer(&w->fb, list + 4 + 4 * i, mw_fb_table(&w->fb, fields, COUNT(fields), at));
        mw_fb_refer(&w->fb, at[0], mw_fb_string(&w->fb, w->model->metadata[i].name));
    }
}

void mw_tflite_write(const mw_tflite_model *model, uint8_t **bytes, size_t *size)
{
    writer w = {.model = model};
    mw_fb_begin(&w.fb, "TFL3");
    const mw_fb_field fields[] = {WORD(SCHEMA_VERSION),
                                  REFERENCE,
                                  REFERENCE,
                                  LEFT_OUT,
                                  REFERENCE,
                                  LEFT_OUT,
                                  {model->metadata_count ? 4 : 0, 0}};
    uint32_t at[COUNT(fields)];
    uint32_t root = mw_fb_table(&w.fb, fields, COUNT(fields), at);
    write_codes(&w, at[1]);
    write_subgraphs(&w, at[2]);
    uint32_t first_metadata = write_buffers(&w, at[4]);
    if (model->metadata_count > 0) {
        write_metadata(&w, at[6], first_metadata);
    }
    mw_fb_end(&w.fb, root);
    *bytes = w.fb.bytes;
    *size = w.fb.size;
    w.fb.bytes = NULL;
    mw_fb_free(&w.fb);
}
