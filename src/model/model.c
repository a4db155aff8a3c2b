/* SPDX-License-Identifier: Apache-2.0
 *
 * Proves a .tflite file: after mw_model_open everything that read.c and the operators read of it
 * lies inside. The only parser of untrusted bytes; flatbuffer.h has the wire format, schema.h the
 * fields' numbers. */
#include "milliwatt/model.h"

#include "base/diagnose.h"
#include "base/sample.h"
#include "model/flatbuffer.h"
#include "model/read.h"
#include "model/schema.h"

static mw_status bad(mw_diagnostic *why, const char *text)
{
    return mwi_fail(why, MW_BAD_MODEL, text);
}

static mw_status bad_at(mw_diagnostic *why, mw_status status, const char *text, int32_t node,
                        int32_t tensor)
{
    mwi_fail(why, status, text);
    if (why) {
        why->node = node;
        why->tensor = tensor;
    }
    return status;
}

/* What each kind of table points to. */
static const mwi_pointer of_model[] = {{0, MWI_POINTERS_END}};
static const mwi_pointer of_code[] = {{MWI_CODE_CUSTOM, 1}, {0, MWI_POINTERS_END}};
static const mwi_pointer of_buffer[] = {{MWI_BUFFER_DATA, 1}, {0, MWI_POINTERS_END}};
static const mwi_pointer of_metadata[] = {{MWI_METADATA_NAME, 1}, {0, MWI_POINTERS_END}};
static const mwi_pointer of_subgraph[] = {
    {MWI_SUBGRAPH_INPUTS, 4}, {MWI_SUBGRAPH_OUTPUTS, 4}, {0, MWI_POINTERS_END}};
static const mwi_pointer of_tensor[] = {{MWI_TENSOR_SHAPE, 4},
                                        {MWI_TENSOR_NAME, 1},
                                        {MWI_TENSOR_QUANTIZATION, MWI_TABLE},
                                        {MWI_TENSOR_SPARSITY, MWI_TABLE},
                                        {0, MWI_POINTERS_END}};
static const mwi_pointer of_quantization[] = {
    {MWI_QUANTIZATION_SCALE, 4}, {MWI_QUANTIZATION_ZERO_POINT, 8}, {0, MWI_POINTERS_END}};
static const mwi_pointer of_operator[] = {{MWI_OPERATOR_INPUTS, 4},
                                          {MWI_OPERATOR_OUTPUTS, 4},
                                          {MWI_OPERATOR_OPTIONS, MWI_TABLE},
                                          {MWI_OPERATOR_CUSTOM_OPTIONS, 1},
                                          {0, MWI_POINTERS_END}};

/* No buffer may lie behind the FlatBuffer, as in files over 2 GB; metadata name one that is there.
 */
static mw_status prove_buffers(const mwi_proof *proof, const mw_model *model, mw_diagnostic *why)
{
    const uint8_t *bytes = proof->bytes;
    uint32_t count = mwi_vector_count(bytes, model->buffers);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t buffer = mwi_vector_table(bytes, model->buffers, i);
        if (mwi_field_u32(bytes, buffer, MWI_BUFFER_OFFSET, 0) > 1) {
            return mwi_fail(why, MW_UNSUPPORTED, MWI_TEXT("a buffer lies behind the FlatBuffer"));
        }
    }
    for (uint32_t i = 0; i < mwi_vector_count(bytes, model->metadata); i++) {
        uint32_t entry = mwi_vector_table(bytes, model->metadata, i);
        if (mwi_field_u32(bytes, entry, MWI_METADATA_BUFFER, 0) >= count) {
            return bad(why, MWI_TEXT("metadata without a buffer"));
        }
    }
    return MW_OK;
}

/* Shape and type: few enough dimensions, none negative, fewer than 2^29 bytes in all, which go to
 * *needed (0 for a type of unknown width). */
