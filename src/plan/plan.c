/* SPDX-License-Identifier: Apache-2.0
 *
 * Makes a plan. plan_format.h has the bytes, milliwatt/plan.h the contract.
 *
 * Both functions prepare every node to count what it takes (mw_plan_measure). mw_plan_make then
 * goes over the nodes twice more. The first time it writes nodes and their places from the front,
 * with tensors still by number, and notes each tensor's lifetime in blocks at the back of the same
 * memory. Then the arena is laid out and the places become offsets. The second time the parameters
 * are written, where the blocks stood. */
#include "milliwatt/plan.h"

#include <stdbool.h>

#include "base/diagnose.h"
#include "base/memory.h"
#include "base/sample.h"
#include "model/flatbuffer.h"
#include "model/read.h"
#include "model/schema.h"
#include "plan/digest.h"
#include "plan/layout.h"

enum { OPERATORS_MAX = 256 }; /* in an application's list */

/* What is found by going over the nodes. */
typedef struct maker {
    mw_prepare prepare; /* of the node at hand */
    mw_operators operators;
    uint8_t *plan;     /* the memory of the caller */
    mwi_block *blocks; /* one a tensor, at the back of it; one a scratch before them, downward */
    uint32_t tensors, scratches;
    uint32_t nodes_at;  /* offset of the first node */
    uint32_t nodes_end; /* offset behind the last one so far */
    uint32_t node_count;
    uint32_t used[OPERATORS_MAX / 32]; /* a bit for each operator of the list */
} maker;

static mw_status refuse_tensor(const maker *m, mw_status status, const char *text, uint32_t tensor)
{
    mw_prepare_refuse(&m->prepare, status, text, 0, 0);
    if (m->prepare.why) {
        m->prepare.why->tensor = (int32_t)tensor;
    }
    return status;
}

static bool has_name(const mw_prepare *prepare, const char *name)
{
    uint32_t length;
    const char *found = mw_model_operator_name(prepare->model, prepare->node, &length);
    uint32_t i = 0;
    while (found && i < length && name[i] && found[i] == name[i]) {
        i++;
    }
    return found && i == length && !name[i];
}

/* The type that decides: of the first input, or of the first output where there is none. */
static uint32_t deciding_type(const mw_prepare *prepare)
{
    const uint8_t *bytes = prepare->model->bytes;
    int32_t tensor = mw_prepare_input_tensor(prepare, 0);
    if (tensor < 0 && mwi_vector_count(bytes, prepare->outputs) > 0) {
        tensor = (int32_t)mw_prepare_output_tensor(prepare, 0);
    }
    return tensor < 0 ? MW_NO_TENSOR : mw_model_tensor_type(prepare->model, (uint32_t)tensor);
}

/* The operator of the list that the node at hand is; NULL where there is none. */
static const mw_operator *find_operator(maker *m)
{
    int32_t code = mw_model_operator_code(m->prepare.model, m->prepare.node);
    uint32_t type = deciding_type(&m->prepare);
    for (uint32_t i = 0; i < m->operators.count; i++) {
        const mw_operator *found = m->operators.list[i];
        if (found->code == code && (found->type == type || found->type == MW_ANY_TYPE) &&
            (code != MW_CUSTOM_CODE || has_name(&m->prepare, found->name))) {
            m->used[i / 32] |= 1u << i % 32;
            return found;
        }
    }
    mw_prepare_refuse(&m->prepare, MW_UNSUPPORTED,
                      MWI_TEXT("an operator is not in the list (its builtin code, its type)"), code,
                      (int32_t)type);
    return NULL;
}

/* Prepares node number node. */
static mw_status prepare_node(maker *m, uint32_t node, const mw_operator **found)
{
    mw_prepare *p = &m->prepare;
    uint32_t at = mwi_vector_table(p->model->bytes, p->model->operators, node);
    p->node = node;
    p->options = mwi_field_target(p->model->bytes, at, MWI_OPERATOR_OPTIONS);
    p->inputs = mwi_field_target(p->model->bytes, at, MWI_OPERATOR_INPUTS);
    p->outputs = mwi_field_target(p->model->bytes, at, MWI_OPERATOR_OUTPUTS);
    p->scratch_bytes = 0;
    p->alias_input = -1;
    p->place_count = 0;
    p->parameter_bytes = 0;
    *found = find_operator(m);
    if (!*found) {
        return MW_UNSUPPORTED;
    }
    mw_status status = (*found)->prepare(p);
    if (status == MW_OK && p->place_count > MW_PLACES_MAX) {
        return mw_prepare_refuse(p, MW_UNSUPPORTED, MWI_TEXT("a node has too many places"),
                                 p->place_count, MW_PLACES_MAX);
    }
    while (p->place_count > 0 && p->places[p->place_count - 1] == 0) {
        p->place_count--; /* left out at the end */
    }
    return status;
}

