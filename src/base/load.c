/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads little-endian numbers byte by byte, on CPUs that fault at an unaligned load. */
#include "base/load.h"

#if !MWI_CPU_LOADS_UNALIGNED
uint32_t mwi_load_u16(const uint8_t *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8;
}

uint32_t mwi_load_u32(const uint8_t *at)
{
    return mwi_load_u16(at) | mwi_load_u16(at + 2) << 16;
}
#endif

/* A file of C code has something in it on every CPU. */
typedef int mwi_load_is_not_empty;
