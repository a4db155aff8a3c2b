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
    for (const uint32_t *end = word + count / 16 * 4; word < end; word += 4) {
        digest = (digest ^ word[0]) * multiplier + word[1];
        digest = (digest ^ word[2]) * multiplier + word[3];
    }
    uint32_t rest[4] = {0};
    memcpy(rest, word, count & 15u);
    digest = (digest ^ rest[0]) * multiplier + rest[1];
    digest = (digest ^ rest[2]) * multiplier + rest[3];
    digest *= multiplier;
    return digest ^ digest >> 15;
}
