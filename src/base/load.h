/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads little-endian numbers byte by byte: a file's metadata may lie at any alignment. */
#ifndef MWI_LOAD_H
#define MWI_LOAD_H

#include <stdint.h>

static inline uint32_t mwi_load_u16(const uint8_t *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8;
}

static inline uint32_t mwi_load_u32(const uint8_t *at)
{
    return mwi_load_u16(at) | mwi_load_u16(at + 2) << 16;
}

static inline uint64_t mwi_load_u64(const uint8_t *at)
{
    return (uint64_t)mwi_load_u32(at) | (uint64_t)mwi_load_u32(at + 4) << 32;
}

#endif