static uint32_t node_bytes(const mw_prepare *prepare)
{
    return (uint32_t)sizeof(mw_plan_node) + 4u * prepare->place_count;
}

/* The id that follows after; 65536 when there is none. Ids of operators used, each once. */
static uint32_t next_kernel(const maker *m, uint32_t after)
{
    uint32_t next = 65536;
    for (uint32_t i = 0; i < m->operators.count; i++) {
        const mw_kernel *kernel = m->operators.list[i]->kernel;
        if ((m->used[i / 32] >> i % 32 & 1u) && kernel && kernel->id > after && kernel->id < next) {
            next = kernel->id;
        }
    }
    return next;
}

static uint32_t count_kernels(const maker *m)
{
    uint32_t count = 0;
    for (uint32_t id = next_kernel(m, 0); id < 65536; id = next_kernel(m, id)) {
        count++;
    }
    return count;
}

static uint32_t ends_count(const mw_model *model)
{
    return mw_model_input_count(model) + mw_model_output_count(model);
}

/* The tensor of an end of the model: its inputs, then its outputs. */
static uint32_t end_tensor(const mw_model *model, uint32_t end)
{
    uint32_t inputs = mw_model_input_count(model);
    return end < inputs ? mw_model_input(model, end) : mw_model_output(model, end - inputs);
}

/* Bytes that the description of the ends takes. */
static uint32_t description_bytes(const mw_model *model)
{
    uint32_t bytes = 0;
    for (uint32_t end = 0; end < ends_count(model); end++) {
        mw_tensor tensor;
        mw_model_tensor(model, end_tensor(model, end), &tensor);
        bytes += (uint32_t)sizeof(mw_plan_tensor) + 4u * tensor.rank;
    }
    return bytes;
}

static mw_status start(maker *m, const mw_model *model, mw_operators operators, mw_profile profile,
                       mw_diagnostic *why)
{
    if (!model || !model->bytes || (operators.count > 0 && !operators.list) ||
        operators.count > OPERATORS_MAX || (uint32_t)profile >= MW_PROFILES) {
        return mwi_fail(why, MW_BAD_ARGUMENT, MWI_TEXT("no model, list of operators or profile"));
    }
    *m = (maker){.operators = operators, .tensors = mw_model_tensor_count(model)};
    m->prepare.model = model;
    m->prepare.why = why;
    m->prepare.profile = (uint32_t)profile;
    if (mw_model_input_count(model) > 65535 || mw_model_output_count(model) > 65535) {
        return mwi_fail(why, MW_UNSUPPORTED, MWI_TEXT("more than 65,535 inputs or outputs"));
    }
    m->nodes_at = (uint32_t)sizeof(mw_plan_header) + description_bytes(model);
    m->nodes_end = m->nodes_at;
    return MW_OK;
}

/* Where the parameters begin: behind the kernels' ids. */
static uint32_t parameters_at(const maker *m)
{
    return m->nodes_end + ((2 * count_kernels(m) + 3u) & ~3u);
}

/* What the layout needs: blocks, and before them their order. */
static uint32_t work_bytes(const maker *m)
{
    uint32_t count = m->tensors + m->scratches;
    return count * (uint32_t)sizeof(mwi_block) + ((2 * count + 3u) & ~3u);
}

/* The plan's bytes: what stands there in the end, or what is needed to get there. */
static uint32_t needed_bytes(const maker *m)
{
    uint32_t work = work_bytes(m);
    uint32_t stay = m->prepare.parameters + m->prepare.arrays; /* both below 2^29 */
    return parameters_at(m) + (stay > work ? stay : work);
}

/* Adds the node at hand to what is counted. */
static void count_node(maker *m)
{
    m->nodes_end += node_bytes(&m->prepare);
    m->node_count++;
    m->scratches += m->prepare.scratch_bytes > 0;
}

mw_status mw_plan_measure(const mw_model *model, mw_operators operators, mw_profile profile,
                          uint32_t *plan_bytes, mw_diagnostic *why)
{
    maker m;
    mw_status status = start(&m, model, operators, profile, why);
    uint32_t count = status == MW_OK ? mw_model_operator_count(model) : 0;
    for (uint32_t node = 0; node < count && status == MW_OK; node++) {
        const mw_operator *found;
        status = prepare_node(&m, node, &found);
        if (status == MW_OK && m.prepare.alias_input < 0) {
            count_node(&m);
        }
    }
    if (status != MW_OK) {
        return status;
    }
    *plan_bytes = needed_bytes(&m);
    if (*plan_bytes >> MW_PLACE_SHIFT || m.prepare.arrays >= (1u << MW_PLACE_SHIFT) - 4u) {
        return mwi_fail(why, MW_UNSUPPORTED, MWI_TEXT("the plan would have 512 MB or more"));
    }
    return MW_OK;
}

