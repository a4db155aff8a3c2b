/* SPDX-License-Identifier: Apache-2.0
 *
 * CRC-32, bit by bit over a table of one nibble. */
#include "mw/crc32.h"

uint32_t mw_crc32(const void *bytes, size_t size)
{
    uint32_t table[16];
    for (uint32_t i = 0; i < 16; i++) {
        uint32_t value = i;
        for (int bit = 0; bit < 4; bit++) {
            value = value >> 1 ^ (value & 1 ? 0xedb88320u : 0);
        }
        table[i] = value;
    }
    const uint8_t *byte = bytes;
    uint32_t crc = UINT32_MAX;
    for (size_t i = 0; i < size; i++) {
        crc ^= byte[i];
        crc = crc >> 4 ^ table[crc & 15];
        crc = crc >> 4 ^ table[crc & 15];
    }
    return ~crc;
}
