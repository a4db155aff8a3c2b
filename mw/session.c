/* SPDX-License-Identifier: Apache-2.0
 *
 * A model ready to run on the desk. See session.h. */
#include "mw/session.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mw/file.h"
#include "mw/mw.h"

#define OPERATOR(name) &mw_op_##name,
static const mw_operator *const operators[] = {MWI_OPERATORS(OPERATOR)};
const mw_operators mw_all_operators = {operators, sizeof operators / sizeof operators[0]};

#define SYMBOL(name) #name,
static const char *const symbols[] = {MWI_OPERATORS(SYMBOL)};

const char *mw_operator_symbol(uint32_t index)
{
    return symbols[index];
}

#define KERNEL(id, name) &mw_kernel_##name,
static const mw_kernel *const kernels[] = {MWI_KERNELS(KERNEL)};
const mw_kernels mw_all_kernels = {kernels, sizeof kernels / sizeof kernels[0]};

const mw_operator *mw_find_operator(const mw_model *model, uint32_t index)
{
    int32_t first = mw_model_operator_input_count(model, index) > 0
                        ? mw_model_operator_input(model, index, 0)
                        : -1;
    uint32_t type = first < 0 ? MW_NO_TENSOR : mw_model_tensor_type(model, (uint32_t)first);
    int32_t code = mw_model_operator_code(model, index);
    for (uint32_t i = 0; i < mw_all_operators.count; i++) {
        const mw_operator *found = mw_all_operators.list[i];
        if (found->code == code && (found->type == type || found->type == MW_ANY_TYPE)) {
            return found;
        }
    }
    return NULL;
}

/* "int8, int8, -" of an operator's inputs or outputs. */
static void list_types(const mw_model *model, uint32_t node, bool outputs, char *text, size_t size)
{
    uint32_t count = outputs ? mw_model_operator_output_count(model, node)
                             : mw_model_operator_input_count(model, node);
    size_t length = 0;
    text[0] = 0;
    for (uint32_t i = 0; i < count && length < size; i++) {
        int32_t tensor = outputs ? (int32_t)mw_model_operator_output(model, node, i)
                                 : mw_model_operator_input(model, node, i);
        mw_tensor read = {0};
        if (tensor >= 0) {
            mw_model_tensor(model, (uint32_t)tensor, &read);
        }
        int wrote = snprintf(text + length, size - length, "%s%s", i ? ", " : "",
                             tensor < 0 ? "-" : mw_type_name(read.type));
        length += wrote > 0 ? (size_t)wrote : 0;
    }
}

/* One line about what the library refused, with the operator at fault by its name. */
static void explain(const mw_session *session, mw_status status, const mw_diagnostic *why)
{
    char line[256];
    char inputs[128];
    char outputs[128];
    mw_diagnostic_print(why, line, sizeof line);
    if (why->node < 0 || !session->model.bytes) {
        mw_error("%s: %s: %s", session->path,
                 status == MW_UNSUPPORTED ? "not supported" : "no sound model", line);
        return;
    }
    uint32_t node = (uint32_t)why->node;
    bool missing = !mw_find_operator(&session->model, node);
    list_types(&session->model, node, false, inputs, sizeof inputs);
    list_types(&session->model, node, true, outputs, sizeof outputs);
    mw_error("%s: operator %u, %s version %d (%s -> %s): %s", session->path, node,
             mw_operator_name(&session->model, node),
             (int)mw_model_operator_version(&session->model, node), inputs, outputs,
             missing ? "not built in for these types; the README lists what is" : line);
}

/* Memory aligned as MW_ALIGNED says; never NULL. */
static void *reserve(size_t bytes)
{
    void *memory = calloc(1, bytes + 8); /* malloc's alignment is 16 here */
    if (!memory) {
        mw_error("%zu bytes of memory are not to be had", bytes);
        exit(MW_EXIT_FAILED);
    }
    return memory;
}

bool mw_session_plan(mw_session *session, const char *path, mw_profile profile)
{
    mw_diagnostic why = {-1, -1, 0, 0, ""};
    *session = (mw_session){.path = path, .profile = profile};
    if (!mw_file_read(path, "model", &session->bytes, &session->size)) {
        return false;
    }
    if (session->size == 0) {
        mw_error("model %s is empty", path);
        return false;
    }
    uint32_t plan_bytes = 0;
    mw_status status = mw_model_open(&session->model, session->bytes, session->size, &why);
    if (status == MW_OK) {
        status = mw_plan_measure(&session->model, mw_all_operators, profile, &plan_bytes, &why);
    }
    if (status == MW_OK) {
        session->plan = reserve(plan_bytes);
        status = mw_plan_make(&session->model, mw_all_operators, profile, session->plan, plan_bytes,
                              &why);
    }
    if (status != MW_OK) {
        explain(session, status, &why);
        return false;
    }
    session->sizes = mw_plan_sizes(session->plan);
    return true;
}

bool mw_session_start(mw_session *session, int64_t arena_bytes)
{
    mw_diagnostic why = {-1, -1, 0, 0, ""};
    size_t given = arena_bytes < 0 ? session->sizes.arena : (size_t)arena_bytes;
    if (given < session->sizes.arena) {
        mw_error("%s: an arena of %zu bytes is too small, %u are needed", session->path, given,
                 session->sizes.arena);
        return false;
    }
    session->state = reserve(session->sizes.state);
    session->arena = reserve(session->sizes.arena);
    mw_status status = mw_interpreter_init(&session->interpreter, session->bytes, session->size,
                                           mw_all_kernels, session->plan, session->state,
                                           session->sizes.state, session->arena, given, &why);
    if (status != MW_OK) {
        explain(session, status, &why);
    }
    return status == MW_OK;
}

void mw_session_end(mw_session *session)
{
    free(session->bytes);
    free(session->plan);
    free(session->state);
    free(session->arena);
    *session = (mw_session){0};
}
