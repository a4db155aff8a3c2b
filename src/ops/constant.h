/* SPDX-License-Identifier: Apache-2.0
 *
 * Constants that a prepare reads: axes, paddings. */
#ifndef MWI_CONSTANT_H
#define MWI_CONSTANT_H

#include "base/load.h"
#include "milliwatt/operator.h"

/* Whether a tensor is a constant int32 one. */
static inline bool mwi_is_constant_i32(const mw_tensor *tensor)
{
    return tensor->type == MW_INT32 && tensor->data != 0;
}

/* Number i of such a tensor; i is below its elements. */
static inline int32_t mwi_constant_i32(const mw_prepare *prepare, const mw_tensor *tensor,
                                       uint32_t i)
{
    return (int32_t)mwi_load_u32(prepare->model->bytes + tensor->data + 4 * i);
}

#endif
