/* SPDX-License-Identifier: Apache-2.0
 *
 * Proves a .tflite file: after mw_model_open everything that read.c and the operators read of it
 * lies inside. The only parser of untrusted bytes; flatbuffer.h has the wire format, schema.h the
 * fields' numbers. */
#include "milliwatt/model.h"

#include "base/diagnose.h"
#include "base/sample.h"
#include "model/flatbuffer.h"
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

/* Every buffer's data, and that none lies behind the FlatBuffer as in files over 2 GB. */
static mw_status prove_buffers(mwi_proof *proof, uint32_t root, mw_model *model, mw_diagnostic *why)
{
    if (!mwi_prove_tables(proof, root, MWI_MODEL_BUFFERS, &model->buffers)) {
        return bad(why, MWI_TEXT("the list of buffers leaves the file"));
    }
    uint32_t count = mwi_vector_count(proof->bytes, model->buffers);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t buffer = mwi_vector_table(proof->bytes, model->buffers, i);
        uint32_t data;
        if (!mwi_prove_vector(proof, buffer, MWI_BUFFER_DATA, 1, &data)) {
            return bad(why, MWI_TEXT("a buffer leaves the file"));
        }
        if (mwi_field_u32(proof->bytes, buffer, MWI_BUFFER_OFFSET, 0) > 1) {
            return mwi_fail(why, MW_UNSUPPORTED, MWI_TEXT("a buffer lies behind the FlatBuffer"));
        }
    }
    return MW_OK;
}

static mw_status prove_codes(mwi_proof *proof, uint32_t root, mw_model *model, mw_diagnostic *why)
{
    if (!mwi_prove_tables(proof, root, MWI_MODEL_CODES, &model->codes)) {
        return bad(why, MWI_TEXT("the list of operator codes leaves the file"));
    }
    uint32_t count = mwi_vector_count(proof->bytes, model->codes);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t name;
        uint32_t code = mwi_vector_table(proof->bytes, model->codes, i);
        if (!mwi_prove_vector(proof, code, MWI_CODE_CUSTOM, 1, &name)) {
            return bad(why, MWI_TEXT("the name of a custom operator leaves the file"));
        }
    }
    return MW_OK;
}

static mw_status prove_metadata(mwi_proof *proof, uint32_t root, mw_model *model,
                                mw_diagnostic *why)
{
    bool inside = mwi_prove_tables(proof, root, MWI_MODEL_METADATA, &model->metadata);
    uint32_t count = inside ? mwi_vector_count(proof->bytes, model->metadata) : 0;
    uint32_t buffers = mwi_vector_count(proof->bytes, model->buffers);
    for (uint32_t i = 0; i < count && inside; i++) {
        uint32_t name;
        uint32_t entry = mwi_vector_table(proof->bytes, model->metadata, i);
        inside = mwi_prove_vector(proof, entry, MWI_METADATA_NAME, 1, &name) &&
                 mwi_field_u32(proof->bytes, entry, MWI_METADATA_BUFFER, 0) < buffers;
    }
    return inside ? MW_OK : bad(why, MWI_TEXT("the metadata leaves the file"));
}

/* The shape: few enough dimensions, none negative, fewer than 2^29 bytes in all. */
static mw_status prove_shape(const mwi_proof *proof, uint32_t tensor, int32_t index,
                             mw_diagnostic *why)
{
    uint32_t shape;
    if (!mwi_prove_vector(proof, tensor, MWI_TENSOR_SHAPE, 4, &shape)) {
        return bad_at(why, MW_BAD_MODEL, MWI_TEXT("the shape leaves the file"), -1, index);
    }
    uint32_t rank = mwi_vector_count(proof->bytes, shape);
    if (rank > MW_RANK_MAX) {
        return bad_at(why, MW_UNSUPPORTED, MWI_TEXT("more dimensions than are supported"), -1,
                      index);
    }
    uint32_t type = mwi_field_u8(proof->bytes, tensor, MWI_TENSOR_TYPE, 0);
    uint64_t bytes = mw_type_bytes(type);
    bytes = bytes ? bytes : 1;
    for (uint32_t d = 0; d < rank; d++) {
        uint32_t dim = mwi_vector_u32(proof->bytes, shape, d);
        bytes *= dim;
        if (dim > INT32_MAX || bytes >> 29) {
            return bad_at(why, MW_BAD_MODEL,
                          MWI_TEXT("a dimension is negative or the tensor greater than 512 MB"), -1,
                          index);
        }
    }
    return MW_OK;
}

