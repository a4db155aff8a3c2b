/* SPDX-License-Identifier: Apache-2.0
 *
 * Walking over two inputs whose shapes differ. */
#include "kernels/broadcast.h"

bool mwi_broadcast_next(mwi_broadcast_walk *walk, const mwi_broadcast_dim *outer, uint32_t count)
{
    for (uint32_t d = count; d-- > 0;) {
        walk->offset1 += outer[d].step1;
        walk->offset2 += outer[d].step2;
        if (++walk->index[d] < outer[d].extent) {
            return true;
        }
        walk->index[d] = 0;
        walk->offset1 -= outer[d].extent * outer[d].step1;
        walk->offset2 -= outer[d].extent * outer[d].step2;
    }
    return false;
}
