/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads little-endian numbers at any alignment, as a file's metadata has them. */
#ifndef MWI_LOAD_H
#define MWI_LOAD_H

#include <stdint.h>

#include "base/cpu.h"
#include "base/memory.h"

#if MWI_CPU_LOADS_UNALIGNED
/* The compiler turns these into one load. */
static inline uint32_t mwi_load_u16(const uint8_t *at)
{
    uint16_t value;
    MWI_COPY_FEW(&value, at, sizeof value);
    return value;
}

static inline uint32_t mwi_load_u32(const uint8_t *at)
{
    uint32_t value;
    MWI_COPY_FEW(&value, at, sizeof value);
    return value;
}
#else
uint32_t mwi_load_u16(const uint8_t *at);
uint32_t mwi_load_u32(const uint8_t *at);
#endif

#endif
