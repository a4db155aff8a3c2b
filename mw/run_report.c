/* SPDX-License-Identifier: Apache-2.0
 *
 * What mw run prints of a model's outputs. See run_report.h. */
#include "mw/run_report.h"

#include <stdio.h>
#include <string.h>

enum { TOP_SCORES = 3 };

/* Element number index of an output, as it stands there. */
static double number_at(const uint8_t *bytes, const mw_tensor_info *info, uint32_t index)
{
    const uint8_t *at = bytes + (size_t)index * mw_type_bytes(info->type);
    int16_t s16;
    int32_t s32;
    int64_t s64;
    float f32;
    switch (info->type) {
    case MW_INT8:
        return (int8_t)*at;
    case MW_INT16:
        memcpy(&s16, at, sizeof s16);
        return s16;
    case MW_INT32:
        memcpy(&s32, at, sizeof s32);
        return s32;
    case MW_INT64:
        memcpy(&s64, at, sizeof s64);
        return (double)s64;
    case MW_FLOAT32:
        memcpy(&f32, at, sizeof f32);
        return (double)f32;
    default:
        return *at;
    }
}

static uint32_t elements_of(const mw_tensor_info *info)
{
    uint32_t width = mw_type_bytes(info->type);
    return width ? info->bytes / width : 0;
}

/* The greatest scores first; of equal ones the first. */
static void print_scores(const uint8_t *bytes, const mw_tensor_info *info, const mw_labels *labels)
{
    double scale = info->scale_bits ? (double)mw_scale_to_float(info->scale_bits) : 1;
    uint32_t last = UINT32_MAX;
    double below = 0;
    for (uint32_t shown = 0; shown < TOP_SCORES && shown < labels->count; shown++) {
        uint32_t best = UINT32_MAX;
        for (uint32_t i = 0; i < labels->count; i++) {
            double value = number_at(bytes, info, i);
            bool is_left = shown == 0 || value < below || (value == below && i > last);
            if (is_left && (best == UINT32_MAX || value > number_at(bytes, info, best))) {
                best = i;
            }
        }
        below = number_at(bytes, info, best);
        last = best;
        printf("%s%s %.4f", shown ? ", " : "", labels->names[best],
               scale * (below - info->zero_point));
    }
    printf("\n");
}

void mw_run_print(const mw_session *s, const mw_labels *labels)
{
    mw_tensor_info info;
    if (labels && mw_output_info(&s->interpreter, 0, &info) == MW_OK &&
        elements_of(&info) == labels->count) {
        print_scores(mw_output(&s->interpreter, 0), &info, labels);
        return;
    }
    for (uint32_t i = 0; mw_output_info(&s->interpreter, i, &info) == MW_OK; i++) {
        const uint8_t *bytes = mw_output(&s->interpreter, i);
        for (uint32_t at = 0; at < elements_of(&info); at++) {
            printf("%s%.9g", i + at > 0 ? " " : "", number_at(bytes, &info, at));
        }
    }
    printf("\n");
}

cJSON *mw_run_json(const mw_session *s)
{
    cJSON *outputs = cJSON_CreateArray();
    mw_tensor_info info;
    for (uint32_t i = 0; mw_output_info(&s->interpreter, i, &info) == MW_OK; i++) {
        const uint8_t *bytes = mw_output(&s->interpreter, i);
        cJSON *numbers = cJSON_CreateArray();
        for (uint32_t at = 0; at < elements_of(&info); at++) {
            cJSON_AddItemToArray(numbers, cJSON_CreateNumber(number_at(bytes, &info, at)));
        }
        cJSON_AddItemToArray(outputs, numbers);
    }
    return outputs;
}
