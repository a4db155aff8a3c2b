/* SPDX-License-Identifier: Apache-2.0
 *
 * CRC-32 as zlib and PNG have it (ISO 3309), to name bytes in traces. */
#ifndef MW_CRC32_H
#define MW_CRC32_H

#include <stddef.h>
#include <stdint.h>

uint32_t mw_crc32(const void *bytes, size_t size);

#endif
