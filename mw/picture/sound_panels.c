/* SPDX-License-Identifier: Apache-2.0
 *
 * A sound as waveform and as feature map. See sound_panels.h. */
#include "mw/picture/sound_panels.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "mw/mw.h"
#include "mw/picture/canvas.h"

enum { QUIET = 328 }; /* 1 % of full scale: the waveform is not magnified beyond that */

int32_t mw_sound_peak(const mw_sound *sound)
{
    int32_t peak = 0;
    for (size_t i = 0; i < sound->count; i++) {
        int32_t magnitude = abs(sound->samples[i]);
        peak = magnitude > peak ? magnitude : peak;
    }
    return peak;
}

/* One line through all samples: for sounds with fewer samples than the picture has columns. */
static void trace_samples(cairo_t *cairo, const mw_time_axis *axis, double middle, double scale,
                          const mw_sound *sound)
{
    for (size_t i = 0; i < sound->count; i++) {
        double x = mw_time_axis_x(axis, (double)i / MW_SAMPLES_PER_SECOND);
        cairo_line_to(cairo, x, middle - scale * sound->samples[i]);
    }
    cairo_set_line_width(cairo, 1.2);
    cairo_stroke(cairo);
}

/* From the least to the greatest sample of each column: to the right along the tops, back along the
 * bottoms. */
static void trace_extremes(cairo_t *cairo, size_t columns, const mw_time_axis *axis, double middle,
                           double scale, const mw_sound *sound)
{
    for (size_t step = 0; step < 2 * columns; step++) {
        bool back = step >= columns;
        size_t column = back ? 2 * columns - 1 - step : step;
        size_t begin = sound->count * column / columns;
        size_t end = sound->count * (column + 1) / columns;
        int16_t extreme = sound->samples[begin];
        for (size_t i = begin; i < end; i++) {
            int16_t sample = sound->samples[i];
            extreme = (back ? sample < extreme : sample > extreme) ? sample : extreme;
        }
        double x = axis->left + axis->width * ((double)column + 0.5) / (double)columns;
        cairo_line_to(cairo, x, middle - scale * extreme + (back ? 0.4 : -0.4));
    }
    cairo_close_path(cairo);
    cairo_fill(cairo);
}

void mw_draw_waveform(cairo_t *cairo, const mw_time_axis *axis, double top, double height,
                      const mw_sound *sound)
{
    int32_t peak = mw_sound_peak(sound);
    double scale = height / 2 / (peak > QUIET ? peak : QUIET);
    size_t columns = (size_t)axis->width * MW_PIXELS_PER_POINT;
    mw_set_color(cairo, MW_COLOR_INK, 1);
    cairo_new_path(cairo);
    if (sound->count < 4 * columns) {
        trace_samples(cairo, axis, top + height / 2, scale, sound);
    } else {
        trace_extremes(cairo, columns, axis, top + height / 2, scale, sound);
    }
}

/* From -128 to 127: from paper to ink, lighter to darker without a break, so that it reads in grey
 * and for the colour-blind as well. */
static uint32_t shade(double feature)
{
    static const uint8_t ramp[][3] = {{247, 249, 252}, {205, 224, 238}, {140, 188, 219},
                                      {72, 134, 189},  {34, 80, 145},   {18, 34, 82}};
    const int last = sizeof ramp / sizeof ramp[0] - 1;
    double at = (feature + 128) / 255 * last;
    int below = at >= last ? last - 1 : (int)at;
    uint32_t color = 0;
    for (int c = 0; c < 3; c++) {
        double value = ramp[below][c] + (at - below) * (ramp[below + 1][c] - ramp[below][c]);
        color = color << 8 | (uint32_t)lrint(value);
    }
    return color;
}

/* The mean of a band over the frames that share a column. */
static double mean(const int8_t *frames, size_t begin, size_t end, size_t band)
{
    double sum = 0;
    for (size_t i = begin; i < end; i++) {
        sum += frames[i * MW_FRAME_FEATURES + band];
    }
    return sum / (double)(end - begin);
}

