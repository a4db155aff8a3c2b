/* SPDX-License-Identifier: Apache-2.0
 *
 * The audio front end: sound to features.
 *
 * Samples (16 kHz, one channel, 16 bits) go in in any portions; every hop of 20 ms (or 10, or what
 * is asked) a frame comes out: 40 int8, how loud the last 30 ms were in 40 mel bands from 125 to
 * 7500 Hz, with steady noise taken away and loudness evened out. The frames do not depend on the
 * portions.
 *
 *     mw_front_end_init(&fe, &mw_rules_tflm, 320);
 *     while (count > 0) {
 *         int8_t frame[MW_FRAME_FEATURES];
 *         bool ready;
 *         size_t taken = mw_front_end_feed(&fe, samples, count, frame, &ready);
 *         samples += taken, count -= taken;
 *         if (ready) ...
 *     }
 *
 * Every byte equals what the named rules' published implementation gives: rules tflm are TensorFlow
 * Lite Micro's signal library driven by its audio_preprocessor_int8.tflite, rules microfrontend are
 * tensorflow/lite/experimental/microfrontend (30 ms windows, 40 channels, noise smoothing 10 bits,
 * PCAN 0.95 / 80 / 21 bits, log scale 64), which ESPHome's wake-word models were trained with. Both
 * use kissfft 1.3.0 in 16-bit fixed point. PCAN: Wang et al., "Trainable Frontend For Robust and
 * Far-Field Keyword Spotting", arXiv 1607.05666.
 *
 * Window k (from 0) is samples k hop .. k hop + 479: the first frame is ready after 480 samples,
 * each further one a hop later. Integers only; no table is made on the device. */
#ifndef MW_FRONT_END_H
#define MW_FRONT_END_H

#include "milliwatt/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    MW_SAMPLES_PER_SECOND = 16000,
    MW_WINDOW_SAMPLES = 480, /* 30 ms */
    MW_FRAME_FEATURES = 40
};

/* Where published front ends differ. Two constants, passed by address: an image links what it
 * names. */
typedef struct mw_front_end_rules {
    const uint16_t *rise;      /* [240] window coefficients of samples 0 .. 239; 4096 is 1 */
    const uint16_t *fall;      /* [240] of samples 479 .. 240 */
    const uint16_t *weights;   /* [236] mel weights of bins 5 .. 240 */
    uint16_t whole;            /* what a bin's weights in its two bands add up to: 4095 or 4096 */
    uint16_t minimum_restarts; /* 1: a windowed sample of -32768 hides louder ones before it */
} mw_front_end_rules;

extern const mw_front_end_rules mw_rules_tflm;          /* TensorFlow Lite Micro */
extern const mw_front_end_rules mw_rules_microfrontend; /* the older C front end */

/* One bin of the spectrum: first a complex amplitude, later its energy. */
typedef union mw_front_end_bin {
    struct {
        int16_t re, im;
    } amplitude;
    uint32_t energy;
} mw_front_end_bin;

/* State and scratch of one stream of sound: 2152 bytes where pointers have 4. Owned by the caller;
 * a copy of it is a front end that goes on from the same place. Only the functions below look
 * inside. */
typedef struct mw_front_end {
    const mw_front_end_rules *rules;
    uint16_t hop_samples;
    uint16_t filled_samples;            /* of `samples` */
    uint32_t noise[MW_FRAME_FEATURES];  /* what each band has when nobody speaks; 1024 is 1 */
    int16_t samples[MW_WINDOW_SAMPLES]; /* oldest first */
    mw_front_end_bin work[256];         /* scratch: holds nothing between two calls */
} mw_front_end;

/* Starts a stream. hop_samples: 1 .. 480; 320 is 20 ms, 160 is 10 ms. MW_BAD_ARGUMENT if it is
 * something else or a pointer is NULL. */
mw_status mw_front_end_init(mw_front_end *front_end, const mw_front_end_rules *rules,
                            uint32_t hop_samples);

/* As after init: all sound is forgotten, the noise estimate too. */
void mw_front_end_reset(mw_front_end *front_end);

/* Takes samples up to the end of the next frame, or all `count` of them; returns how many it took
 * (0 only if count is 0). *ready tells whether `frame` (MW_FRAME_FEATURES bytes) was written;
 * otherwise it is left as it is. The samples may be given up at once. */
size_t mw_front_end_feed(mw_front_end *front_end, const int16_t *samples, size_t count,
                         int8_t *frame, bool *ready);

#ifdef __cplusplus
}
#endif
#endif
