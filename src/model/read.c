/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads a model that mw_model_open has proven; checks nothing again. */
#include "model/read.h"
#include "base/load.h"
#include "milliwatt/model.h"
#include "model/flatbuffer.h"
#include "model/schema.h"

uint32_t mw_type_bytes(uint32_t type)
{
    static const uint8_t bytes[] = {
        [MW_FLOAT32] = 4, [MW_FLOAT16] = 2, [MW_INT32] = 4, [MW_UINT8] = 1,  [MW_INT64] = 8,
        [MW_BOOL] = 1,    [MW_INT16] = 2,   [MW_INT8] = 1,  [MW_UINT32] = 4, [MW_UINT16] = 2};
    return type < sizeof bytes ? bytes[type] : 0;
}

uint32_t mw_model_tensor_count(const mw_model *model)
{
    return mwi_vector_count(model->bytes, model->tensors);
}

uint32_t mw_model_operator_count(const mw_model *model)
{
    return mwi_vector_count(model->bytes, model->operators);
}

uint32_t mw_model_input_count(const mw_model *model)
{
    return mwi_vector_count(model->bytes, model->inputs);
}

uint32_t mw_model_output_count(const mw_model *model)
{
    return mwi_vector_count(model->bytes, model->outputs);
}

uint32_t mw_model_input(const mw_model *model, uint32_t index)
{
    return mwi_vector_u32(model->bytes, model->inputs, index);
}

uint32_t mw_model_output(const mw_model *model, uint32_t index)
{
    return mwi_vector_u32(model->bytes, model->outputs, index);
}

uint32_t mw_model_tensor_type(const mw_model *model, uint32_t index)
{
    uint32_t table = mwi_vector_table(model->bytes, model->tensors, index);
    return mwi_field_u8(model->bytes, table, MWI_TENSOR_TYPE, 0);
}

uint32_t mwi_model_tensor_data(const mw_model *model, uint32_t index, uint32_t *bytes)
{
    uint32_t table = mwi_vector_table(model->bytes, model->tensors, index);
    uint32_t buffer = mwi_field_u32(model->bytes, table, MWI_TENSOR_BUFFER, 0);
    uint32_t data =
        buffer ? mwi_vector_target(model->bytes, model->buffers, buffer, MWI_BUFFER_DATA) : 0;
    *bytes = mwi_vector_count(model->bytes, data);
    return *bytes ? data + 4 : 0;
}

static void read_quantization(const uint8_t *bytes, uint32_t table, mw_tensor *tensor)
{
    uint32_t scales = mwi_field_target(bytes, table, MWI_QUANTIZATION_SCALE);
    uint32_t zero_points = mwi_field_target(bytes, table, MWI_QUANTIZATION_ZERO_POINT);
    tensor->scales = mwi_vector_count(bytes, scales);
    tensor->scale_offset = scales + 4;
    tensor->zero_points = mwi_vector_count(bytes, zero_points);
    tensor->zero_point_offset = zero_points + 4;
    tensor->quantized_dimension =
        tensor->scales > 1 ? (int32_t)mwi_field_u32(bytes, table, MWI_QUANTIZATION_DIMENSION, 0)
                           : 0;
}

void mw_model_tensor(const mw_model *model, uint32_t index, mw_tensor *tensor)
{
    const uint8_t *bytes = model->bytes;
    uint32_t table = mwi_vector_table(bytes, model->tensors, index);
    uint32_t shape = mwi_field_target(bytes, table, MWI_TENSOR_SHAPE);
    uint32_t quantization = mwi_field_target(bytes, table, MWI_TENSOR_QUANTIZATION);
    uint32_t data_bytes;
    uint32_t rank = mwi_vector_count(bytes, shape);
    tensor->type = (uint8_t)mwi_field_u8(bytes, table, MWI_TENSOR_TYPE, 0);
    tensor->rank = (uint8_t)rank;
    tensor->is_variable = mwi_field_u8(bytes, table, MWI_TENSOR_IS_VARIABLE, 0) != 0;
    tensor->elements = 1;
    for (uint32_t d = 0; d < MW_RANK_MAX; d++) {
        uint32_t dim = d < rank ? mwi_vector_u32(bytes, shape, d) : 0;
        tensor->dims[d] = (int32_t)dim;
        tensor->elements *= d < rank ? dim : 1;
    }
    tensor->bytes = tensor->elements * mw_type_bytes(tensor->type);
    tensor->data = mwi_model_tensor_data(model, index, &data_bytes);
    tensor->scales = 0;
    tensor->zero_points = 0;
    if (quantization) {
        read_quantization(bytes, quantization, tensor);
    }
}