static bool prove_quantization(const mwi_proof *proof, uint32_t tensor)
{
    uint32_t quantization;
    uint32_t vector;
    if (!mwi_prove_field_table(proof, tensor, MWI_TENSOR_QUANTIZATION, &quantization)) {
        return false;
    }
    return !quantization ||
           (mwi_prove_vector(proof, quantization, MWI_QUANTIZATION_SCALE, 4, &vector) &&
            mwi_prove_vector(proof, quantization, MWI_QUANTIZATION_ZERO_POINT, 8, &vector));
}

/* A tensor's members, and that a constant has the bytes that its shape asks for. */
static mw_status prove_tensor(const mwi_proof *proof, const mw_model *model, int32_t index,
                              mw_diagnostic *why)
{
    uint32_t tensor = mwi_vector_table(proof->bytes, model->tensors, (uint32_t)index);
    mw_status status = prove_shape(proof, tensor, index, why);
    if (status != MW_OK) {
        return status;
    }
    uint32_t name;
    uint32_t sparsity;
    if (!mwi_prove_vector(proof, tensor, MWI_TENSOR_NAME, 1, &name) ||
        !prove_quantization(proof, tensor) ||
        !mwi_prove_field_table(proof, tensor, MWI_TENSOR_SPARSITY, &sparsity)) {
        return bad_at(why, MW_BAD_MODEL, MWI_TEXT("the tensor leaves the file"), -1, index);
    }
    if (sparsity) {
        return bad_at(why, MW_UNSUPPORTED, MWI_TEXT("sparse tensors are not supported"), -1, index);
    }
    uint32_t buffer = mwi_field_u32(proof->bytes, tensor, MWI_TENSOR_BUFFER, 0);
    if (buffer >= mwi_vector_count(proof->bytes, model->buffers)) {
        return bad_at(why, MW_BAD_MODEL, MWI_TEXT("the tensor has no buffer"), -1, index);
    }
    uint32_t data = mwi_field_target(
        proof->bytes, mwi_vector_table(proof->bytes, model->buffers, buffer), MWI_BUFFER_DATA);
    uint32_t data_bytes = mwi_vector_count(proof->bytes, data);
    mw_tensor read;
    mw_model_tensor(model, (uint32_t)index, &read);
    if (data_bytes != 0 && data_bytes < read.bytes) {
        bad_at(why, MW_BAD_MODEL, MWI_TEXT("a constant has fewer bytes than its shape"), -1, index);
        if (why) {
            why->got = (int32_t)data_bytes;
            why->want = (int32_t)read.bytes;
        }
        return MW_BAD_MODEL;
    }
    return MW_OK;
}

/* A vector of tensor numbers: each below count, or -1 where an optional one may be left out. */
static bool prove_indices(mwi_proof *proof, uint32_t table, uint32_t field, uint32_t count,
                          bool optional)
{
    uint32_t vector;
    if (!mwi_prove_vector(proof, table, field, 4, &vector) ||
        !mwi_prove_spend(proof, mwi_vector_count(proof->bytes, vector))) {
        return false;
    }
    for (uint32_t i = 0; i < mwi_vector_count(proof->bytes, vector); i++) {
        uint32_t index = mwi_vector_u32(proof->bytes, vector, i);
        if (index >= count && !(optional && index == UINT32_MAX)) {
            return false;
        }
    }
    return true;
}