/* The block that holds a tensor's bytes: its own, or that of the tensor it is an alias of. */
static mwi_block *block_of(const maker *m, uint32_t tensor)
{
    mwi_block *block = &m->blocks[tensor];
    return MW_PLACE_REGION(block->place) == MWI_PLACE_TENSOR
               ? &m->blocks[MW_PLACE_OFFSET(block->place)]
               : block;
}

/* Blocks as they are before the first node: constants have a place, inputs are alive. */
static mw_status start_blocks(maker *m)
{
    const mw_model *model = m->prepare.model;
    for (uint32_t i = 0; i < m->tensors; i++) {
        uint32_t bytes;
        uint32_t data = mwi_model_tensor_data(model, i, &bytes);
        uint32_t place = data ? MW_PLACE(MW_REGION_MODEL, data) : MWI_NO_PLACE;
        m->blocks[i] = (mwi_block){0, 0, 0, place};
    }
    for (uint32_t i = 0; i < mw_model_input_count(model); i++) {
        uint32_t index = mw_model_input(model, i);
        mw_tensor tensor;
        mw_model_tensor(model, index, &tensor);
        if (tensor.data || tensor.is_variable) {
            return refuse_tensor(m, MW_BAD_MODEL, MWI_TEXT("an input is a constant or variable"),
                                 index);
        }
        m->blocks[index] = (mwi_block){0, 0, tensor.bytes, 0};
    }
    return MW_OK;
}

/* The inputs of the node at hand are alive until now. */
static mw_status use_inputs(maker *m)
{
    const mw_prepare *p = &m->prepare;
    for (uint32_t i = 0; i < mwi_vector_count(p->model->bytes, p->inputs); i++) {
        int32_t tensor = mw_prepare_input_tensor(p, i);
        if (tensor < 0) {
            continue;
        }
        mwi_block *block = block_of(m, (uint32_t)tensor);
        if (block->place == MWI_NO_PLACE) {
            return refuse_tensor(m, MW_BAD_MODEL,
                                 MWI_TEXT("a tensor is read before anything is written to it"),
                                 (uint32_t)tensor);
        }
        block->last = (uint16_t)(p->node + 1);
    }
    return MW_OK;
}

/* The outputs of the node at hand are alive from now on. */
static mw_status use_outputs(maker *m)
{
    const mw_prepare *p = &m->prepare;
    for (uint32_t i = 0; i < mwi_vector_count(p->model->bytes, p->outputs); i++) {
        uint32_t index = mw_prepare_output_tensor(p, i);
        mwi_block *block = &m->blocks[index];
        if (block->place != MWI_NO_PLACE) {
            return refuse_tensor(m, MW_BAD_MODEL,
                                 MWI_TEXT("a tensor is written that is a constant or was written"),
                                 index);
        }
        if (p->alias_input >= 0) {
            int32_t input = mw_prepare_input_tensor(p, (uint32_t)p->alias_input);
            uint32_t root = (uint32_t)(block_of(m, (uint32_t)input) - m->blocks);
            block->place = MW_PLACE(MWI_PLACE_TENSOR, root);
            continue;
        }
        mw_tensor tensor;
        mw_model_tensor(p->model, index, &tensor);
        uint16_t now = (uint16_t)(p->node + 1);
        *block = (mwi_block){now, now, tensor.bytes, 0};
    }
    return MW_OK;
}

/* Writes the node at hand behind the last one, its tensors by number. */
static void write_node(maker *m, const mw_operator *found)
{
    const mw_prepare *p = &m->prepare;
    mw_plan_node *node = (void *)(m->plan + m->nodes_end);
    count_node(m);
    if (p->scratch_bytes) {
        uint16_t now = (uint16_t)(p->node + 1);
        *(m->blocks - m->scratches) = (mwi_block){now, now, p->scratch_bytes, 0};
    }
    *node = (mw_plan_node){.kernel = found->kernel->id,
                           .variant = p->variant,
                           .place_count = p->place_count,
                           .operator_index = (uint16_t)p->node,
                           .parameter_bytes = (uint16_t)p->parameter_bytes};
    memcpy(node + 1, p->places, 4u * p->place_count);
}

