/* SPDX-License-Identifier: Apache-2.0
 *
 * Walking over two inputs whose shapes differ, row by row of the output. What the rows are is in
 * parameters.h, MWI_BROADCAST_FIELDS; ops/binary.h finds them. */
#ifndef MWI_BROADCAST_H
#define MWI_BROADCAST_H

#include <stdbool.h>
#include <stdint.h>

#include "kernels/parameters.h"

/* Where the next row begins in the inputs, in elements. Starts as all zeros. */
typedef struct mwi_broadcast_walk {
    int32_t offset1, offset2;
    int32_t index[MWI_OUTER_MAX]; /* of the row in each outer dimension */
} mwi_broadcast_walk;

/* On to the next row, the last outer dimension first; false behind the last row. */
bool mwi_broadcast_next(mwi_broadcast_walk *walk, const mwi_broadcast_dim *outer, uint32_t count);

#endif
