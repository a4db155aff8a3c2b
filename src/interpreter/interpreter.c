/* SPDX-License-Identifier: Apache-2.0
 *
 * Walks a plan and calls its kernels. See milliwatt/interpreter.h. */
#include "milliwatt/interpreter.h"

#include "base/diagnose.h"
#include "base/memory.h"
#include "base/sample.h"
#include "kernels/variant.h"

static const mw_plan_header *header_of(const mw_interpreter *interpreter)
{
    return (const void *)interpreter->base[MW_REGION_PLAN];
}

static const void *plan_at(const mw_interpreter *interpreter, uint32_t offset)
{
    return (const void *)(interpreter->base[MW_REGION_PLAN] + offset);
}

static void *resolve(const mw_interpreter *interpreter, uint32_t place)
{
    return (void *)(interpreter->base[MW_PLACE_REGION(place)] + MW_PLACE_OFFSET(place));
}

/* The plan is one, of this format, and for a profile that this build runs. */
static mw_status check_plan(const mw_plan_header *header, mw_diagnostic *why)
{
    if (header->magic != MW_PLAN_MAGIC || header->format != MW_PLAN_FORMAT) {
        return mwi_fail(why, MW_BAD_ARGUMENT, MWI_TEXT("no plan, or one of another format"));
    }
    if (!mwi_profile_runs_here(header->profile)) {
        return mwi_fail(why, MW_UNSUPPORTED,
                        MWI_TEXT("the plan was made for a profile that this build does not run"));
    }
    return MW_OK;
}

static mw_status check_model(const mw_plan_header *header, const uint8_t *model, size_t bytes,
                             mw_diagnostic *why)
{
    bool same = bytes == header->model_bytes && mwi_load_u32(model + 4) == MWI_FILE_IDENTIFIER;
    for (uint32_t i = 0; i < MW_PLAN_SAMPLED_WORDS && same; i++) {
        same = mwi_sample(model, header->model_bytes, i) == header->sampled[i];
    }
    return same ? MW_OK
                : mwi_fail(why, MW_BAD_ARGUMENT, MWI_TEXT("the plan was made for another model"));
}

static const mw_kernel *find_kernel(mw_kernels kernels, uint32_t id)
{
    for (uint32_t i = 0; i < kernels.count; i++) {
        if (kernels.list[i]->id == id) {
            return kernels.list[i];
        }
    }
    return NULL;
}

static mw_status check_kernels(const mw_plan_header *header, mw_kernels kernels, mw_diagnostic *why)
{
    const uint16_t *ids = (const void *)((const uint8_t *)header + header->kernels);
    for (uint32_t i = 0; i < header->kernel_count; i++) {
        if (!find_kernel(kernels, ids[i])) {
            mwi_fail(why, MW_UNSUPPORTED, MWI_TEXT("a kernel is not in the list (its id)"));
            return mwi_with_numbers(why, MW_UNSUPPORTED, ids[i], 0);
        }
    }
    return MW_OK;
}

mw_status mw_interpreter_init(mw_interpreter *interpreter, const void *model, size_t model_bytes,
                              mw_kernels kernels, const void *plan, void *state, size_t state_bytes,
                              void *arena, size_t arena_bytes, mw_diagnostic *why)
{
    const mw_plan_header *header = plan;
    if (!interpreter || !plan || !model || (kernels.count > 0 && !kernels.list)) {
        return mwi_fail(why, MW_BAD_ARGUMENT, MWI_TEXT("no interpreter, plan, model or kernels"));
    }
    if (((uintptr_t)plan | (uintptr_t)model | (uintptr_t)state | (uintptr_t)arena) & 7u) {
        return mwi_fail(why, MW_BAD_ARGUMENT,
                        MWI_TEXT("plan, model, state or arena is not aligned to 8 bytes"));
    }
    mw_status status = check_plan(header, why);
    status = status ? status : check_model(header, model, model_bytes, why);
    status = status ? status : check_kernels(header, kernels, why);
    if (status != MW_OK) {
        return status;
    }
    if (state_bytes < header->state_bytes || (header->state_bytes && !state)) {
        return mwi_fail_memory(why, MWI_TEXT("the state is too small"), state ? state_bytes : 0,
                               header->state_bytes);
    }
    if (arena_bytes < header->arena_bytes || (header->arena_bytes && !arena)) {
        return mwi_fail_memory(why, MWI_TEXT("the arena is too small"), arena ? arena_bytes : 0,
                               header->arena_bytes);
    }
    *interpreter = (mw_interpreter){.kernels = kernels};
    interpreter->base[MW_REGION_MODEL] = (uintptr_t)model;
    interpreter->base[MW_REGION_PLAN] = (uintptr_t)plan;
    interpreter->base[MW_REGION_STATE] = (uintptr_t)state;
    interpreter->base[MW_REGION_ARENA] = (uintptr_t)arena;
    mw_reset(interpreter);
    return MW_OK;
}

/* The first node is next. */
static void rewind_nodes(mw_interpreter *interpreter)
{
    const mw_plan_header *header = header_of(interpreter);
    interpreter->next = 0;
    interpreter->next_offset = header->nodes;
    interpreter->next_parameters = mwi_plan_parameters(header);
}

void mw_reset(mw_interpreter *interpreter)
{
    rewind_nodes(interpreter);
}

