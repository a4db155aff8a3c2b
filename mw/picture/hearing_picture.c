/* SPDX-License-Identifier: Apache-2.0
 *
 * What was heard, in one picture: the layout, titles and events; the panels have files of their
 * own. See hearing_picture.h. */
#include "mw/picture/hearing_picture.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "mw/picture/canvas.h"
#include "mw/picture/score_panel.h"
#include "mw/picture/sound_panels.h"

/* From top to bottom, in points. */
static const double page_width = 1200;
static const double left_margin = 104;
static const double right_margin = 30;
static const double title_height = 74;
static const double flag_height = 22; /* of a row of events' flags */
static const double caption_height = 30;
static const double waveform_height = 130;
static const double features_height = 200;
static const double axis_height = 42;

enum { MOST_FLAG_ROWS = 3 };

typedef struct layout {
    mw_time_axis axis;
    int flag_rows;
    double flags, waveform, features, scores, bottom; /* tops, and where the last panel ends */
} layout;

typedef struct flag {
    double x, left, width;
    int row; /* -1: no room, the line alone must do */
    char text[64];
} flag;

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash && slash[1] ? slash + 1 : path;
}

/* An event's flag: in the first row where it does not touch the one before. `ends` has where each
 * row's last flag ends. */
static flag place_flag(cairo_t *cairo, const mw_time_axis *axis, const mw_hearing_picture *p,
                       const mw_moment *moment, double ends[MOST_FLAG_ROWS])
{
    flag f = {.row = -1, .x = mw_time_axis_x(axis, moment->time_ms / 1000.0)};
    snprintf(f.text, sizeof f.text, "%.40s %.2f s", p->labels->names[moment->top.label],
             moment->time_ms / 1000.0);
    mw_set_font(cairo, 12, true);
    f.width = mw_text_width(cairo, f.text) + 12;
    double right_most = axis->left + axis->width - f.width;
    f.left = f.x - f.width / 2 < right_most ? f.x - f.width / 2 : right_most;
    for (int row = 0; row < MOST_FLAG_ROWS && f.row < 0; row++) {
        if (f.left >= ends[row] + 4) {
            f.row = row;
            ends[row] = f.left + f.width;
        }
    }
    return f;
}

static int count_flag_rows(cairo_t *cairo, const mw_time_axis *axis, const mw_hearing_picture *p)
{
    double ends[MOST_FLAG_ROWS] = {0};
    int rows = 0;
    for (size_t i = 0; p->hearing && i < p->hearing->count; i++) {
        if (p->hearing->moments[i].event) {
            flag f = place_flag(cairo, axis, p, &p->hearing->moments[i], ends);
            rows = f.row + 1 > rows ? f.row + 1 : rows;
        }
    }
    return rows;
}

/* How high the picture is depends on the events, whose flags are measured on a canvas: so this one
 * is asked with a scratch canvas first. */
static layout lay_out(cairo_t *cairo, const mw_hearing_picture *p)
{
    double width = page_width - left_margin - right_margin;
    double seconds = (double)p->sound->count / MW_SAMPLES_PER_SECOND;
    layout l = {.axis = mw_time_axis_make(left_margin, width, seconds)};
    l.flag_rows = count_flag_rows(cairo, &l.axis, p);
    l.flags = title_height + caption_height;
    l.waveform = l.flags + l.flag_rows * flag_height + (l.flag_rows > 0 ? 4 : 0);
    l.features = l.waveform + waveform_height + caption_height;
    l.scores = l.features + features_height + caption_height;
    l.bottom =
        p->hearing ? l.scores + mw_score_panel_height(p->labels) : l.features + features_height;
    return l;
}

static void draw_frame(cairo_t *cairo, const layout *l, double top, double height)
{
    mw_set_color(cairo, MW_COLOR_FRAME, 1);
    cairo_set_line_width(cairo, 1);
    cairo_rectangle(cairo, l->axis.left - 0.5, top - 0.5, l->axis.width + 1, height + 1);
    cairo_stroke(cairo);
}

/* The captions' paper covers the events' lines, which run from panel to panel. */
static void draw_caption(cairo_t *cairo, const layout *l, double bottom, const char *name,
                         const char *more)
{
    mw_set_font(cairo, 13, true);
    double name_width = mw_text_width(cairo, name) + 12;
    mw_set_font(cairo, 12, false);
    double most = l->axis.width - name_width;
    double more_width = mw_text_width(cairo, more);
    mw_set_color(cairo, 0xffffff, 1);
    cairo_rectangle(cairo, l->axis.left - 1, bottom - 23,
                    name_width + (more_width < most ? more_width : most) + 6, 19);
    cairo_fill(cairo);
    mw_set_color(cairo, MW_COLOR_MUTED, 1);
    mw_text(cairo, l->axis.left + name_width, bottom - 9, 0, most, more);
    mw_set_font(cairo, 13, true);
    mw_set_color(cairo, MW_COLOR_TEXT, 1);
    mw_text(cairo, l->axis.left, bottom - 9, 0, 0, name);
}

