/* SPDX-License-Identifier: Apache-2.0
 *
 * Mel bands, square root, noise reduction, gain control, logarithm: one band at a time from the
 * energies to its feature, each step in the published integers (TensorFlow Lite Micro, signal/src).
 *
 * The sources work with 64-bit products. CPUs without such a multiplication (Cortex-M0) spend most
 * of their time in them, so they are taken apart here into 32-bit ones that lose nothing; the
 * comments say why. */
#include "audio/channels.h"

#include "audio/bits.h"
#include "audio/front_end_tables.h"

enum {
    FIRST_BIN = 5,
    Q14_BITS = 14,            /* of the noise reduction's factors */
    SMOOTHING_EVEN_Q14 = 409, /* 0.025, cut off */
    SMOOTHING_ODD_Q14 = 983,  /* 0.06 */
    SIGNAL_LEAST_Q14 = 819,   /* 0.05 */
    NOISE_BITS = 10,          /* a noise estimate has more bits than the signal */
    GAIN_SHIFT = 6,           /* signal times gain to a ratio with 12 fractional bits */
    RATIO_ONE = 1 << 12,
    CORRECTION_BITS = 3, /* what the FFT's size and the weights' scale leave */
    LN_2_Q16 = 45426
};

/* ---- mel bands */

typedef struct wide {
    uint32_t high, low;
} wide;

/* high 2^16 + low, of which both are 32 bits. */
static inline wide join(uint32_t high, uint32_t low)
{
    uint32_t sum = low + (high << 16);
    return (wide){(high >> 16) + (sum < low), sum};
}

static inline wide add(wide a, wide b)
{
    uint32_t low = a.low + b.low;
    return (wide){a.high + b.high + (low < a.low), low};
}

static inline wide subtract(wide a, wide b)
{
    return (wide){a.high - b.high - (a.low < b.low), a.low - b.low};
}

/* A half-triangle: `weighted` goes to the band that rises here, `rest`, with the weights'
 * complement, to the one that falls. */
typedef struct slope {
    wide falling, rising;
} slope;

/* Each energy times its weight in two 16-bit halves: the sums of both fit in 32 bits, because a
 * band's weights add up to less than 2^16 (the generator of the tables checks that). The complement
 * whole - weight needs no products: the sum of energies times whole, less the weighted sum. */
static inline slope sum_slope(const mw_front_end_bin *bins, const uint16_t *weights, uint32_t width,
                              uint32_t whole)
{
    uint32_t low = 0, high = 0, weighted_low = 0, weighted_high = 0;
    for (uint32_t i = 0; i < width; i++) {
        uint32_t energy = bins[i].energy, weight = weights[i];
        low += energy & 0xFFFFu;
        high += energy >> 16;
        weighted_low += (energy & 0xFFFFu) * weight;
        weighted_high += (energy >> 16) * weight;
    }
    wide weighted = join(weighted_high, weighted_low);
    return (slope){weighted, subtract(join(high * whole, low * whole), weighted)};
}

/* ---- square root */

/* Newton's method without a division. n is m 4^h with m of 31 or 32 bits; a table has 1 / sqrt(m)
 * to 6 bits, one step makes 12 of them, one more with the remainder of m gives the root to
 * within 1. The last remainder is small, so 32 bits of it decide the rounding exactly. */
uint32_t mwi_root(uint32_t high, uint32_t low)
{
    int32_t length = (int32_t)(high != 0 ? 32 + mwi_bit_length(high) : mwi_bit_length(low));
    if (length == 0) {
        return 0;
    }
    int32_t h = (length - 31) >> 1;
    uint32_t m = h > 0 ? high << (32 - 2 * h) | low >> 2 * h : low << -2 * h;
    uint32_t top = m >> 16;
    uint32_t guess = mwi_reciprocal_roots[(top >> 9) - 32]; /* 2^15 / sqrt(top) */
    uint32_t reciprocal = (guess * (((3u << 30) - guess * guess * top) >> 15)) >> 8; /* Q23 */
    uint32_t root_of_m = (top * reciprocal) >> 15;
    int32_t remainder = (int32_t)(m - root_of_m * root_of_m);
    int32_t rest = (remainder >> 6) * (int32_t)reciprocal; /* of the root, Q26 */
    uint32_t root = h >= 0 ? (root_of_m << h) + (uint32_t)((rest + (1 << (25 - h))) >> (26 - h))
                           : (root_of_m + (uint32_t)(rest >> 26)) >> -h;
    int32_t left = (int32_t)(low - root * root);
    root += left > (int32_t)root;
    root -= left <= -(int32_t)root;
    return high == 0 && root > UINT16_MAX ? UINT16_MAX : root;
}

/* ---- noise reduction */

