/* SPDX-License-Identifier: Apache-2.0
 *
 * The least firmware that makes its plan on the chip: open, measure, make, init, then as many
 * invocations as the word image_invocations says, which the emulator sets before it starts.
 * scripts/image_sizes builds it with one model after another; the model is the section .model,
 * which is not counted. */
#include "milliwatt/interpreter.h"
#include "milliwatt/operator.h"
#include "milliwatt/plan.h"
#include "semihosting.h"

#define OPERATOR(name) &mw_op_##name,
#define KERNEL(name)   &mw_kernel_##name,

static const mw_operator *const operators[] = {IMAGE_OPERATORS(OPERATOR)};
static const mw_kernel *const kernels[] = {IMAGE_KERNELS(KERNEL)};

enum { PLAN_BYTES = 64 * 1024, ARENA_BYTES = 256 * 1024 };

static MW_ALIGNED uint8_t plan[PLAN_BYTES];
static MW_ALIGNED uint8_t state[8];
static MW_ALIGNED uint8_t arena[ARENA_BYTES];

extern const uint8_t image_model[], image_model_end[];
__attribute__((section(".set_from_outside"))) volatile uint32_t image_invocations;

static mw_status set_up(mw_interpreter *interpreter)
{
    static const mw_operators operator_list = {operators, sizeof operators / sizeof operators[0]};
    static const mw_kernels kernel_list = {kernels, sizeof kernels / sizeof kernels[0]};
    size_t bytes = (size_t)(image_model_end - image_model);
    uint32_t plan_bytes = 0;
    mw_model model;
    mw_status status = mw_model_open(&model, image_model, bytes, NULL);
    if (status == MW_OK) {
        status = mw_plan_measure(&model, operator_list, MW_PROFILE_NATIVE, &plan_bytes, NULL);
    }
    if (status == MW_OK) {
        status = plan_bytes <= PLAN_BYTES ? mw_plan_make(&model, operator_list, MW_PROFILE_NATIVE,
                                                         plan, plan_bytes, NULL)
                                          : MW_NO_MEMORY;
    }
    if (status == MW_OK) {
        status = mw_interpreter_init(interpreter, image_model, bytes, kernel_list, plan, state,
                                     sizeof state, arena, sizeof arena, NULL);
    }
    return status;
}

int main(void)
{
    mw_interpreter interpreter;
    mw_status status = set_up(&interpreter);
    for (uint32_t i = 0; status == MW_OK && i < image_invocations; i++) {
        int8_t *input = mw_input(&interpreter, 0);
        *input = (int8_t)i;
        status = mw_invoke(&interpreter);
    }
    semihosting_exit((uint32_t)status);
}
