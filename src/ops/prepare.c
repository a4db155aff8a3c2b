/* SPDX-License-Identifier: Apache-2.0
 *
 * What an operator's prepare works with: reading its node, and saying what it found. Declared in
 * milliwatt/operator.h; plan/ calls prepare and uses what it leaves behind. */
#include "base/diagnose.h"
#include "base/memory.h"
#include "milliwatt/operator.h"
#include "model/flatbuffer.h"

mw_status mw_prepare_refuse(const mw_prepare *prepare, mw_status status, const char *text,
                            int32_t got, int32_t want)
{
    if (prepare->why) {
        *prepare->why = (mw_diagnostic){(int32_t)prepare->node, -1, got, want, text ? text : ""};
    }
    return status;
}

int32_t mw_prepare_input_tensor(const mw_prepare *prepare, uint32_t index)
{
    const uint8_t *bytes = prepare->model->bytes;
    return index < mwi_vector_count(bytes, prepare->inputs)
               ? (int32_t)mwi_vector_u32(bytes, prepare->inputs, index)
               : -1;
}

uint32_t mw_prepare_output_tensor(const mw_prepare *prepare, uint32_t index)
{
    return mwi_vector_u32(prepare->model->bytes, prepare->outputs, index);
}

mw_status mw_prepare_counts(mw_prepare *prepare, uint32_t least_inputs, uint32_t most_inputs,
                            uint32_t outputs)
{
    uint32_t inputs = mwi_vector_count(prepare->model->bytes, prepare->inputs);
    if (inputs < least_inputs || inputs > most_inputs) {
        return mw_prepare_refuse(prepare, MW_BAD_MODEL,
                                 MWI_TEXT("the operator has another number of inputs"),
                                 (int32_t)inputs, (int32_t)most_inputs);
    }
    for (uint32_t i = 0; i < least_inputs; i++) {
        if (mw_prepare_input_tensor(prepare, i) < 0) {
            return mw_prepare_refuse(prepare, MW_BAD_MODEL, MWI_TEXT("the operator lacks an input"),
                                     (int32_t)i, 0);
        }
    }
    uint32_t found = mwi_vector_count(prepare->model->bytes, prepare->outputs);
    if (found != outputs) {
        return mw_prepare_refuse(prepare, MW_BAD_MODEL,
                                 MWI_TEXT("the operator has another number of outputs"),
                                 (int32_t)found, (int32_t)outputs);
    }
    return MW_OK;
}

void mw_prepare_input(const mw_prepare *prepare, uint32_t index, mw_tensor *tensor)
{
    int32_t number = mw_prepare_input_tensor(prepare, index);
    if (number < 0) {
        *tensor = (mw_tensor){.type = MW_NO_TENSOR};
        return;
    }
    mw_model_tensor(prepare->model, (uint32_t)number, tensor);
}

void mw_prepare_output(const mw_prepare *prepare, uint32_t index, mw_tensor *tensor)
{
    mw_model_tensor(prepare->model, mw_prepare_output_tensor(prepare, index), tensor);
}

uint32_t mw_prepare_option_u8(const mw_prepare *prepare, uint32_t field, uint32_t otherwise)
{
    return prepare->options
               ? mwi_field_u8(prepare->model->bytes, prepare->options, field, otherwise)
               : otherwise;
}

uint32_t mw_prepare_option_u32(const mw_prepare *prepare, uint32_t field, uint32_t otherwise)
{
    return prepare->options
               ? mwi_field_u32(prepare->model->bytes, prepare->options, field, otherwise)
               : otherwise;
}

/* No operator has more than MW_PLACES_MAX places; one that did would fail when it is laid out. */
static void add_place(mw_prepare *prepare, uint32_t place)
{
    if (prepare->place_count < MW_PLACES_MAX) {
        prepare->places[prepare->place_count] = place;
    }
    prepare->place_count++;
}

void mw_prepare_place_input(mw_prepare *prepare, uint32_t index)
{
    int32_t number = mw_prepare_input_tensor(prepare, index);
    add_place(prepare, number < 0 ? 0 : MW_PLACE(MWI_PLACE_TENSOR, number));
}

void mw_prepare_place_output(mw_prepare *prepare, uint32_t index)
{
    add_place(prepare, MW_PLACE(MWI_PLACE_TENSOR, mw_prepare_output_tensor(prepare, index)));
}

void mw_prepare_place_none(mw_prepare *prepare)
{
    add_place(prepare, 0);
}

/* Room in the plan, a multiple of 4 bytes, all zero; a cursor stays
 * below 2^29 or sticks there, and then no plan is big enough. */
static void *take(const mw_prepare *prepare, uint32_t *cursor, uint32_t bytes)
{
    const uint32_t limit = 1u << MW_PLACE_SHIFT;
    uint32_t offset = *cursor;
    bytes = (bytes + 3u) & ~3u;
    *cursor = bytes < limit - offset ? offset + bytes : limit - 4u;
    if (!prepare->plan) {
        return NULL;
    }
    return prepare->plan + offset;
}

void *mw_prepare_place_array(mw_prepare *prepare, uint32_t bytes)
{
    add_place(prepare, MW_PLACE(MW_REGION_PLAN, prepare->arrays));
    return take(prepare, &prepare->arrays, bytes);
}

void mw_prepare_place_scratch(mw_prepare *prepare, uint32_t bytes)
{
    prepare->scratch_bytes = bytes;
    add_place(prepare, bytes ? MW_PLACE(MWI_PLACE_SCRATCH, 0) : 0);
}

void mw_prepare_parameters(mw_prepare *prepare, const void *parameters, uint32_t bytes,
                           uint32_t variant)
{
    void *kept = take(prepare, &prepare->parameters, bytes);
    prepare->parameter_bytes = bytes;
    prepare->variant = (uint8_t)variant;
    if (kept) {
        memcpy(kept, parameters, bytes);
    }
}

void mw_prepare_alias(mw_prepare *prepare, uint32_t input)
{
    prepare->alias_input = (int32_t)input;
}
