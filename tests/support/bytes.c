/* SPDX-License-Identifier: Apache-2.0
 *
 * Comparing bytes, their CRC-32, and repeatable random ones. */
#include "support/support.h"

uint32_t test_crc32(const void *bytes, size_t size)
{
    const uint8_t *at = bytes;
    uint32_t crc = 0xFFFFFFFFu;
    for (size_t i = 0; i < size; i++) {
        crc ^= at[i];
        for (int bit = 0; bit < 8; bit++) {
            crc = (crc >> 1) ^ (0xEDB88320u & (0u - (crc & 1u)));
        }
    }
    return ~crc;
}

void test_same_bytes(const char *what, const void *got, const void *want, size_t size)
{
    const uint8_t *g = got;
    const uint8_t *w = want;
    for (size_t i = 0; i < size; i++) {
        if (g[i] != w[i]) {
            fail_msg("%s: byte %zu of %zu is 0x%02x, not 0x%02x", what, i, size, g[i], w[i]);
        }
    }
}

uint64_t test_random(uint64_t *state)
{
    /* SplitMix64: Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA
     * 2014. */
    uint64_t z = *state += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}
