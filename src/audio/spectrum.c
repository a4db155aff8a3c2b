/* SPDX-License-Identifier: Apache-2.0
 *
 * Window, 512-point FFT of real samples, energies: each step rounds as its published source does,
 * kissfft 1.3.0 with 16-bit numbers (kiss_fftr, kf_bfly4).
 *
 * 512 real samples are taken for 256 complex ones (even samples real, odd ones imaginary), which
 * have an FFT of four passes of radix 4, decimation in time; a last pass over pairs of bins makes
 * the real samples' spectrum of the complex ones'.
 *
 * Where this does less than the source, the bits are the same:
 * - The source scales the window, then divides by 4 in the first pass: one multiplication here.
 * - A twiddle factor of 1 is 32767 in Q15, but (32767 a + 2^14) >> 15 is a for |a| < 2^14, and no
 *   number is greater when it has been divided by 4.
 * - The source stores sums in 16 bits, where they may wrap around; so does this. In between,
 *   nothing depends on when they wrap.
 * - Energies are only made for the bins that the mel bands use.
 *
 * Compilers for all our CPUs shift negative numbers arithmetically and keep the low half when they
 * convert to int16_t. */
#include "audio/spectrum.h"

#include "audio/bits.h"
#include "audio/front_end_tables.h"

enum {
    BINS = 256,
    FIRST_BIN = 5,
    ROUND_Q15 = 1 << 14,
    QUARTER_Q15 = 8191, /* kissfft's: 32767 / 4, cut off */
    HALF_Q15 = 16383
};

typedef mw_front_end_bin bin;

typedef struct complex32 {
    int32_t re, im;
} complex32;

/* ---- window */

/* The place where sample pair n belongs before the first pass: n's four base-4 digits reversed. */
static inline uint32_t place_of(uint32_t n)
{
    return (n & 3u) << 6 | (n & 12u) << 2 | (n >> 2 & 12u) | n >> 6;
}

/* Grows `limit`, which is 2^k - 1, until -limit <= value <= limit. */
static inline uint32_t widen(uint32_t limit, int32_t value)
{
    while ((uint32_t)value + limit > 2 * limit) {
        limit = 2 * limit + 1;
    }
    return limit;
}

/* Windows 240 samples into the places of pairs `first` .. `first` + 119. The coefficients are
 * walked by `step`: up for the first half of the window, down for the second. */
static inline uint32_t window_half(const int16_t *sample, const uint16_t *coefficient, int32_t step,
                                   bin *bins, uint32_t first, uint32_t limit)
{
    for (uint32_t n = first; n < first + 120; n += 4) {
        bin *to = bins + place_of(n);
        for (uint32_t i = 0; i < 4; i++) {
            int32_t even = (sample[0] * (int32_t)coefficient[0]) >> 12;
            int32_t odd = (sample[1] * (int32_t)coefficient[step]) >> 12;
            to->amplitude.re = (int16_t)even;
            to->amplitude.im = (int16_t)odd;
            limit = widen(limit, even);
            limit = widen(limit, odd);
            sample += 2;
            coefficient += 2 * step;
            to += 64;
        }
    }
    return limit;
}

static inline int32_t wrap_to_16(int32_t value)
{
    return (int16_t)value;
}

/* The greatest magnitude as the published codes find it in 16 bits, where 32768 does not fit. */
static int32_t greatest_in_16_bits(const bin *bins, bool minimum_restarts)
{
    int32_t greatest = 0;
    for (uint32_t i = 0; i < MW_WINDOW_SAMPLES; i++) {
        const bin *at = bins + place_of(i >> 1);
        int32_t value = i & 1u ? at->amplitude.im : at->amplitude.re;
        if (value > greatest) {
            greatest = value;
        } else if (-value > greatest && (minimum_restarts || value != INT16_MIN)) {
            greatest = wrap_to_16(-value);
        }
    }
    return greatest;
}

/* A sample of -32768 is in the window: scales it as the published codes do, which may make other
 * samples wrap around. */
static uint32_t scale_with_minimum(bin *bins, bool minimum_restarts)
{
    int32_t greatest = greatest_in_16_bits(bins, minimum_restarts);
    uint32_t scale_bits = minimum_restarts ? 0 : 15;
    if (greatest > 0) {
        scale_bits = 15 - mwi_bit_length((uint32_t)greatest);
    }
    for (uint32_t i = 0; i < BINS; i++) {
        bins[i].amplitude.re = (int16_t)wrap_to_16(bins[i].amplitude.re * (1 << scale_bits));
        bins[i].amplitude.im = (int16_t)wrap_to_16(bins[i].amplitude.im * (1 << scale_bits));
    }
    return scale_bits;
}

/* ---- FFT */

static inline complex32 load(const bin *at)
{
    return (complex32){at->amplitude.re, at->amplitude.im};
}

static inline void store(bin *at, int32_t re, int32_t im)
{
    at->amplitude.re = (int16_t)re;
    at->amplitude.im = (int16_t)im;
}

static inline int32_t multiply_q15(int32_t a, int32_t factor)
{
    return (a * factor + ROUND_Q15) >> 15;
}

static inline complex32 scale(complex32 a, int32_t factor)
{
    return (complex32){multiply_q15(a.re, factor), multiply_q15(a.im, factor)};
}