static mw_status prove_shape(const mwi_proof *proof, uint32_t tensor, int32_t index,
                             uint32_t *needed, mw_diagnostic *why)
{
    uint32_t shape = mwi_field_target(proof->bytes, tensor, MWI_TENSOR_SHAPE);
    uint32_t rank = mwi_vector_count(proof->bytes, shape);
    if (rank > MW_RANK_MAX) {
        return bad_at(why, MW_UNSUPPORTED, MWI_TEXT("more dimensions than are supported"), -1,
                      index);
    }
    uint32_t type = mwi_field_u8(proof->bytes, tensor, MWI_TENSOR_TYPE, 0);
    if (type > INT8_MAX) { /* operator.h has meanings of its own for the last ones */
        return bad_at(why, MW_BAD_MODEL, MWI_TEXT("the schema has no such type"), -1, index);
    }
    uint32_t width = mw_type_bytes(type);
    uint64_t bytes = width ? width : 1;
    for (uint32_t d = 0; d < rank; d++) {
        uint32_t dim = mwi_vector_u32(proof->bytes, shape, d);
        bytes *= dim;
        if (dim > INT32_MAX || bytes >> 29) {
            return bad_at(why, MW_BAD_MODEL,
                          MWI_TEXT("a dimension is negative or the tensor greater than 512 MB"), -1,
                          index);
        }
    }
    *needed = width ? (uint32_t)bytes : 0;
    return MW_OK;
}

/* A tensor's members, and that a constant has the bytes that its shape asks for. */
static mw_status prove_tensor(const mwi_proof *proof, const mw_model *model, int32_t index,
                              mw_diagnostic *why)
{
    const uint8_t *bytes = proof->bytes;
    uint32_t tensor = mwi_vector_table(bytes, model->tensors, (uint32_t)index);
    uint32_t needed = 0;
    mw_status status = prove_shape(proof, tensor, index, &needed, why);
    if (status != MW_OK) {
        return status;
    }
    uint32_t quantization = mwi_field_target(bytes, tensor, MWI_TENSOR_QUANTIZATION);
    uint32_t buffer = mwi_field_u32(bytes, tensor, MWI_TENSOR_BUFFER, 0);
    if ((quantization && !mwi_prove_table(proof, quantization, of_quantization)) ||
        (buffer != 0 && buffer >= mwi_vector_count(bytes, model->buffers))) {
        return bad_at(why, MW_BAD_MODEL, MWI_TEXT("the tensor's scales or bytes are not there"), -1,
                      index);
    }
    if (mwi_field_target(bytes, tensor, MWI_TENSOR_SPARSITY)) {
        return bad_at(why, MW_UNSUPPORTED, MWI_TEXT("sparse tensors are not supported"), -1, index);
    }
    uint32_t found;
    if (mwi_model_tensor_data(model, (uint32_t)index, &found) && found < needed) {
        bad_at(why, MW_BAD_MODEL, MWI_TEXT("a constant has fewer bytes than its shape"), -1, index);
        return mwi_with_numbers(why, MW_BAD_MODEL, (int32_t)found, (int32_t)needed);
    }
    return MW_OK;
}

/* A proven vector of tensor numbers: each below count, or -1 where one may be left out. */
static bool prove_indices(mwi_proof *proof, uint32_t table, uint32_t field, uint32_t count,
                          bool optional)
{
    uint32_t vector = mwi_field_target(proof->bytes, table, field);
    uint32_t length = mwi_vector_count(proof->bytes, vector);
    bool proven = mwi_prove_spend(proof, length);
    for (uint32_t i = 0; proven && i < length; i++) {
        uint32_t index = mwi_vector_u32(proof->bytes, vector, i);
        proven = index < count || (optional && index == UINT32_MAX);
    }
    return proven;
}

static mw_status prove_operators(mwi_proof *proof, const mw_model *model, mw_diagnostic *why)
{
    const uint8_t *bytes = proof->bytes;
    uint32_t tensors = mwi_vector_count(bytes, model->tensors);
    uint32_t codes = mwi_vector_count(bytes, model->codes);
    for (uint32_t i = 0; i < mwi_vector_count(bytes, model->operators); i++) {
        uint32_t node = mwi_vector_table(bytes, model->operators, i);
        if (mwi_field_u32(bytes, node, MWI_OPERATOR_CODE, 0) >= codes ||
            !prove_indices(proof, node, MWI_OPERATOR_INPUTS, tensors, true) ||
            !prove_indices(proof, node, MWI_OPERATOR_OUTPUTS, tensors, false)) {
            return bad_at(why, MW_BAD_MODEL,
                          MWI_TEXT("the operator names a code or tensor that is not there"),
                          (int32_t)i, -1);
        }
    }
    return MW_OK;
}

