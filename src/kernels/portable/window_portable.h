/* SPDX-License-Identifier: Apache-2.0
 *
 * Which part of a filter lies on the picture: found once for a row and once for a place in it, so
 * that the sums need no test. */
#ifndef MWI_WINDOW_PORTABLE_H
#define MWI_WINDOW_PORTABLE_H

#include <stdint.h>

/* Elements first to last - 1 of a filter's dimension. */
typedef struct mwi_span {
    int32_t first, last;
} mwi_span;

/* start: where element 0 lies in the picture's dimension, which has extent elements. */
static inline mwi_span mwi_span_inside(int32_t start, int32_t extent, int32_t filter,
                                       int32_t dilation)
{
    mwi_span span = {0, filter};
    for (int32_t at = start; at < 0 && span.first < filter; at += dilation) {
        span.first++;
    }
    for (int32_t at = start + (filter - 1) * dilation; at >= extent && span.last > span.first;
         at -= dilation) {
        span.last--;
    }
    return span;
}

#endif