static const mw_plan_tensor *tensor_at(const mw_interpreter *interpreter, uint32_t first,
                                       uint32_t count, uint32_t index)
{
    if (index >= count) {
        return NULL;
    }
    const mw_plan_tensor *tensor = plan_at(interpreter, first);
    for (uint32_t i = 0; i < index; i++) {
        tensor = (const void *)((const uint8_t *)(tensor + 1) + 4u * tensor->rank);
    }
    return tensor;
}

static const mw_plan_tensor *input_at(const mw_interpreter *interpreter, uint32_t index)
{
    const mw_plan_header *header = header_of(interpreter);
    return tensor_at(interpreter, header->inputs, header->input_count, index);
}

static const mw_plan_tensor *output_at(const mw_interpreter *interpreter, uint32_t index)
{
    const mw_plan_header *header = header_of(interpreter);
    return tensor_at(interpreter, header->outputs, header->output_count, index);
}

static mw_status tell(const mw_plan_tensor *tensor, mw_tensor_info *info)
{
    if (!tensor) {
        return MW_BAD_ARGUMENT;
    }
    *info = (mw_tensor_info){.bytes = tensor->bytes,
                             .type = tensor->type,
                             .rank = tensor->rank,
                             .zero_point = tensor->zero_point,
                             .scale_bits = tensor->scale_bits};
    memcpy(info->dims, tensor + 1, 4u * tensor->rank);
    return MW_OK;
}

void *mw_input(const mw_interpreter *interpreter, uint32_t index)
{
    const mw_plan_tensor *tensor = input_at(interpreter, index);
    return tensor ? resolve(interpreter, tensor->place) : NULL;
}

void *mw_output(const mw_interpreter *interpreter, uint32_t index)
{
    const mw_plan_tensor *tensor = output_at(interpreter, index);
    return tensor ? resolve(interpreter, tensor->place) : NULL;
}

uint32_t mw_input_count(const mw_interpreter *interpreter)
{
    return header_of(interpreter)->input_count;
}

uint32_t mw_output_count(const mw_interpreter *interpreter)
{
    return header_of(interpreter)->output_count;
}

mw_status mw_input_info(const mw_interpreter *interpreter, uint32_t index, mw_tensor_info *info)
{
    return tell(input_at(interpreter, index), info);
}

mw_status mw_output_info(const mw_interpreter *interpreter, uint32_t index, mw_tensor_info *info)
{
    return tell(output_at(interpreter, index), info);
}

/* Runs the node that is next. Init has found each kernel in the list. */
static mw_status invoke_next(mw_interpreter *interpreter)
{
    const mw_plan_node *node = plan_at(interpreter, interpreter->next_offset);
    const void *parameters = plan_at(interpreter, interpreter->next_parameters);
    const uint32_t *places = (const void *)(node + 1);
    void *at[MW_PLACES_MAX] = {0};
    for (uint32_t i = 0; i < node->place_count; i++) {
        at[i] = resolve(interpreter, places[i]);
    }
    interpreter->next++;
    interpreter->next_offset += (uint32_t)sizeof *node + 4u * node->place_count;
    interpreter->next_parameters += node->parameter_bytes;
    return find_kernel(interpreter->kernels, node->kernel)->invoke(parameters, node->variant, at);
}

mw_status mw_invoke_nodes(mw_interpreter *interpreter, uint32_t count)
{
    const mw_plan_header *header = header_of(interpreter);
    mw_status status = MW_OK;
    while (count > 0 && interpreter->next < header->node_count && status == MW_OK) {
        status = invoke_next(interpreter);
        count--;
    }
    if (interpreter->next == header->node_count || status != MW_OK) {
        rewind_nodes(interpreter);
    }
    return status;
}

mw_status mw_invoke(mw_interpreter *interpreter)
{
    rewind_nodes(interpreter);
    return mw_invoke_nodes(interpreter, UINT32_MAX);
}

uint32_t mw_node_next(const mw_interpreter *interpreter)
{
    return interpreter->next;
}

uint32_t mw_node_count(const mw_interpreter *interpreter)
{
    return header_of(interpreter)->node_count;
}

/* The node of an index; *parameters is where its parameters stand. NULL behind the last. */
static const mw_plan_node *node_at(const mw_interpreter *interpreter, uint32_t index,
                                   uint32_t *parameters)
{
    const mw_plan_header *header = header_of(interpreter);
    if (index >= header->node_count) {
        return NULL;
    }
    const mw_plan_node *node = plan_at(interpreter, header->nodes);
    *parameters = mwi_plan_parameters(header);
    for (uint32_t i = 0; i < index; i++) {
        *parameters += node->parameter_bytes;
        node = (const void *)((const uint8_t *)(node + 1) + 4u * node->place_count);
    }
    return node;
}

mw_status mw_node_info_get(const mw_interpreter *interpreter, uint32_t index, mw_node_info *info)
{
    uint32_t parameters;
    const mw_plan_node *node = node_at(interpreter, index, &parameters);
    if (!node) {
        return MW_BAD_ARGUMENT;
    }
    *info = (mw_node_info){.kernel = node->kernel,
                           .variant = node->variant,
                           .operator_index = node->operator_index,
                           .places = node->place_count,
                           .parameter_bytes = node->parameter_bytes,
                           .parameters = plan_at(interpreter, parameters)};
    return MW_OK;
}

void *mw_node_place(const mw_interpreter *interpreter, uint32_t index, uint32_t place)
{
    uint32_t parameters;
    const mw_plan_node *node = node_at(interpreter, index, &parameters);
    if (!node || place >= node->place_count) {
        return NULL;
    }
    const uint32_t *places = (const void *)(node + 1);
    return resolve(interpreter, places[place]);
}
