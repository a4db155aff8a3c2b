/* SPDX-License-Identifier: Apache-2.0
 *
 * The front end's constant tables, made by scripts/make_front_end_tables.py. Those that depend on
 * the rules are in rules_tflm.c and rules_microfrontend.c and reached through mw_front_end_rules.
 */
#ifndef MWI_FRONT_END_TABLES_H
#define MWI_FRONT_END_TABLES_H

#include "milliwatt/front_end.h"

extern const uint16_t mwi_hann_rise[240];      /* 4096 (1/2 - 1/2 cos(2 pi (i + 1/2) / 480)) */
extern const int16_t mwi_twiddles[63 * 6];     /* Q15: e^(-2 pi j k/256), of 2k, 3k; k = 1..63 */
extern const int16_t mwi_quarter_sine[129];    /* Q15: sin(2 pi k/512) */
extern const uint8_t mwi_reciprocal_roots[96]; /* 2^15 / sqrt(512 (32.5 + i)) */
extern const uint8_t mwi_mel_widths[41];       /* bins in each half-triangle, from bin 5 */
extern const int16_t mwi_gains[125];      /* PCAN: 2 values, then 3 (of 4) for each bit length */
extern const uint16_t mwi_log2_bend[129]; /* 65536 (log2(1 + k/128) - k/128) */

#endif
