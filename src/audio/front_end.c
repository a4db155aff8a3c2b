/* SPDX-License-Identifier: Apache-2.0
 *
 * Collects samples until a window is full, then makes a frame of it: spectrum.c, channels.c. */
#include "milliwatt/front_end.h"

#include "audio/channels.h"
#include "audio/spectrum.h"
#include "base/memory.h"

mw_status mw_front_end_init(mw_front_end *front_end, const mw_front_end_rules *rules,
                            uint32_t hop_samples)
{
    if (front_end == NULL || rules == NULL || hop_samples < 1 || hop_samples > MW_WINDOW_SAMPLES) {
        return MW_BAD_ARGUMENT;
    }
    front_end->rules = rules;
    front_end->hop_samples = (uint16_t)hop_samples;
    mw_front_end_reset(front_end);
    return MW_OK;
}

void mw_front_end_reset(mw_front_end *front_end)
{
    front_end->filled_samples = 0;
    memset(front_end->noise, 0, sizeof front_end->noise);
}

/* Samples are not always aligned to words, and memcpy would then copy single bytes. */
static void copy_samples(int16_t *to, const int16_t *from, size_t count)
{
    for (; count >= 4; count -= 4, to += 4, from += 4) {
        to[0] = from[0];
        to[1] = from[1];
        to[2] = from[2];
        to[3] = from[3];
    }
    for (; count > 0; count--) {
        *to++ = *from++;
    }
}

static void make_frame(mw_front_end *front_end, int8_t *frame)
{
    mw_front_end_bin *work = front_end->work;
    uint32_t scale_bits = mwi_spectrum(front_end->rules, front_end->samples, work);
    mwi_channels(front_end->rules, scale_bits, front_end->noise, work);
    for (size_t i = 0; i < MW_FRAME_FEATURES; i++) {
        frame[i] = mwi_feature(work[i].energy);
    }
}

size_t mw_front_end_feed(mw_front_end *front_end, const int16_t *samples, size_t count,
                         int8_t *frame, bool *ready)
{
    size_t filled = front_end->filled_samples;
    size_t taken = MW_WINDOW_SAMPLES - filled;
    *ready = count >= taken;
    if (!*ready) {
        taken = count;
    }
    copy_samples(front_end->samples + filled, samples, taken);
    filled += taken;
    if (*ready) {
        make_frame(front_end, frame);
        filled -= front_end->hop_samples;
        memmove(front_end->samples, front_end->samples + front_end->hop_samples,
                filled * sizeof front_end->samples[0]);
    }
    front_end->filled_samples = (uint16_t)filled;
    return taken;
}
