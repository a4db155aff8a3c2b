/* SPDX-License-Identifier: Apache-2.0
 *
 * The least firmware whose plan lies in flash, as `mw plan` makes it: init is all of its set-up. */
#include "app.h"
#include "semihosting.h"

static MW_ALIGNED uint8_t state[APP_STATE_BYTES + 8];
static MW_ALIGNED uint8_t arena[APP_ARENA_BYTES];

__attribute__((section(".set_from_outside"))) volatile uint32_t image_invocations;

int main(void)
{
    mw_interpreter interpreter;
    mw_status status =
        mw_interpreter_init(&interpreter, app_model, APP_MODEL_BYTES, app_kernels, app_plan, state,
                            APP_STATE_BYTES, arena, sizeof arena, NULL);
    for (uint32_t i = 0; status == MW_OK && i < image_invocations; i++) {
        int8_t *input = mw_input(&interpreter, 0);
        *input = (int8_t)i;
        status = mw_invoke(&interpreter);
    }
    semihosting_exit((uint32_t)status);
}