static mw_status prove_operators(mwi_proof *proof, mw_model *model, mw_diagnostic *why)
{
    const uint8_t *bytes = proof->bytes;
    uint32_t tensors = mwi_vector_count(bytes, model->tensors);
    uint32_t codes = mwi_vector_count(bytes, model->codes);
    uint32_t count = mwi_vector_count(bytes, model->operators);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t node = mwi_vector_table(bytes, model->operators, i);
        uint32_t options;
        if (mwi_field_u32(bytes, node, MWI_OPERATOR_CODE, 0) >= codes) {
            return bad_at(why, MW_BAD_MODEL, MWI_TEXT("the operator has no code"), (int32_t)i, -1);
        }
        if (!prove_indices(proof, node, MWI_OPERATOR_INPUTS, tensors, true) ||
            !prove_indices(proof, node, MWI_OPERATOR_OUTPUTS, tensors, false)) {
            return bad_at(why, MW_BAD_MODEL,
                          MWI_TEXT("the operator names a tensor that is not there"), (int32_t)i,
                          -1);
        }
        if (!mwi_prove_field_table(proof, node, MWI_OPERATOR_OPTIONS, &options) ||
            !mwi_prove_vector(proof, node, MWI_OPERATOR_CUSTOM_OPTIONS, 1, &options)) {
            return bad_at(why, MW_BAD_MODEL, MWI_TEXT("the operator's options leave the file"),
                          (int32_t)i, -1);
        }
    }
    return MW_OK;
}

static mw_status prove_subgraph(mwi_proof *proof, uint32_t root, mw_model *model,
                                mw_diagnostic *why)
{
    uint32_t subgraphs;
    if (!mwi_prove_tables(proof, root, MWI_MODEL_SUBGRAPHS, &subgraphs) ||
        mwi_vector_count(proof->bytes, subgraphs) == 0) {
        return bad(why, MWI_TEXT("the model has no subgraph"));
    }
    model->subgraph = mwi_vector_table(proof->bytes, subgraphs, 0);
    if (!mwi_prove_tables(proof, model->subgraph, MWI_SUBGRAPH_TENSORS, &model->tensors) ||
        !mwi_prove_tables(proof, model->subgraph, MWI_SUBGRAPH_OPERATORS, &model->operators)) {
        return bad(why, MWI_TEXT("the lists of tensors and operators leave the file"));
    }
    uint32_t tensors = mwi_vector_count(proof->bytes, model->tensors);
    if (tensors > 65535 || mwi_vector_count(proof->bytes, model->operators) > 65535) {
        return mwi_fail(why, MW_UNSUPPORTED, MWI_TEXT("more than 65,535 tensors or operators"));
    }
    if (!prove_indices(proof, model->subgraph, MWI_SUBGRAPH_INPUTS, tensors, false) ||
        !prove_indices(proof, model->subgraph, MWI_SUBGRAPH_OUTPUTS, tensors, false)) {
        return bad(why, MWI_TEXT("the model's inputs or outputs are not there"));
    }
    model->inputs = mwi_field_target(proof->bytes, model->subgraph, MWI_SUBGRAPH_INPUTS);
    model->outputs = mwi_field_target(proof->bytes, model->subgraph, MWI_SUBGRAPH_OUTPUTS);
    for (uint32_t i = 0; i < tensors; i++) {
        mw_status status = prove_tensor(proof, model, (int32_t)i, why);
        if (status != MW_OK) {
            return status;
        }
    }
    return prove_operators(proof, model, why);
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
    if (root < 8 || !mwi_prove_table(&proof, root)) {
        return bad(why, MWI_TEXT("the file is cut off or damaged: its root lies outside"));
    }
    uint32_t version = mwi_field_u32(proof.bytes, root, MWI_MODEL_VERSION, 0);
    if (version != 3) {
        mwi_fail(why, MW_UNSUPPORTED, MWI_TEXT("the schema's version is not the one supported"));
        if (why) {
            why->got = (int32_t)version;
            why->want = 3;
        }
        return MW_UNSUPPORTED;
    }
    mw_model found = {.bytes = bytes, .size = (uint32_t)size};
    mw_status status = prove_buffers(&proof, root, &found, why);
    status = status == MW_OK ? prove_codes(&proof, root, &found, why) : status;
    status = status == MW_OK ? prove_metadata(&proof, root, &found, why) : status;
    status = status == MW_OK ? prove_subgraph(&proof, root, &found, why) : status;
    if (status == MW_OK) {
        *model = found;
    }
    return status;
}
