/* SPDX-License-Identifier: Apache-2.0
 *
 * The first half of the front end: a window of sound to the energies of its frequencies. */
#ifndef MWI_SPECTRUM_H
#define MWI_SPECTRUM_H

#include "milliwatt/front_end.h"

/* 480 samples to the energies of bins 5 .. 240 (31.25 Hz each) of a 512-point FFT, in bins[5] ..
 * bins[240]; of the other 20, nothing is said. The samples were multiplied by 2^n before the FFT so
 * that it has as much precision as possible: returns n, 0 .. 15. */
uint32_t mwi_spectrum(const mw_front_end_rules *rules, const int16_t samples[MW_WINDOW_SAMPLES],
                      mw_front_end_bin bins[256]);

#endif
