/* SPDX-License-Identifier: Apache-2.0
 *
 * The second half of the front end: energies of frequencies to the features of 40 mel bands. */
#ifndef MWI_CHANNELS_H
#define MWI_CHANNELS_H

#include "milliwatt/front_end.h"

/* Energies of bins 5 .. 240, from samples that were multiplied by 2^scale_bits, to 40 logarithms:
 * 64 ln(loudness), 0 .. 1420, in bins[0] .. bins[39]. The noise estimates move on by one hop. */
void mwi_channels(const mw_front_end_rules *rules, uint32_t scale_bits,
                  uint32_t noise[MW_FRAME_FEATURES], mw_front_end_bin bins[256]);

/* sqrt(high 2^32 + low), high < 2^15, to nearest; but 65535 for what would round up to 65536 from
 * below. Exposed for its test. */
uint32_t mwi_root(uint32_t high, uint32_t low);

/* A logarithm as int8: (256 logarithm + 333) / 666 - 128, at most 127. logarithm <= 1638. */
int8_t mwi_feature(uint32_t logarithm);

#endif
