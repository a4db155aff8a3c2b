/* SPDX-License-Identifier: Apache-2.0
 *
 * SHA-1 as FIPS 180-4 describes it. See sha1.h. */
#include "mw/sound/sha1.h"

#include <string.h>

enum { BLOCK_BYTES = 64, LENGTH_BYTES = 8, ROUNDS = 80 };

static uint32_t rotate(uint32_t x, int left)
{
    return x << left | x >> (32 - left);
}

/* The function and the constant of a round, FIPS 180-4, 4.1.1 and 4.2.1. */
static uint32_t mix(int round, uint32_t b, uint32_t c, uint32_t d)
{
    switch (round / 20) {
    case 0:
        return ((b & c) ^ (~b & d)) + 0x5a827999U;
    case 1:
        return (b ^ c ^ d) + 0x6ed9eba1U;
    case 2:
        return ((b & c) ^ (b & d) ^ (c & d)) + 0x8f1bbcdcU;
    default:
        return (b ^ c ^ d) + 0xca62c1d6U;
    }
}

static void take_block(uint32_t hash[MW_SHA1_WORDS], const uint8_t *block)
{
    uint32_t w[ROUNDS];
    for (int t = 0; t < 16; t++) {
        const uint8_t *at = block + 4 * t;
        w[t] = (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
    }
    for (int t = 16; t < ROUNDS; t++) {
        w[t] = rotate(w[t - 3] ^ w[t - 8] ^ w[t - 14] ^ w[t - 16], 1);
    }
    uint32_t a = hash[0], b = hash[1], c = hash[2], d = hash[3], e = hash[4];
    for (int t = 0; t < ROUNDS; t++) {
        uint32_t next = rotate(a, 5) + mix(t, b, c, d) + e + w[t];
        e = d;
        d = c;
        c = rotate(b, 30);
        b = a;
        a = next;
    }
    hash[0] += a;
    hash[1] += b;
    hash[2] += c;
    hash[3] += d;
    hash[4] += e;
}

void mw_sha1(const void *bytes, size_t size, uint32_t digest[MW_SHA1_WORDS])
{
    static const uint32_t start[MW_SHA1_WORDS] = {0x67452301U, 0xefcdab89U, 0x98badcfeU,
                                                  0x10325476U, 0xc3d2e1f0U};
    const uint8_t *at = bytes;
    size_t left = size;
    memcpy(digest, start, sizeof start);
    for (; left >= BLOCK_BYTES; at += BLOCK_BYTES, left -= BLOCK_BYTES) {
        take_block(digest, at);
    }
    /* What is left, a bit that is 1, zeros, and the length in bits: one block or two. */
    uint8_t end[2 * BLOCK_BYTES] = {0};
    memcpy(end, at, left);
    end[left] = 0x80;
    size_t end_bytes = left + 1 + LENGTH_BYTES <= BLOCK_BYTES ? BLOCK_BYTES : 2 * BLOCK_BYTES;
    uint64_t bits = (uint64_t)size * 8;
    for (int i = 1; i <= LENGTH_BYTES; i++, bits >>= 8) {
        end[end_bytes - (size_t)i] = (uint8_t)bits;
    }
    for (size_t i = 0; i < end_bytes; i += BLOCK_BYTES) {
        take_block(digest, end + i);
    }
}
