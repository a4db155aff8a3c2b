/* SPDX-License-Identifier: Apache-2.0
 *
 * The smallest firmware that runs a model, whose size mw bench tells: no board but a vector table
 * and a start (smallest_start.c), no text, no sound, no light. It is linked, and never run. */
#include "set_up.h"

int main(void)
{
    mw_interpreter interpreter;
    mw_status status = bench_set_up(&interpreter);
    while (status == MW_OK) {
        status = mw_invoke(&interpreter);
    }
    return (int)status;
}