static inline complex32 rotate(complex32 a, const int16_t twiddle[2])
{
    int32_t re = twiddle[0], im = twiddle[1];
    return (complex32){(a.re * re - a.im * im + ROUND_Q15) >> 15,
                       (a.re * im + a.im * re + ROUND_Q15) >> 15};
}

/* A quarter of what lies at a place, rotated. */
static inline complex32 quarter(const bin *at, const int16_t twiddle[2])
{
    return rotate(scale(load(at), QUARTER_Q15), twiddle);
}

static inline complex32 add(complex32 a, complex32 b)
{
    return (complex32){a.re + b.re, a.im + b.im};
}

static inline complex32 subtract(complex32 a, complex32 b)
{
    return (complex32){a.re - b.re, a.im - b.im};
}

/* The FFT of four points a, b, c, d that are m places apart, from a + c, a - c, b + d, b - d. */
static inline void store_four(bin *at, uint32_t m, complex32 ac, complex32 a_c, complex32 bd,
                              complex32 b_d)
{
    store(at, ac.re + bd.re, ac.im + bd.im);
    store(at + 2 * m, ac.re - bd.re, ac.im - bd.im);
    store(at + m, a_c.re + b_d.im, a_c.im - b_d.re);
    store(at + 3 * m, a_c.re - b_d.im, a_c.im + b_d.re);
}

/* Butterflies whose twiddle factors are all 1, every 4 m places. */
static void combine_plain(bin *bins, uint32_t m, int32_t quarter_q15)
{
    for (bin *at = bins; at < bins + BINS; at += 4 * m) {
        complex32 a = scale(load(at), quarter_q15), c = scale(load(at + 2 * m), quarter_q15);
        complex32 ac = add(a, c), a_c = subtract(a, c);
        complex32 b = scale(load(at + m), quarter_q15), d = scale(load(at + 3 * m), quarter_q15);
        store_four(at, m, ac, a_c, add(b, d), subtract(b, d));
    }
}

/* One pass: from spectra of m points to a fourth as many of 4 m points. stride is 64 / m. The order
 * of what is computed keeps few numbers in use at a time: a Cortex-M0 has 8 registers. */
static void combine_pass(bin *bins, uint32_t m, uint32_t stride)
{
    combine_plain(bins, m, QUARTER_Q15);
    for (uint32_t k = 1; k < m; k++) {
        const int16_t *twiddle = mwi_twiddles + 6 * (k * stride - 1);
        for (bin *at = bins + k; at < bins + BINS; at += 4 * m) {
            complex32 c = quarter(at + 2 * m, twiddle + 2);
            complex32 a = scale(load(at), QUARTER_Q15);
            complex32 ac = add(a, c), a_c = subtract(a, c);
            complex32 b = quarter(at + m, twiddle), d = quarter(at + 3 * m, twiddle + 4);
            store_four(at, m, ac, a_c, add(b, d), subtract(b, d));
        }
    }
}

/* ---- real spectrum, energies */

static inline uint32_t energy(int32_t twice_re, int32_t twice_im)
{
    int32_t re = twice_re >> 1, im = twice_im >> 1;
    return (uint32_t)(re * re) + (uint32_t)(im * im);
}

/* The complex spectrum Z of pairs of real samples to the energies of their real spectrum X:
 * X[k] = (Z[k] + Z*[256 - k]) / 2 - j e^(-2 pi j k/512) (Z[k] - Z*[256 - k]) / 2. */
static void to_energies(bin *bins)
{
    for (uint32_t k = FIRST_BIN; k <= BINS / 2; k++) {
        bin *low = bins + k, *high = bins + BINS - k;
        complex32 z = scale(load(low), HALF_Q15), y = scale(load(high), HALF_Q15);
        complex32 sum = {z.re + y.re, z.im - y.im}, difference = {z.re - y.re, z.im + y.im};
        int32_t sine = mwi_quarter_sine[k], cosine = mwi_quarter_sine[BINS / 2 - k];
        int32_t re = (difference.im * cosine - difference.re * sine + ROUND_Q15) >> 15;
        int32_t im = (ROUND_Q15 - difference.re * cosine - difference.im * sine) >> 15;
        re = wrap_to_16(re);
        im = wrap_to_16(im);
        low->energy = energy(sum.re + re, sum.im + im);
        high->energy = energy(sum.re - re, im - sum.im);
    }
}

uint32_t mwi_spectrum(const mw_front_end_rules *rules, const int16_t samples[MW_WINDOW_SAMPLES],
                      mw_front_end_bin bins[256])
{
    uint32_t limit = window_half(samples, rules->rise, 1, bins, 0, 0);
    limit = window_half(samples + 240, rules->fall + 239, -1, bins, 120, limit);
    for (uint32_t n = 240; n < BINS; n++) {
        bins[place_of(n)].energy = 0;
    }
    uint32_t scale_bits = 0;
    if (limit > INT16_MAX) {
        scale_bits = scale_with_minimum(bins, rules->minimum_restarts);
        combine_plain(bins, 1, QUARTER_Q15);
    } else {
        scale_bits = 15 - mwi_bit_length(limit);
        combine_plain(bins, 1, QUARTER_Q15 << scale_bits);
    }
    combine_pass(bins, 4, 16);
    combine_pass(bins, 16, 4);
    combine_pass(bins, 64, 1);
    to_energies(bins);
    return scale_bits;
}
