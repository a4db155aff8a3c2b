/* SPDX-License-Identifier: Apache-2.0
 *
 * How the interpreter gets from a node to its kernel's variant. Each file of this folder unpacks
 * a node's places for one kernel and calls the variant that MWI_SELECT finds. */
#ifndef MWI_INVOKE_H
#define MWI_INVOKE_H

#include "kernels/kernels.h"
#include "kernels/variant.h"
#include "milliwatt/kernel.h"

/* MWI_SELECT(kernel): a function select_kernel(variant) made from the kernel's order. On a chip the
 * first variant that takes everything ends it, and the compiler drops what stands behind: init has
 * refused plans of other profiles, so no other can be asked for. */
#define MWI_SELECT(kernel)                                                                         \
    static mw_##kernel##_function *select_##kernel(uint32_t variant)                               \
    {                                                                                              \
        (void)variant;                                                                             \
        MWI_ORDER_##kernel(MWI_SELECT_ONE) return mw_##kernel##_reference;                         \
    }
#define MWI_SELECT_ONE(kernel, variant_name, takes)                                                \
    if (MWI_CAN_##variant_name &&                                                                  \
        (MWI_ENDS_##takes || variant == (uint32_t)MWI_VARIANT_##variant_name)) {                   \
        return mw_##kernel##_##variant_name;                                                       \
    }
#define MWI_ENDS_ALL  (!MWI_EVERY_VARIANT)
#define MWI_ENDS_SOME 0

/* The id that kernels.def gives a kernel: MWI_ID_conv_2d_s8 and so on. */
#define MWI_ENUMERATE(id, name) MWI_ID_##name = id,
enum { MWI_KERNELS(MWI_ENUMERATE) MWI_ID_NONE = 0 };
#undef MWI_ENUMERATE

#endif
