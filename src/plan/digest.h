/* SPDX-License-Identifier: Apache-2.0
 *
 * A digest by which a plan knows the model it was made for. Against mistakes, not against forgery:
 * a plan is trusted as code is. */
#ifndef MWI_DIGEST_H
#define MWI_DIGEST_H

#include <stdint.h>

/* Of bytes that are aligned to 4. Any change of a single word changes it. */
uint32_t mwi_digest(const void *bytes, uint32_t count);

#endif
