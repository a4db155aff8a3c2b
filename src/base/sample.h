/* SPDX-License-Identifier: Apache-2.0
 *
 * A few words spread over a model, by which a plan knows it again without reading all of it. */
#ifndef MWI_SAMPLE_H
#define MWI_SAMPLE_H

#include "base/load.h"
#include "milliwatt/plan_format.h"

#define MWI_FILE_IDENTIFIER 0x334c4654u /* "TFL3", at byte 4 of every model */

/* Word number i, 0 .. MW_PLAN_SAMPLED_WORDS - 1, of a model of at least 8 bytes. */
static inline uint32_t mwi_sample(const uint8_t *model, uint32_t bytes, uint32_t i)
{
    return mwi_load_u32(model + (bytes - 4) / (MW_PLAN_SAMPLED_WORDS + 1) * (i + 1));
}

#endif
