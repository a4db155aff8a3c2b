/* SPDX-License-Identifier: Apache-2.0
 *
 * What inspect knows of a model, for programs. See inspect_json.h. */
#include "mw/inspect_json.h"

#include <stdlib.h>

#include "mw/labels.h"
#include "mw/memory.h"
#include "mw/model_ear.h"
#include "mw/parameters.h"

uint32_t mw_inspect_kernels(const mw_session *s, const char **names)
{
    const mw_plan_header *header = s->plan;
    const uint16_t *ids = (const void *)((const uint8_t *)s->plan + header->kernels);
    uint32_t count =
        header->kernel_count < MW_MOST_OPERATORS ? header->kernel_count : MW_MOST_OPERATORS;
    for (uint32_t i = 0; i < count; i++) {
        names[i] = mw_kernel_name(ids[i]);
    }
    return count;
}

uint32_t mw_inspect_operators(const mw_session *s, const char **names)
{
    uint32_t count = 0;
    for (uint32_t which = 0; which < mw_all_operators.count; which++) {
        bool used = false;
        for (uint32_t i = 0; i < mw_model_operator_count(&s->model) && !used; i++) {
            used = mw_find_operator(&s->model, i) == mw_all_operators.list[which];
        }
        if (used && count < MW_MOST_OPERATORS) {
            names[count++] = mw_operator_symbol(which);
        }
    }
    return count;
}

static cJSON *json_names(const mw_session *s,
                         uint32_t (*list)(const mw_session *session, const char **names))
{
    const char *names[MW_MOST_OPERATORS];
    uint32_t count = list(s, names);
    cJSON *array = cJSON_CreateArray();
    for (uint32_t i = 0; i < count; i++) {
        cJSON_AddItemToArray(array, cJSON_CreateString(names[i]));
    }
    return array;
}

static cJSON *json_dims(const int32_t *dims, uint32_t rank)
{
    return cJSON_CreateIntArray(dims, (int)rank);
}

static cJSON *json_end(const mw_tensor_info *info)
{
    cJSON *end = cJSON_CreateObject();
    cJSON_AddStringToObject(end, "type", mw_type_name(info->type));
    cJSON_AddItemToObject(end, "shape", json_dims(info->dims, info->rank));
    cJSON_AddNumberToObject(end, "bytes", info->bytes);
    if (info->scale_bits) {
        cJSON_AddNumberToObject(end, "scale", (double)mw_scale_to_float(info->scale_bits));
        cJSON_AddNumberToObject(end, "zero_point", info->zero_point);
    }
    return end;
}

static cJSON *json_parameters(const mw_node_info *info)
{
    cJSON *object = cJSON_CreateObject();
    mw_parameter parameter;
    for (uint32_t i = 0; mw_parameter_read(info->kernel, info->parameters, i, &parameter); i++) {
        cJSON_AddNumberToObject(object, parameter.name, (double)parameter.value);
    }
    return object;
}

static cJSON *json_operator(const mw_session *s, uint32_t index, const mw_node_info *info)
{
    cJSON *object = cJSON_CreateObject();
    mw_tensor output;
    mw_model_tensor(&s->model, mw_model_operator_output(&s->model, index, 0), &output);
    cJSON_AddNumberToObject(object, "index", index);
    cJSON_AddStringToObject(object, "name", mw_operator_name(&s->model, index));
    cJSON_AddNumberToObject(object, "version", mw_model_operator_version(&s->model, index));
    cJSON_AddStringToObject(object, "type", mw_type_name(output.type));
    cJSON_AddItemToObject(object, "shape", json_dims(output.dims, output.rank));
    cJSON_AddNumberToObject(object, "macs", (double)mw_count_operator_macs(&s->model, index));
    if (info) {
        cJSON_AddStringToObject(object, "kernel", mw_kernel_name(info->kernel));
        cJSON_AddStringToObject(object, "variant", mw_variant_name(info->variant));
        cJSON_AddItemToObject(object, "parameters", json_parameters(info));
    } else {
        cJSON_AddNullToObject(object, "kernel"); /* no work when it runs */
    }
    return object;
}

static cJSON *json_operators(const mw_session *s)
{
    cJSON *array = cJSON_CreateArray();
    uint32_t node = 0;
    for (uint32_t i = 0; i < mw_model_operator_count(&s->model); i++) {
        mw_node_info info;
        bool has_node =
            mw_node_info_get(&s->interpreter, node, &info) == MW_OK && info.operator_index == i;
        cJSON_AddItemToArray(array, json_operator(s, i, has_node ? &info : NULL));
        node += has_node;
    }
    return array;
}

static cJSON *json_memory(const mw_session *s)
{
    cJSON *memory = cJSON_CreateObject();
    cJSON_AddNumberToObject(memory, "plan", s->sizes.plan);
    cJSON_AddNumberToObject(memory, "state", s->sizes.state);
    cJSON_AddNumberToObject(memory, "arena", s->sizes.arena);
    return memory;
}

/* What the model says of itself beside its numbers: labels and front end; null where it does not.
 */
static void add_manners(cJSON *report, const mw_session *s)
{
    mw_labels labels = {0};
    mw_model_ear ear = {0};
    if (mw_labels_of_model(s, &labels) && labels.count > 0) {
        cJSON *names = cJSON_AddArrayToObject(report, "labels");
        for (uint32_t i = 0; i < labels.count; i++) {
            cJSON_AddItemToArray(names, cJSON_CreateString(labels.names[i]));
        }
    } else {
        cJSON_AddNullToObject(report, "labels");
    }
    mw_labels_free(&labels);
    if (!mw_model_ear_read(s, &ear) || !ear.said) {
        cJSON_AddNullToObject(report, "front_end");
        return;
    }
    mw_ear_complete(&ear.ear, &MW_EAR_DEFAULT);
    cJSON *front_end = cJSON_AddObjectToObject(report, "front_end");
    cJSON_AddStringToObject(front_end, "rules", ear.ear.rules_name);
    cJSON_AddNumberToObject(front_end, "hop_ms", ear.ear.hop_ms);
}

cJSON *mw_inspect_json(const mw_session *s)
{
    cJSON *report = cJSON_CreateObject();
    mw_tensor_info info;
    cJSON_AddStringToObject(report, "model", s->path);
    cJSON_AddNumberToObject(report, "bytes", (double)s->size);
    cJSON_AddStringToObject(report, "profile", mw_profile_name(s->profile));
    cJSON *inputs = cJSON_AddArrayToObject(report, "inputs");
    for (uint32_t i = 0; mw_input_info(&s->interpreter, i, &info) == MW_OK; i++) {
        cJSON_AddItemToArray(inputs, json_end(&info));
    }
    cJSON *outputs = cJSON_AddArrayToObject(report, "outputs");
    for (uint32_t i = 0; mw_output_info(&s->interpreter, i, &info) == MW_OK; i++) {
        cJSON_AddItemToArray(outputs, json_end(&info));
    }
    cJSON_AddItemToObject(report, "operators", json_operators(s));
    cJSON_AddItemToObject(report, "memory", json_memory(s));
    add_manners(report, s);
    cJSON_AddNumberToObject(report, "macs", (double)mw_count_macs(&s->model));
    cJSON_AddItemToObject(report, "kernel_list", json_names(s, mw_inspect_kernels));
    cJSON_AddItemToObject(report, "operator_list", json_names(s, mw_inspect_operators));
    return report;
}