static void draw_title(cairo_t *cairo, const layout *l, const mw_hearing_picture *p)
{
    char text[300];
    char about[80];
    mw_set_font(cairo, 21, true);
    mw_set_color(cairo, MW_COLOR_TEXT, 1);
    mw_text(cairo, l->axis.left, 40, 0, l->axis.width, base_name(p->sound_name));
    mw_sound_describe(p->sound, about, sizeof about);
    if (p->hearing) {
        snprintf(text, sizeof text, "%s, heard by %.150s, an inference every %u ms", about,
                 base_name(p->model_name), p->hearing->parameters.period_ms);
    } else {
        snprintf(text, sizeof text, "%s", about);
    }
    mw_set_font(cairo, 13, false);
    mw_set_color(cairo, MW_COLOR_MUTED, 1);
    mw_text(cairo, l->axis.left, 62, 0, l->axis.width, text);
}

/* The sound that the model had before it when an event began. */
static void draw_windows(cairo_t *cairo, const layout *l, const mw_hearing_picture *p)
{
    for (size_t i = 0; p->hearing && i < p->hearing->count; i++) {
        const mw_moment *moment = &p->hearing->moments[i];
        if (moment->event) {
            double right = mw_time_axis_x(&l->axis, moment->time_ms / 1000.0);
            double width = l->axis.width * p->hearing->window_ms / 1000.0 / l->axis.seconds;
            mw_set_color(cairo, mw_color_of_label(p->hearing, moment->top.label), 0.13);
            cairo_rectangle(cairo, right - width, l->waveform, width, waveform_height);
            cairo_fill(cairo);
        }
    }
}

static void draw_panels(cairo_t *cairo, const layout *l, const mw_hearing_picture *p)
{
    draw_windows(cairo, l, p);
    mw_time_axis_grid(&l->axis, cairo, l->waveform, waveform_height);
    mw_draw_waveform(cairo, &l->axis, l->waveform, waveform_height, p->sound);
    draw_frame(cairo, l, l->waveform, waveform_height);
    mw_draw_features(cairo, &l->axis, l->features, features_height, p->ear, p->frames,
                     p->frame_count);
    draw_frame(cairo, l, l->features, features_height);
    if (p->hearing) {
        mw_draw_scores(cairo, &l->axis, l->scores, p->labels, p->hearing);
    }
}

static void draw_captions(cairo_t *cairo, const layout *l, const mw_hearing_picture *p)
{
    char text[200] = "silent";
    int32_t peak = mw_sound_peak(p->sound);
    if (peak > 0) {
        snprintf(text, sizeof text, "peak %.1f dB of full scale%s", 20 * log10(peak / 32768.0),
                 p->hearing ? "; shaded: what the model had before it at an event" : "");
    }
    draw_caption(cairo, l, l->flags, "Sound", text);
    snprintf(text, sizeof text, "%d mel bands, a frame every %u ms, rules %s; dark is loud",
             MW_FRAME_FEATURES, p->ear->hop_ms, p->ear->rules_name);
    draw_caption(cairo, l, l->features, "Features", text);
    if (p->hearing) {
        snprintf(text, sizeof text,
                 "0 to 255 at each inference; thick: the leading average over %u ms; dashed: "
                 "threshold %u",
                 p->hearing->parameters.average_ms, p->hearing->parameters.threshold);
        draw_caption(cairo, l, l->scores, "Scores", text);
    }
}

static void draw_event(cairo_t *cairo, const layout *l, const flag *f, uint32_t color)
{
    double top = f->row < 0 ? l->waveform : l->flags + f->row * flag_height;
    mw_set_color(cairo, color, 0.9);
    cairo_set_line_width(cairo, 1.6);
    cairo_move_to(cairo, f->x, top + 2);
    cairo_line_to(cairo, f->x, l->bottom);
    cairo_stroke(cairo);
    if (f->row >= 0) {
        mw_set_color(cairo, color, 1);
        cairo_rectangle(cairo, f->left, top, f->width, flag_height - 4);
        cairo_fill(cairo);
        mw_set_font(cairo, 12, true);
        mw_set_color(cairo, 0xffffff, 1);
        mw_text(cairo, f->left + 6, top + 13, 0, 0, f->text);
    }
}

static void draw_events(cairo_t *cairo, const layout *l, const mw_hearing_picture *p)
{
    double ends[MOST_FLAG_ROWS] = {0};
    for (size_t i = 0; p->hearing && i < p->hearing->count; i++) {
        const mw_moment *moment = &p->hearing->moments[i];
        if (moment->event) {
            flag f = place_flag(cairo, &l->axis, p, moment, ends);
            draw_event(cairo, l, &f, mw_color_of_label(p->hearing, moment->top.label));
        }
    }
}

bool mw_hearing_picture_write(const mw_hearing_picture *picture, const char *path)
{
    cairo_surface_t *scratch = cairo_image_surface_create(CAIRO_FORMAT_RGB24, 1, 1);
    cairo_t *measure = cairo_create(scratch);
    layout l = lay_out(measure, picture);
    cairo_destroy(measure);
    cairo_surface_destroy(scratch);

    mw_canvas canvas;
    if (!mw_canvas_open(&canvas, path, page_width, l.bottom + axis_height)) {
        return false;
    }
    draw_title(canvas.cairo, &l, picture);
    draw_panels(canvas.cairo, &l, picture);
    draw_events(canvas.cairo, &l, picture);
    draw_captions(canvas.cairo, &l, picture);
    mw_time_axis_numbers(&l.axis, canvas.cairo, l.bottom + 1);
    return mw_canvas_close(&canvas);
}
