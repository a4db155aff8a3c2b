/* SPDX-License-Identifier: Apache-2.0
 *
 * Workloads from measurements and JSON. See workload.h. */
#include "mw/bench/workload.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mw/file.h"
#include "mw/mw.h"

static mw_work work_of(const mw_bench_cost *cost)
{
    return (mw_work){.cycles = cost->timed ? (double)cost->cycles : 0,
                     .instructions = (double)cost->instructions,
                     .breaks = (double)cost->cycles_per_wait};
}

static void add_times(mw_work *sum, double times, const mw_bench_cost *cost)
{
    mw_work more = work_of(cost);
    sum->cycles += times * more.cycles;
    sum->instructions += times * more.instructions;
    sum->breaks += times * more.breaks;
}

mw_workload mw_workload_of_application(const mw_bench_application *measured)
{
    const double hops = 1000.0 / MW_HOP_MS;
    mw_workload work = {.second = work_of(&measured->work_per_second),
                        .inference = work_of(&measured->per_inference),
                        .wakes_per_second = hops,
                        .inferences_per_second = 1000.0 / measured->every_ms,
                        .assumed = measured->place.timing_assumed,
                        .flash_bytes = measured->image.flash,
                        .ram_bytes = measured->image.ram};
    add_times(&work.second, hops, &measured->per_interrupt);
    add_times(&work.second, hops, &measured->per_wake);
    snprintf(work.core, sizeof work.core, "%.23s", measured->place.core);
    return work;
}

mw_workload mw_workload_of_model(const mw_bench_model *measured, double per_second)
{
    mw_work once = work_of(&measured->invocation);
    mw_workload work = {.second = {once.cycles * per_second, once.instructions * per_second,
                                   once.breaks * per_second},
                        .inference = once,
                        .wakes_per_second = per_second,
                        .inferences_per_second = per_second,
                        .assumed = measured->place.timing_assumed,
                        .flash_bytes = measured->in_flash.flash,
                        .ram_bytes = measured->in_flash.ram};
    snprintf(work.core, sizeof work.core, "%.23s", measured->place.core);
    return work;
}

static double at_least_zero(double number)
{
    return number > 0 ? number : 0;
}

void mw_workload_infer_each(mw_workload *work, double ms)
{
    double more = 1000 / ms - work->inferences_per_second;
    work->second.cycles = at_least_zero(work->second.cycles + more * work->inference.cycles);
    work->second.instructions =
        at_least_zero(work->second.instructions + more * work->inference.instructions);
    work->second.breaks = at_least_zero(work->second.breaks + more * work->inference.breaks);
    work->inferences_per_second = 1000 / ms;
}

/* The members that are plain numbers, in the order that they are written. */
static const struct {
    const char *name;
    size_t offset;
    bool may_be_null; /* written as null when 0 */
} numbers[] = {
    {"instructions_per_second", offsetof(mw_workload, second.instructions), false},
    {"cycles_per_second", offsetof(mw_workload, second.cycles), true},
    {"breaks_per_second", offsetof(mw_workload, second.breaks), false},
    {"instructions_per_inference", offsetof(mw_workload, inference.instructions), false},
    {"cycles_per_inference", offsetof(mw_workload, inference.cycles), true},
    {"breaks_per_inference", offsetof(mw_workload, inference.breaks), false},
    {"wakes_per_second", offsetof(mw_workload, wakes_per_second), false},
    {"inferences_per_second", offsetof(mw_workload, inferences_per_second), false},
};

cJSON *mw_workload_to_json(const mw_workload *work)
{
    cJSON *object = cJSON_CreateObject();
    cJSON_AddStringToObject(object, "core", work->core);
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        double value;
        memcpy(&value, (const char *)work + numbers[i].offset, sizeof value);
        if (numbers[i].may_be_null && value <= 0) {
            cJSON_AddNullToObject(object, numbers[i].name);
        } else {
            cJSON_AddNumberToObject(object, numbers[i].name, value);
        }
    }
    cJSON_AddBoolToObject(object, "cycles_assumed", work->assumed);
    cJSON_AddNumberToObject(object, "flash", work->flash_bytes);
    cJSON_AddNumberToObject(object, "ram", work->ram_bytes);
    return object;
}

static bool read_bytes(const cJSON *object, const char *name, uint32_t *bytes)
{
    const cJSON *item = cJSON_GetObjectItem(object, name);
    bool good = cJSON_IsNumber(item) && item->valuedouble >= 0 && item->valuedouble < 4e9;
    *bytes = good ? (uint32_t)item->valuedouble : 0;
    return good;
}

static bool from_json(const cJSON *object, mw_workload *work)
{
    const cJSON *core = cJSON_GetObjectItem(object, "core");
    *work = (mw_workload){.assumed = cJSON_IsTrue(cJSON_GetObjectItem(object, "cycles_assumed"))};
    bool good = cJSON_IsString(core) && strlen(core->valuestring) < sizeof work->core &&
                read_bytes(object, "flash", &work->flash_bytes) &&
                read_bytes(object, "ram", &work->ram_bytes);
    for (size_t i = 0; good && i < sizeof numbers / sizeof numbers[0]; i++) {
        const cJSON *item = cJSON_GetObjectItem(object, numbers[i].name);
        double value = cJSON_IsNumber(item) ? item->valuedouble : 0;
        good = (cJSON_IsNumber(item) && value >= 0 && value < 1e15) ||
               (numbers[i].may_be_null && cJSON_IsNull(item));
        memcpy((char *)work + numbers[i].offset, &value, sizeof value);
    }
    if (good) {
        snprintf(work->core, sizeof work->core, "%s", core->valuestring);
    }
    return good;
}

size_t mw_workloads_read(const char *path, mw_workload *list, size_t most)
{
    uint8_t *bytes;
    size_t size;
    if (!mw_file_read(path, "counts", &bytes, &size)) {
        return 0;
    }
    cJSON *root = cJSON_ParseWithLength((const char *)bytes, size);
    free(bytes);
    size_t count = 0;
    const cJSON *item;
    const cJSON *array = cJSON_GetObjectItem(root, "workloads");
    bool good = cJSON_IsArray(array);
    cJSON_ArrayForEach(item, array)
    {
        good = good && count < most && from_json(item, &list[count]);
        count++;
    }
    cJSON_Delete(root);
    if (!good || count == 0) {
        mw_error("counts %s: it has no good array \"workloads\", which `mw bench --app yes_no "
                 "--chips --json` prints",
                 path);
        return 0;
    }
    return count;
}