/* The map in the picture's own pixels, so that no program that shows it smooths it. */
static cairo_surface_t *make_map(int width, int height, const int8_t *frames, size_t count)
{
    cairo_surface_t *map = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
    unsigned char *pixels = cairo_image_surface_get_data(map);
    if (!pixels) {
        exit(mw_error("a feature map of %d by %d does not fit into memory", width, height));
    }
    int stride = cairo_image_surface_get_stride(map);
    for (int x = 0; x < width; x++) {
        size_t begin = count * (size_t)x / (size_t)width;
        size_t end = count * ((size_t)x + 1) / (size_t)width;
        end = end > begin ? end : begin + 1;
        uint32_t colors[MW_FRAME_FEATURES];
        for (size_t band = 0; band < MW_FRAME_FEATURES; band++) {
            colors[band] = shade(mean(frames, begin, end, band));
        }
        for (int y = 0; y < height; y++) {
            uint32_t *row = (uint32_t *)(void *)(pixels + (ptrdiff_t)y * stride);
            row[x] = colors[(height - 1 - y) * MW_FRAME_FEATURES / height];
        }
    }
    cairo_surface_mark_dirty(map);
    return map;
}

/* Where a frequency lies among the bands: the front end's 40 triangles stand evenly on the mel
 * scale 1127 ln(1 + f / 700) from 125 to 7500 Hz; returns 0 .. 1 from bottom to top. */
static double height_of(double hz)
{
    double low = log1p(125.0 / 700);
    double high = log1p(7500.0 / 700);
    double step = (high - low) / (MW_FRAME_FEATURES + 1);
    return (log1p(hz / 700) - low - step / 2) / (step * MW_FRAME_FEATURES);
}

static void number_bands(cairo_t *cairo, double x, double top, double height)
{
    static const double ticks_khz[] = {0.25, 0.5, 1, 2, 4, 6};
    mw_set_font(cairo, 11, false);
    cairo_set_line_width(cairo, 1);
    for (size_t i = 0; i < sizeof ticks_khz / sizeof ticks_khz[0]; i++) {
        char text[24];
        double y = top + height * (1 - height_of(ticks_khz[i] * 1000));
        mw_set_color(cairo, MW_COLOR_FRAME, 1);
        cairo_move_to(cairo, x - 5, y);
        cairo_line_to(cairo, x, y);
        cairo_stroke(cairo);
        snprintf(text, sizeof text, "%g kHz", ticks_khz[i]);
        mw_set_color(cairo, MW_COLOR_MUTED, 1);
        mw_text(cairo, x - 9, y + 4, 1, 0, text);
    }
}

void mw_draw_features(cairo_t *cairo, const mw_time_axis *axis, double top, double height,
                      const mw_ear *ear, const int8_t *frames, size_t frame_count)
{
    number_bands(cairo, axis->left, top, height);
    mw_draw_feature_map(cairo, axis, top, height, ear, frames, frame_count);
}

void mw_draw_feature_map(cairo_t *cairo, const mw_time_axis *axis, double top, double height,
                         const mw_ear *ear, const int8_t *frames, size_t frame_count)
{
    if (frame_count == 0) {
        return;
    }
    double hop_s = ear->hop_ms / 1000.0;
    double first_s = (mw_ear_frame_end_ms(ear, 0) / 1000.0 - hop_s) / 2;
    double left = mw_time_axis_x(axis, first_s);
    double width = mw_time_axis_x(axis, first_s + hop_s * (double)frame_count) - left;
    int columns = (int)ceil(width * MW_PIXELS_PER_POINT);
    int rows = (int)ceil(height * MW_PIXELS_PER_POINT);
    cairo_surface_t *map = make_map(columns < 1 ? 1 : columns, rows, frames, frame_count);
    cairo_save(cairo);
    cairo_rectangle(cairo, axis->left, top, axis->width, height);
    cairo_clip(cairo);
    cairo_translate(cairo, left, top);
    cairo_scale(cairo, width / columns, height / rows);
    cairo_set_source_surface(cairo, map, 0, 0);
    cairo_paint(cairo);
    cairo_restore(cairo);
    cairo_surface_destroy(map);
}
