/* SPDX-License-Identifier: Apache-2.0
 *
 * PAD, 8-bit, as it is to be understood.
 *
 * The output is the input with a border of one value around it, in each dimension so many elements
 * before and behind. The value stands for 0, unless the model says otherwise (PADV2).
 *
 * The last dimension makes rows. A row of the output that lies inside the input in all the other
 * dimensions is the next row of the input with its border; any other is all border. */
#include <stdbool.h>

#include "base/memory.h"
#include "kernels/kernels.h"

static int32_t extent(const mw_pad_dim *dim)
{
    return dim->before + dim->elements + dim->behind;
}

/* On to the output's next row, its index in each outer dimension; false behind the last. */
static bool next_row(const mw_pad_dim *dims, uint32_t outer_count, int32_t *index)
{
    for (uint32_t d = outer_count; d-- > 0;) {
        if (++index[d] < extent(&dims[d])) {
            return true;
        }
        index[d] = 0;
    }
    return false;
}

static bool is_inside(const mw_pad_dim *dims, uint32_t outer_count, const int32_t *index)
{
    bool inside = true;
    for (uint32_t d = 0; d < outer_count; d++) {
        int32_t at = index[d] - dims[d].before;
        inside = inside && at >= 0 && at < dims[d].elements;
    }
    return inside;
}

void mw_pad_s8_reference(const mw_pad_parameters *p, const int8_t *input, const mw_pad_dim *dims,
                         int8_t *output)
{
    uint32_t outer_count = p->dims_count - 1u;
    const mw_pad_dim *row = &dims[outer_count];
    int32_t index[MWI_PAD_DIMS_MAX] = {0};
    do {
        memset(output, p->value, (size_t)extent(row));
        if (is_inside(dims, outer_count, index)) {
            memcpy(output + row->before, input, (size_t)row->elements);
            input += row->elements;
        }
        output += extent(row);
    } while (next_row(dims, outer_count, index));
}
