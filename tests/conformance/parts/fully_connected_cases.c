/* SPDX-License-Identifier: Apache-2.0
 *
 * Cases of FULLY_CONNECTED: parameters as its prepare leaves them. */
#include "conformance/conformance.h"

/* One multiplier in the parameters, or one a unit with the shifts behind them. */
static void make_multipliers(conformance_case *made, mw_fully_connected_parameters *p)
{
    int32_t multiplier;
    int8_t shift;
    conformance_fill_multipliers(made, &multiplier, &shift, 1);
    if (conformance_random(made, 0, 1)) {
        p->multiplier = multiplier;
        p->shift = shift;
        p->filter_zero_point =
            (int8_t)(conformance_random(made, 0, 1) ? conformance_random_zero_point(made) : 0);
        return;
    }
    int32_t *multipliers = conformance_place(made, 4, 5 * (uint32_t)p->units, 4);
    conformance_fill_multipliers(made, multipliers,
                                 multipliers ? (int8_t *)(multipliers + p->units) : NULL,
                                 (uint32_t)p->units);
}

void conformance_make_fully_connected(conformance_case *made)
{
    mw_fully_connected_parameters *p = (void *)made->parameters;
    _Static_assert(sizeof *p <= sizeof made->parameters, "parameters");
    int32_t least;
    int32_t greatest;
    p->batches = conformance_random(made, 1, 3);
    p->depth = conformance_random(made, 1, conformance_random(made, 0, 3) ? 40 : 700);
    p->units = conformance_random(made, 1, 14);
    conformance_random_clamp(made, &least, &greatest);
    p->activation_min = (int8_t)least;
    p->activation_max = (int8_t)greatest;
    p->input_zero_point = (int8_t)conformance_random_zero_point(made);
    p->output_zero_point = (int8_t)conformance_random_zero_point(made);
    uint32_t input = (uint32_t)(p->batches * p->depth);
    uint32_t filter = (uint32_t)(p->units * p->depth);
    made->bytes[0] = (uint32_t)(p->batches * p->units);
    conformance_fill_s8(made, conformance_place(made, 1, input, 1), input);
    conformance_fill_s8(made, conformance_place(made, 2, filter, 1), filter);
    if (conformance_random(made, 0, 3)) {
        uint32_t units = (uint32_t)p->units;
        conformance_fill_bias(made, conformance_place(made, 3, 4 * units, 4), units);
    }
    make_multipliers(made, p);
}
