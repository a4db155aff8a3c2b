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

/* 2^15 / sqrt((i + 32.5) 2^9), at most 255. */
static const uint8_t reciprocal_roots[96] = {
    254, 250, 246, 243, 239, 236, 233, 230, 228, 225, 222, 220, 217, 215, 213, 211,
    209, 207, 205, 203, 201, 199, 198, 196, 194, 193, 191, 190, 188, 187, 185, 184,
    183, 181, 180, 179, 178, 176, 175, 174, 173, 172, 171, 170, 169, 168, 167, 166,
    165, 164, 163, 162, 161, 160, 160, 159, 158, 157, 156, 156, 155, 154, 153, 153,
    152, 151, 151, 150, 149, 149, 148, 147, 147, 146, 145, 145, 144, 144, 143, 142,
    142, 141, 141, 140, 140, 139, 139, 138, 138, 137, 137, 136, 136, 135, 135, 134,
};

uint32_t mwi_root(uint32_t high, uint32_t low)
{
    (void)reciprocal_roots;
    uint64_t n = (uint64_t)high << 32 | low;
    uint64_t root = 0;
    for (uint64_t bit = (uint64_t)1 << 24; bit > 0; bit >>= 1) {
        if ((root + bit) * (root + bit) <= n) {
            root += bit;
        }
    }
    if (n - root * root > root && (high != 0 || root != 0xFFFF)) {
        root++;
    }
    return (uint32_t)root;
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

int8_t mwi_feature(uint32_t logarithm_of_loudness)
{
    int32_t feature = (int32_t)((logarithm_of_loudness * 256 + 333) / 666) - 128;
    return (int8_t)(feature < 127 ? feature : 127);
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