/* floor(a factor / 2^14), all 46 bits of the product. */
static inline uint32_t multiply_q14(uint32_t a, uint32_t factor)
{
    return (a >> Q14_BITS) * factor + (((a & 0x3FFFu) * factor) >> Q14_BITS);
}

/* Moves the noise estimate towards the signal and takes it from the signal, but leaves at least a
 * twentieth. */
static inline uint32_t reduce_noise(uint32_t signal, uint32_t *noise, uint32_t smoothing)
{
    uint32_t remember = (1u << Q14_BITS) - smoothing;
    uint32_t fine = signal << NOISE_BITS, old = *noise;
    uint32_t low = (fine & 0x3FFFu) * smoothing + (old & 0x3FFFu) * remember;
    uint32_t estimate =
        (fine >> Q14_BITS) * smoothing + (old >> Q14_BITS) * remember + (low >> Q14_BITS);
    *noise = estimate;
    uint32_t left = fine > estimate ? (fine - estimate) >> NOISE_BITS : 0;
    uint32_t least = multiply_q14(signal, SIGNAL_LEAST_Q14);
    return left > least ? left : least;
}

/* ---- gain control */

/* The gain for a noise estimate: a table of parabolas, one for each bit length. */
static inline uint32_t gain_of(uint32_t noise)
{
    if (noise <= 2) {
        return (uint32_t)mwi_gains[noise];
    }
    uint32_t bits = mwi_bit_length(noise);
    const int16_t *parabola = mwi_gains + 4 * bits - 6;
    int32_t x = (int32_t)((bits < 11 ? noise << (11 - bits) : noise >> (bits - 11)) & 0x3FFu);
    int32_t value = ((parabola[2] * x) >> 5) + parabola[1] * 32;
    return (uint32_t)(int16_t)(((value * x + (1 << 14)) >> 15) + parabola[0]);
}

/* signal times gain, cut off to 32 bits as the source does, then compressed: x^2 / 4 below 2, x - 1
 * above, 6 fractional bits. */
static inline uint32_t control_gain(uint32_t signal, uint32_t gain)
{
    uint32_t ratio = (signal >> GAIN_SHIFT) * gain + (((signal & 0x3Fu) * gain) >> GAIN_SHIFT);
    return ratio < 2 * RATIO_ONE ? (ratio * ratio) >> 20 : (ratio >> 6) - 64;
}

/* ---- logarithm */

/* 64 ln(value), from log2: its integer part is the bit length, its fraction a straight line and a
 * table of how far the curve lies above it. */
static inline uint32_t logarithm(uint32_t value)
{
    if (value <= 1) {
        return 0;
    }
    uint32_t integer = mwi_bit_length(value) - 1;
    uint32_t line = value << (31 - integer) << 1 >> 16;
    const uint16_t *bend = mwi_log2_bend + (line >> 9);
    int32_t rest = ((bend[1] - bend[0]) * (int32_t)(line & 0x1FFu)) >> 16;
    uint32_t fraction = line + bend[0] + (uint32_t)rest;
    uint32_t natural = LN_2_Q16 * integer + ((LN_2_Q16 * fraction + (1u << 15)) >> 16);
    return (64 * natural + (1u << 15)) >> 16;
}

/* 25191 / 2^16 stands for 256 / 666; the test compares all 1639 quotients. */
int8_t mwi_feature(uint32_t logarithm_of_loudness)
{
    uint32_t quotient = (logarithm_of_loudness * 25191u + (1u << 15)) >> 16;
    return (int8_t)(quotient < 255 ? (int32_t)quotient - 128 : 127);
}

void mwi_channels(const mw_front_end_rules *rules, uint32_t scale_bits,
                  uint32_t noise[MW_FRAME_FEATURES], mw_front_end_bin bins[256])
{
    const mw_front_end_bin *energies = bins + FIRST_BIN;
    const uint16_t *weights = rules->weights;
    wide rising = {0, 0};
    for (uint32_t i = 0; i < MW_FRAME_FEATURES + 1; i++) {
        uint32_t width = mwi_mel_widths[i];
        slope sums = sum_slope(energies, weights, width, rules->whole);
        energies += width;
        weights += width;
        wide band = add(rising, sums.falling);
        rising = sums.rising;
        if (i > 0) {
            uint32_t signal = mwi_root(band.high, band.low) >> scale_bits;
            uint32_t *estimate = &noise[i - 1];
            signal =
                reduce_noise(signal, estimate, i & 1u ? SMOOTHING_EVEN_Q14 : SMOOTHING_ODD_Q14);
            signal = control_gain(signal, gain_of(*estimate));
            bins[i - 1].energy = logarithm(signal << CORRECTION_BITS);
        }
    }
}
