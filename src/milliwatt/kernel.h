/* SPDX-License-Identifier: Apache-2.0
 *
 * A kernel as the interpreter sees it: how an operator is computed for one type.
 *
 * An application names the kernels that its model needs, and the linker drops the rest:
 *     static const mw_kernel *const kernels[] = {&mw_kernel_fully_connected_s8};
 * `mw inspect MODEL` prints that list. Needs nothing but base/. */
#ifndef MW_KERNEL_H
#define MW_KERNEL_H

#include <stdint.h>

#include "kernels/kernels.def"
#include "milliwatt/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/* One kernel. parameters are the node's own in the plan; at holds the node's places as pointers
 * (an optional one left out is NULL): the outputs first, then what its file in kernels/invoke/
 * names; variant is what was chosen when the plan was made. */
typedef struct mw_kernel {
    uint16_t id; /* stable for ever: kernels.def; from 0x8000 on an application's own */
    mw_status (*invoke)(const void *parameters, uint32_t variant, void *const *at);
} mw_kernel;

/* The kernels an image has. The order does not matter. */
typedef struct mw_kernels {
    const mw_kernel *const *list;
    uint32_t count;
} mw_kernels;

#define MWI_DECLARE(id, name) extern const mw_kernel mw_kernel_##name;
MWI_KERNELS(MWI_DECLARE)
#undef MWI_DECLARE

#ifdef __cplusplus
}
#endif
#endif
