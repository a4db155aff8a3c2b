/* SPDX-License-Identifier: Apache-2.0
 *
 * Two panels over a time axis: a sound as waveform, and as map of its features. */
#ifndef MW_PICTURE_SOUND_PANELS_H
#define MW_PICTURE_SOUND_PANELS_H

#include <stddef.h>
#include <stdint.h>

#include "mw/picture/time_axis.h"
#include "mw/sound/frames.h"
#include "mw/sound/sound.h"

/* The highest magnitude; the waveform is drawn so that it fills the panel, but noise that nobody
 * hears stays small. */
int32_t mw_sound_peak(const mw_sound *sound);
void mw_draw_waveform(cairo_t *cairo, const mw_time_axis *axis, double top, double height,
                      const mw_sound *sound);

/* Low bands at the bottom. A frame's cell is a hop wide, in the middle of its 30 ms. The first one
 * numbers the bands at the left, the second one draws the map alone. */
void mw_draw_features(cairo_t *cairo, const mw_time_axis *axis, double top, double height,
                      const mw_ear *ear, const int8_t *frames, size_t frame_count);
void mw_draw_feature_map(cairo_t *cairo, const mw_time_axis *axis, double top, double height,
                         const mw_ear *ear, const int8_t *frames, size_t frame_count);

#endif
