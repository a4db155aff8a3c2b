/* SPDX-License-Identifier: Apache-2.0
 *
 * A firmware that plans a model on the chip and runs its golden cases there. It reads model.tflite,
 * in.bin and out.bin from the folder in which the emulator was started, writes the plan it made to
 * plan.bin, and ends with 0 where every output is equal, 1 where one is not, 2 where the library
 * refused, 3 where a file is not there or too great, 4 where a plan for another profile was taken.
 *
 * -DPLANT_A_FAULT=1 changes weights, which has to show. -DMODEL_IS_LINKED=1 takes the model that is
 * linked with it, for a chip whose RAM would not hold it; MODEL_MAX, CASE_MAX, PLAN_MAX and
 * ARENA_MAX are the bytes there are. */
#include "base/memory.h"
#include "milliwatt/interpreter.h"
#include "milliwatt/operator.h"
#include "milliwatt/plan.h"
#include "semihosting.h"

#define OPERATOR(name)   &mw_op_##name,
#define KERNEL(id, name) &mw_kernel_##name,

static const mw_operator *const operators[] = {MWI_OPERATORS(OPERATOR)};
static const mw_kernel *const kernels[] = {MWI_KERNELS(KERNEL)};

#if MODEL_IS_LINKED
extern const uint8_t image_model[], image_model_end[];
#else
static MW_ALIGNED uint8_t model_bytes[MODEL_MAX];
#endif
static uint8_t wanted[CASE_MAX]; /* one output */
static MW_ALIGNED uint8_t plan[PLAN_MAX];
static MW_ALIGNED uint8_t arena[ARENA_MAX];

static uint32_t open_file(const char *name, uint32_t length, uint32_t mode)
{
    const struct {
        const char *name;
        uint32_t mode, length;
    } block = {name, mode, length};
    uint32_t handle = semihosting_call(SEMIHOSTING_OPEN, &block);
    if (handle == UINT32_MAX) {
        semihosting_exit(3);
    }
    return handle;
}

/* Reads on in a file; the bytes that were not there. */
static uint32_t read_on(uint32_t handle, void *to, uint32_t bytes)
{
    const struct {
        uint32_t handle;
        void *to;
        uint32_t bytes;
    } block = {handle, to, bytes};
    return semihosting_call(SEMIHOSTING_READ, &block);
}

#if MODEL_IS_LINKED
static const uint8_t *find_model(uint32_t *size)
{
    *size = (uint32_t)(image_model_end - image_model);
    return image_model;
}
#else
static const uint8_t *find_model(uint32_t *size)
{
    uint32_t handle = open_file("model.tflite", 12, SEMIHOSTING_READ_BINARY);
    *size = semihosting_call(SEMIHOSTING_FLEN, &handle);
    if (*size > MODEL_MAX || read_on(handle, model_bytes, *size) != 0) {
        semihosting_exit(3);
    }
    return model_bytes;
}
#endif

/* Only where the model was read into RAM. */
static void plant_a_fault(uint32_t size)
{
#if PLANT_A_FAULT
    for (uint32_t i = size / 4; i < size / 2; i++) {
        model_bytes[i] ^= 0x40;
    }
#endif
    (void)size;
}

static void write_plan(uint32_t bytes)
{
    uint32_t handle = open_file("plan.bin", 8, SEMIHOSTING_WRITE_BINARY);
    const struct {
        uint32_t handle;
        const uint8_t *from;
        uint32_t bytes;
    } block = {handle, plan, bytes};
    if (semihosting_call(SEMIHOSTING_WRITE, &block) != 0) {
        semihosting_exit(3);
    }
    semihosting_call(SEMIHOSTING_CLOSE, &handle);
}

static void must(mw_status status)
{
    if (status != MW_OK) {
        semihosting_call(SEMIHOSTING_WRITE0, mw_status_name(status));
        semihosting_exit(2);
    }
}

static const mw_operators operator_list = {operators, sizeof operators / sizeof operators[0]};
static const mw_kernels kernel_list = {kernels, sizeof kernels / sizeof kernels[0]};

/* A chip's image links the variants of its own profile, so init refuses plans for others. */
static void check_profile(const mw_model *model)
{
    mw_interpreter interpreter;
    uint32_t needed = 0;
    must(mw_plan_measure(model, operator_list, MW_PROFILE_REFERENCE, &needed, NULL));
    must(mw_plan_make(model, operator_list, MW_PROFILE_REFERENCE, plan, PLAN_MAX, NULL));
    if (mw_interpreter_init(&interpreter, model->bytes, model->size, kernel_list, plan, NULL, 0,
                            arena, ARENA_MAX, NULL) != MW_UNSUPPORTED) {
        semihosting_exit(4);
    }
}

static void set_up(mw_interpreter *interpreter)
{
    uint32_t size;
    const uint8_t *bytes = find_model(&size);
    mw_model model;
    uint32_t needed = 0;
    must(mw_model_open(&model, bytes, size, NULL));
    check_profile(&model);
    must(mw_plan_measure(&model, operator_list, MW_PROFILE_NATIVE, &needed, NULL));
    memset(plan, 0xa5, PLAN_MAX);
    must(needed <= PLAN_MAX ? MW_OK : MW_NO_MEMORY);
    must(mw_plan_make(&model, operator_list, MW_PROFILE_NATIVE, plan, needed, NULL));
    write_plan(needed);
    mw_sizes sizes = mw_plan_sizes(plan);
    must(sizes.arena <= ARENA_MAX && sizes.state == 0 ? MW_OK : MW_NO_MEMORY);
    must(mw_interpreter_init(interpreter, bytes, size, kernel_list, plan, NULL, 0, arena,
                             sizes.arena, NULL));
    plant_a_fault(size);
}

/* The inputs of the next case; false behind the last. */
static int read_inputs(const mw_interpreter *interpreter, uint32_t file)
{
    mw_tensor_info info;
    uint32_t missing = 0;
    uint32_t all = 0;
    for (uint32_t i = 0; mw_input_info(interpreter, i, &info) == MW_OK; i++) {
        missing += read_on(file, mw_input(interpreter, i), info.bytes);
        all += info.bytes;
    }
    if (missing != 0 && missing != all) {
        semihosting_exit(3);
    }
    return missing == 0;
}

static void compare_outputs(const mw_interpreter *interpreter, uint32_t file)
{
    mw_tensor_info info;
    for (uint32_t i = 0; mw_output_info(interpreter, i, &info) == MW_OK; i++) {
        const uint8_t *got = mw_output(interpreter, i);
        if (info.bytes > CASE_MAX || read_on(file, wanted, info.bytes) != 0) {
            semihosting_exit(3);
        }
        for (uint32_t k = 0; k < info.bytes; k++) {
            if (got[k] != wanted[k]) {
                semihosting_exit(1);
            }
        }
    }
}

int main(void)
{
    mw_interpreter interpreter;
    set_up(&interpreter);
    uint32_t in = open_file("in.bin", 6, SEMIHOSTING_READ_BINARY);
    uint32_t out = open_file("out.bin", 7, SEMIHOSTING_READ_BINARY);
    while (read_inputs(&interpreter, in)) {
        must(mw_invoke(&interpreter));
        compare_outputs(&interpreter, out);
    }
    uint8_t more;
    semihosting_exit(read_on(out, &more, 1) == 1 ? 0 : 3);
}