/* The first round: nodes, and when their tensors are alive. */
static mw_status write_nodes(maker *m)
{
    const mw_model *model = m->prepare.model;
    mw_status status = start_blocks(m);
    for (uint32_t node = 0; node < mw_model_operator_count(model) && status == MW_OK; node++) {
        const mw_operator *found;
        status = prepare_node(m, node, &found);
        status = status ? status : use_inputs(m);
        status = status ? status : use_outputs(m);
        if (status == MW_OK && m->prepare.alias_input < 0) {
            write_node(m, found);
        }
    }
    for (uint32_t i = 0; i < mw_model_output_count(model) && status == MW_OK; i++) {
        mwi_block *block = block_of(m, mw_model_output(model, i));
        if (block->place == MWI_NO_PLACE) {
            return refuse_tensor(m, MW_BAD_MODEL, MWI_TEXT("an output is never written"),
                                 mw_model_output(model, i));
        }
        block->last = UINT16_MAX;
    }
    return status;
}

/* The place of a tensor, now that the arena is laid out. A constant lies where it lies in the file,
 * and is used there: one that is not aligned to its type is refused. */
static mw_status place_tensor(const maker *m, uint32_t tensor, uint32_t *place)
{
    const mwi_block *block = block_of(m, tensor);
    if (MW_PLACE_REGION(block->place) != MW_REGION_MODEL) {
        *place = MW_PLACE(MW_REGION_ARENA, block->place);
        return MW_OK;
    }
    *place = block->place;
    if (block->place & 7u) {
        mw_tensor constant;
        mw_model_tensor(m->prepare.model, (uint32_t)(block - m->blocks), &constant);
        uint32_t width = mw_type_bytes(constant.type);
        if (width && block->place & (width - 1)) {
            return refuse_tensor(m, MW_UNSUPPORTED,
                                 MWI_TEXT("a constant is not aligned to its type in the file"),
                                 tensor);
        }
    }
    return MW_OK;
}

/* Turns the places of all nodes from numbers to offsets. */
static mw_status place_nodes(maker *m)
{
    uint32_t arrays = parameters_at(m) + m->prepare.parameters;
    uint32_t scratch = 0;
    uint32_t at = m->nodes_at;
    for (uint32_t n = 0; n < m->node_count; n++) {
        mw_plan_node *node = (void *)(m->plan + at);
        uint32_t *places = (void *)(m->plan + at + sizeof *node);
        for (uint32_t i = 0; i < node->place_count; i++) {
            uint32_t region = MW_PLACE_REGION(places[i]);
            if (region == MW_REGION_PLAN) {
                places[i] += arrays;
            } else if (region == MWI_PLACE_SCRATCH) {
                scratch++;
                places[i] = MW_PLACE(MW_REGION_ARENA, (m->blocks - scratch)->place);
            } else if (region == MWI_PLACE_TENSOR) {
                m->prepare.node = node->operator_index;
                mw_status status = place_tensor(m, MW_PLACE_OFFSET(places[i]), &places[i]);
                if (status != MW_OK) {
                    return status;
                }
            }
        }
        at += (uint32_t)sizeof *node + 4u * node->place_count;
    }
    return MW_OK;
}

/* Describes a tensor at an offset of the plan; the end of the description goes to *at. */
static mw_status describe(const maker *m, uint32_t index, uint32_t *at)
{
    mw_tensor tensor;
    mw_model_tensor(m->prepare.model, index, &tensor);
    mw_plan_tensor *described = (void *)(m->plan + *at);
    *described = (mw_plan_tensor){.bytes = tensor.bytes, .type = tensor.type, .rank = tensor.rank};
    if (tensor.scales == 1) {
        described->scale_bits = mw_model_scale_bits(m->prepare.model, &tensor, 0);
    }
    if (tensor.zero_points == 1) {
        described->zero_point = (int16_t)mw_model_zero_point(m->prepare.model, &tensor, 0);
    }
    memcpy(described + 1, tensor.dims, 4u * tensor.rank);
    *at += (uint32_t)sizeof *described + 4u * tensor.rank;
    return place_tensor(m, index, &described->place);
}

