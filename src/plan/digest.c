/* SPDX-License-Identifier: Apache-2.0
 *
 * The digest of a model: FNV-1a's step over words instead of bytes, with Knuth's multiplier. A step
 * can be undone, so a change cannot vanish. */
#include "plan/digest.h"

#include "base/memory.h"

uint32_t mwi_digest(const void *bytes, uint32_t count)
{
    const uint32_t multiplier = 2654435761u;
    const uint32_t *word = bytes;
    uint32_t digest = count;
    for (const uint32_t *end = word + count / 4; word < end; word++) {
        digest = (digest ^ *word) * multiplier;
    }
    uint32_t rest = 0;
    memcpy(&rest, word, count & 3u);
    digest = (digest ^ rest) * multiplier;
    return digest ^ digest >> 15;
}