/* The bytes of a string field, and how many. */
static const char *read_string(const mw_model *model, uint32_t table, uint32_t field,
                               uint32_t *length)
{
    uint32_t string = mwi_field_target(model->bytes, table, field);
    *length = mwi_vector_count(model->bytes, string);
    return string ? (const char *)model->bytes + string + 4 : NULL;
}

const char *mw_model_tensor_name(const mw_model *model, uint32_t index, uint32_t *length)
{
    uint32_t table = mwi_vector_table(model->bytes, model->tensors, index);
    return read_string(model, table, MWI_TENSOR_NAME, length);
}

/* The table of an operator's code. */
static uint32_t code_table(const mw_model *model, uint32_t index)
{
    uint32_t table = mwi_vector_table(model->bytes, model->operators, index);
    uint32_t code = mwi_field_u32(model->bytes, table, MWI_OPERATOR_CODE, 0);
    return mwi_vector_table(model->bytes, model->codes, code);
}

const char *mw_model_operator_name(const mw_model *model, uint32_t index, uint32_t *length)
{
    return read_string(model, code_table(model, index), MWI_CODE_CUSTOM, length);
}

int32_t mw_model_operator_code(const mw_model *model, uint32_t index)
{
    uint32_t table = code_table(model, index);
    int32_t older = (int8_t)mwi_field_u8(model->bytes, table, MWI_CODE_DEPRECATED, 0);
    int32_t newer = (int32_t)mwi_field_u32(model->bytes, table, MWI_CODE_BUILTIN, 0);
    return older > newer ? older : newer;
}

int32_t mw_model_operator_version(const mw_model *model, uint32_t index)
{
    return (int32_t)mwi_field_u32(model->bytes, code_table(model, index), MWI_CODE_VERSION, 1);
}

uint32_t mw_model_operator_input_count(const mw_model *model, uint32_t index)
{
    return mwi_vector_count(model->bytes, mwi_vector_target(model->bytes, model->operators, index,
                                                            MWI_OPERATOR_INPUTS));
}

uint32_t mw_model_operator_output_count(const mw_model *model, uint32_t index)
{
    return mwi_vector_count(model->bytes, mwi_vector_target(model->bytes, model->operators, index,
                                                            MWI_OPERATOR_OUTPUTS));
}

int32_t mw_model_operator_input(const mw_model *model, uint32_t index, uint32_t input)
{
    uint32_t vector = mwi_vector_target(model->bytes, model->operators, index, MWI_OPERATOR_INPUTS);
    return (int32_t)mwi_vector_u32(model->bytes, vector, input);
}

uint32_t mw_model_operator_output(const mw_model *model, uint32_t index, uint32_t output)
{
    uint32_t vector =
        mwi_vector_target(model->bytes, model->operators, index, MWI_OPERATOR_OUTPUTS);
    return mwi_vector_u32(model->bytes, vector, output);
}

uint32_t mw_model_scale_bits(const mw_model *model, const mw_tensor *tensor, uint32_t channel)
{
    return mwi_load_u32(model->bytes + tensor->scale_offset + 4 * channel);
}

int64_t mw_model_zero_point(const mw_model *model, const mw_tensor *tensor, uint32_t channel)
{
    const uint8_t *at = model->bytes + tensor->zero_point_offset + 8 * channel;
    return (int64_t)((uint64_t)mwi_load_u32(at + 4) << 32 | mwi_load_u32(at));
}

static bool is_name(const char *bytes, uint32_t length, const char *name)
{
    uint32_t i = 0;
    while (i < length && name[i] && bytes[i] == name[i]) {
        i++;
    }
    return i == length && !name[i];
}

const uint8_t *mw_model_metadata(const mw_model *model, const char *name, uint32_t *bytes)
{
    uint32_t count = mwi_vector_count(model->bytes, model->metadata);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t entry = mwi_vector_table(model->bytes, model->metadata, i);
        uint32_t length;
        const char *found = read_string(model, entry, MWI_METADATA_NAME, &length);
        if (found && is_name(found, length, name)) {
            uint32_t buffer = mwi_field_u32(model->bytes, entry, MWI_METADATA_BUFFER, 0);
            uint32_t data =
                mwi_vector_target(model->bytes, model->buffers, buffer, MWI_BUFFER_DATA);
            *bytes = mwi_vector_count(model->bytes, data);
            return *bytes ? model->bytes + data + 4 : NULL;
        }
    }
    *bytes = 0;
    return NULL;
}