static mw_status write_header(const maker *m, uint32_t arena_bytes)
{
    const mw_model *model = m->prepare.model;
    mw_plan_header *header = (void *)m->plan;
    header->magic = MW_PLAN_MAGIC;
    header->format = MW_PLAN_FORMAT;
    header->profile = (uint16_t)m->prepare.profile;
    header->model_bytes = model->size;
    header->model_digest = mwi_digest(model->bytes, model->size);
    for (uint32_t i = 0; i < MW_PLAN_SAMPLED_WORDS; i++) {
        header->sampled[i] = mwi_sample(model->bytes, model->size, i);
    }
    header->plan_bytes = needed_bytes(m);
    header->state_bytes = 0;
    header->arena_bytes = arena_bytes;
    header->node_count = (uint16_t)m->node_count;
    header->kernel_count = (uint16_t)count_kernels(m);
    header->input_count = (uint16_t)mw_model_input_count(model);
    header->output_count = (uint16_t)mw_model_output_count(model);
    header->inputs = (uint32_t)sizeof *header;
    header->nodes = m->nodes_at;
    header->kernels = m->nodes_end;
    uint32_t at = header->inputs;
    mw_status status = MW_OK;
    for (uint32_t end = 0; end < ends_count(model) && status == MW_OK; end++) {
        header->outputs = end <= header->input_count ? at : header->outputs;
        status = describe(m, end_tensor(model, end), &at);
    }
    return status;
}

/* The second round: kernel ids and parameters, where the blocks stood. */
static mw_status write_parameters(maker *m)
{
    uint32_t end = needed_bytes(m);
    uint32_t base = parameters_at(m);
    memset(m->plan + m->nodes_end, 0, end - m->nodes_end);
    uint16_t *ids = (void *)(m->plan + m->nodes_end);
    for (uint32_t id = next_kernel(m, 0); id < 65536; id = next_kernel(m, id)) {
        *ids++ = (uint16_t)id;
    }
    m->prepare.plan = m->plan;
    m->prepare.arrays = base + m->prepare.parameters;
    m->prepare.parameters = base;
    uint32_t at = m->nodes_at;
    for (uint32_t n = 0; n < m->node_count; n++) {
        const mw_plan_node *node = (const void *)(m->plan + at);
        const mw_operator *found;
        mw_status status = prepare_node(m, node->operator_index, &found);
        if (status != MW_OK) {
            return status;
        }
        at += (uint32_t)sizeof *node + 4u * node->place_count;
    }
    return MW_OK;
}

static uint32_t lay_out(maker *m)
{
    mwi_block *blocks = m->blocks - m->scratches;
    uint32_t count = m->tensors + m->scratches;
    uint16_t *order = (void *)((uint8_t *)blocks - ((2 * count + 3u) & ~3u));
    return mwi_layout(blocks, count, order);
}

mw_status mw_plan_make(const mw_model *model, mw_operators operators, mw_profile profile,
                       void *plan, size_t plan_bytes, mw_diagnostic *why)
{
    maker m;
    uint32_t needed;
    mw_status status = mw_plan_measure(model, operators, profile, &needed, why);
    if (status != MW_OK) {
        return status;
    }
    if (!mwi_is_aligned(plan) || !mwi_is_aligned(model->bytes)) {
        return mwi_fail(why, MW_BAD_ARGUMENT, MWI_TEXT("plan or model is not aligned to 8 bytes"));
    }
    if (!plan || plan_bytes < needed) {
        return mwi_fail_memory(why, MWI_TEXT("the plan's memory is too small"),
                               plan ? plan_bytes : 0, needed);
    }
    start(&m, model, operators, profile, why);
    m.plan = plan;
    m.blocks = (mwi_block *)(void *)(m.plan + needed) - m.tensors;
    status = write_nodes(&m);
    if (status != MW_OK) {
        return status;
    }
    uint32_t arena_bytes = lay_out(&m);
    if (arena_bytes == MWI_NO_PLACE) {
        return mwi_fail(why, MW_UNSUPPORTED, MWI_TEXT("the arena would have 512 MB or more"));
    }
    status = place_nodes(&m);
    status = status ? status : write_header(&m, arena_bytes);
    return status ? status : write_parameters(&m);
}

mw_sizes mw_plan_sizes(const void *plan)
{
    const mw_plan_header *header = plan;
    return (mw_sizes){header->plan_bytes, header->state_bytes, header->arena_bytes};
}

mw_status mw_plan_verify(const void *plan, const void *model, size_t model_bytes,
                         mw_diagnostic *why)
{
    const mw_plan_header *header = plan;
    if (!plan || !model || !mwi_is_aligned(plan) || !mwi_is_aligned(model)) {
        return mwi_fail(why, MW_BAD_ARGUMENT, MWI_TEXT("plan or model is missing or misaligned"));
    }
    if (header->magic != MW_PLAN_MAGIC || model_bytes != header->model_bytes ||
        mwi_digest(model, header->model_bytes) != header->model_digest) {
        return mwi_fail(why, MW_BAD_ARGUMENT, MWI_TEXT("the plan was made for another model"));
    }
    return MW_OK;
}
