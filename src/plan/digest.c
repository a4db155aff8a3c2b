/* SPDX-License-Identifier: Apache-2.0
 *
 * The digest of a model: two words a step, digest = (digest ^ word) * multiplier + word, with
 * Knuth's odd multiplier. Each part of a step can be undone, so no change of a word can vanish. */
#include "plan/digest.h"

#include "base/memory.h"

uint32_t mwi_digest(const void *bytes, uint32_t count)
{
    const uint32_t multiplier = 2654435761u;
    const uint32_t *word = bytes;
    uint32_t digest = count;
    for (const uint32_t *end = word + count / 32 * 8; word < end; word += 8) {
        digest = (digest ^ word[0]) * multiplier + word[1];
        digest = (digest ^ word[2]) * multiplier + word[3];
        digest = (digest ^ word[4]) * multiplier + word[5];
        digest = (digest ^ word[6]) * multiplier + word[7];
    }
    uint32_t rest[8] = {0};
    memcpy(rest, word, count & 31u);
    for (int32_t i = 0; i < 8; i += 2) {
        digest = (digest ^ rest[i]) * multiplier + rest[i + 1];
    }
    digest *= multiplier;
    return digest ^ digest >> 15;
}