/* The lists of the main subgraph, of which the file may have more. */
static mw_status prove_subgraph(mwi_proof *proof, mw_model *model, mw_diagnostic *why)
{
    const uint8_t *bytes = proof->bytes;
    if (!mwi_prove_tables(proof, model->subgraph, MWI_SUBGRAPH_TENSORS, of_tensor,
                          &model->tensors) ||
        !mwi_prove_tables(proof, model->subgraph, MWI_SUBGRAPH_OPERATORS, of_operator,
                          &model->operators)) {
        return bad(why, MWI_TEXT("a tensor or operator leaves the file"));
    }
    uint32_t tensors = mwi_vector_count(bytes, model->tensors);
    if (tensors > 65535 || mwi_vector_count(bytes, model->operators) > 65535) {
        return mwi_fail(why, MW_UNSUPPORTED, MWI_TEXT("more than 65,535 tensors or operators"));
    }
    if (!prove_indices(proof, model->subgraph, MWI_SUBGRAPH_INPUTS, tensors, false) ||
        !prove_indices(proof, model->subgraph, MWI_SUBGRAPH_OUTPUTS, tensors, false)) {
        return bad(why, MWI_TEXT("the model's inputs or outputs are not there"));
    }
    model->inputs = mwi_field_target(bytes, model->subgraph, MWI_SUBGRAPH_INPUTS);
    model->outputs = mwi_field_target(bytes, model->subgraph, MWI_SUBGRAPH_OUTPUTS);
    mw_status status = MW_OK;
    for (uint32_t i = 0; i < tensors && status == MW_OK; i++) {
        status = prove_tensor(proof, model, (int32_t)i, why);
    }
    return status != MW_OK ? status : prove_operators(proof, model, why);
}

/* The lists of the root, and its first subgraph. */
static mw_status prove_root(mwi_proof *proof, uint32_t root, mw_model *model, mw_diagnostic *why)
{
    uint32_t subgraphs = 0;
    if (!mwi_prove_tables(proof, root, MWI_MODEL_BUFFERS, of_buffer, &model->buffers) ||
        !mwi_prove_tables(proof, root, MWI_MODEL_CODES, of_code, &model->codes) ||
        !mwi_prove_tables(proof, root, MWI_MODEL_METADATA, of_metadata, &model->metadata) ||
        !mwi_prove_tables(proof, root, MWI_MODEL_SUBGRAPHS, of_subgraph, &subgraphs)) {
        return bad(why, MWI_TEXT("the file is cut off or damaged: a part of it lies outside"));
    }
    if (mwi_vector_count(proof->bytes, subgraphs) == 0) {
        return bad(why, MWI_TEXT("the model has no subgraph"));
    }
    model->subgraph = mwi_vector_table(proof->bytes, subgraphs, 0);
    return prove_buffers(proof, model, why);
}

mw_status mw_model_open(mw_model *model, const void *bytes, size_t size, mw_diagnostic *why)
{
    if (!model || (!bytes && size > 0)) {
        return mwi_fail(why, MW_BAD_ARGUMENT, MWI_TEXT("no model"));
    }
    *model = (mw_model){0};
    if (size < 8) {
        return bad(why, MWI_TEXT("too short to be a model"));
    }
    if (size >= (size_t)1 << 29) {
        return mwi_fail(why, MW_UNSUPPORTED, MWI_TEXT("the model has 512 MB or more"));
    }
    mwi_proof proof = {bytes, (uint32_t)size, (uint32_t)size};
    if (mwi_load_u32(proof.bytes + 4) != MWI_FILE_IDENTIFIER) {
        return bad(why, MWI_TEXT("no .tflite file: the identifier TFL3 is missing"));
    }
    uint32_t root = mwi_load_u32(proof.bytes);
    if (root < 8 || !mwi_prove_table(&proof, root, of_model)) {
        return bad(why, MWI_TEXT("the file is cut off or damaged: its root lies outside"));
    }
    uint32_t version = mwi_field_u32(proof.bytes, root, MWI_MODEL_VERSION, 0);
    if (version != 3) {
        mwi_fail(why, MW_UNSUPPORTED, MWI_TEXT("the schema's version is not the one supported"));
        return mwi_with_numbers(why, MW_UNSUPPORTED, (int32_t)version, 3);
    }
    mw_model found = {.bytes = bytes, .size = (uint32_t)size};
    mw_status status = prove_root(&proof, root, &found, why);
    status = status != MW_OK ? status : prove_subgraph(&proof, &found, why);
    if (status == MW_OK) {
        *model = found;
    }
    return status;
}
