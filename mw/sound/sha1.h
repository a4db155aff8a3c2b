/* SPDX-License-Identifier: Apache-2.0
 *
 * SHA-1 (FIPS 180-4), by which Speech Commands deals its speakers to splits. Not for secrets. */
#ifndef MW_SOUND_SHA1_H
#define MW_SOUND_SHA1_H

#include <stddef.h>
#include <stdint.h>

enum { MW_SHA1_WORDS = 5 };

/* The digest as five words, the first one the most significant. */
void mw_sha1(const void *bytes, size_t size, uint32_t digest[MW_SHA1_WORDS]);

#endif
