/* SPDX-License-Identifier: Apache-2.0
 *
 * The sums that all portable kernels with weights rest on.
 *
 * Four filters at a time look at the same numbers: a number is loaded, and its zero point taken
 * from it, once for four products. Addition wraps around nowhere (kernels/parameters.h has the
 * bounds), so the order of the products does not change a bit. */
#ifndef MWI_DOT_PORTABLE_H
#define MWI_DOT_PORTABLE_H

#include <stdint.h>

#include "base/cpu.h"

/* sums[k] += the sum over i < count of (numbers[i] - zero_point) * weights[k * filter + i]. */
static MWI_NOT_INLINED void mwi_dot_4(const int8_t *numbers, const int8_t *weights, int32_t filter,
                                      int32_t count, int32_t zero_point, int32_t sums[4])
{
    const int8_t *end = numbers + count;
    const int8_t *w0 = weights;
    const int8_t *w1 = w0 + filter;
    const int8_t *w2 = w1 + filter;
    const int8_t *w3 = w2 + filter;
    int32_t s0 = sums[0];
    int32_t s1 = sums[1];
    int32_t s2 = sums[2];
    int32_t s3 = sums[3];
    while (numbers < end) {
        int32_t number = *numbers++ - zero_point;
        s0 += number * *w0++;
        s1 += number * *w1++;
        s2 += number * *w2++;
        s3 += number * *w3++;
    }
    sums[0] = s0;
    sums[1] = s1;
    sums[2] = s2;
    sums[3] = s3;
}

/* The same for any number of filters from 1 to 4. */
static inline void mwi_dot(const int8_t *numbers, const int8_t *weights, int32_t filter,
                           int32_t count, int32_t zero_point, int32_t lanes, int32_t sums[4])
{
    if (lanes == 4) {
        mwi_dot_4(numbers, weights, filter, count, zero_point, sums);
        return;
    }
    for (int32_t lane = 0; lane < lanes; lane++) {
        int32_t sum = sums[lane];
        for (int32_t i = 0; i < count; i++) {
            sum += (numbers[i] - zero_point) * weights[i];
        }
        sums[lane] = sum;
        weights += filter;
    }
}

#endif
