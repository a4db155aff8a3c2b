/* SPDX-License-Identifier: Apache-2.0
 *
 * The scores of each label. See score_panel.h. */
#include "mw/picture/score_panel.h"

#include <math.h>
#include <stdio.h>

#include "mw/picture/canvas.h"

static const double row_gap = 7;
static const double full_score = 255;
static const size_t most_dots = 120;

static bool gives_events(const mw_hearing *hearing, uint32_t label)
{
    return (hearing->parameters.event_labels >> label & 1U) != 0;
}

uint32_t mw_color_of_label(const mw_hearing *hearing, uint32_t label)
{
    uint32_t before = 0;
    for (uint32_t i = 0; i < label; i++) {
        before += gives_events(hearing, i);
    }
    return gives_events(hearing, label) ? mw_label_color(before) : MW_COLOR_NO_EVENT;
}

static double row_height(const mw_labels *labels)
{
    return labels->count <= 4 ? 46 : labels->count <= 8 ? 34 : 24;
}

double mw_score_panel_height(const mw_labels *labels)
{
    return labels->count * (row_height(labels) + row_gap) - row_gap;
}

/* One label's row: where it is drawn, and of whom. */
typedef struct row {
    const mw_time_axis *axis;
    const mw_hearing *hearing;
    uint32_t label, labels;
    double top, height;
    uint32_t color;
} row;

static double x_of(const row *r, size_t moment)
{
    return mw_time_axis_x(r->axis, r->hearing->moments[moment].time_ms / 1000.0);
}

static double y_of(const row *r, double score)
{
    return r->top + r->height * (1 - score / full_score);
}

static void draw_ground(cairo_t *cairo, const row *r)
{
    mw_set_color(cairo, 0xf6f7f9, 1);
    cairo_rectangle(cairo, r->axis->left, r->top, r->axis->width, r->height);
    cairo_fill(cairo);
    mw_time_axis_grid(r->axis, cairo, r->top, r->height);
    if (gives_events(r->hearing, r->label)) {
        static const double dashes[] = {4, 3};
        double y = floor(y_of(r, r->hearing->parameters.threshold)) + 0.5;
        mw_set_color(cairo, MW_COLOR_TEXT, 0.55);
        cairo_set_dash(cairo, dashes, 2, 0);
        cairo_move_to(cairo, r->axis->left, y);
        cairo_line_to(cairo, r->axis->left + r->axis->width, y);
        cairo_stroke(cairo);
        cairo_set_dash(cairo, NULL, 0, 0);
    }
}

/* What the model said at each inference. */
static void draw_scores(cairo_t *cairo, const row *r)
{
    size_t count = r->hearing->count;
    for (size_t i = 0; i < count; i++) {
        cairo_line_to(cairo, x_of(r, i), y_of(r, r->hearing->scores[i * r->labels + r->label]));
    }
    cairo_path_t *line = cairo_copy_path(cairo);
    if (count > 0) {
        cairo_line_to(cairo, x_of(r, count - 1), r->top + r->height);
        cairo_line_to(cairo, x_of(r, 0), r->top + r->height);
    }
    mw_set_color(cairo, r->color, 0.16);
    cairo_fill(cairo);
    cairo_append_path(cairo, line);
    cairo_path_destroy(line);
    mw_set_color(cairo, r->color, 0.75);
    cairo_set_line_width(cairo, 1.2);
    cairo_stroke(cairo);
    for (size_t i = 0; i < count && count <= most_dots; i++) {
        double y = y_of(r, r->hearing->scores[i * r->labels + r->label]);
        mw_set_color(cairo, r->color, 0.35);
        cairo_move_to(cairo, x_of(r, i), r->top + r->height);
        cairo_line_to(cairo, x_of(r, i), y);
        cairo_stroke(cairo);
        mw_set_color(cairo, r->color, 1);
        cairo_arc(cairo, x_of(r, i), y, count == 1 ? 4 : 2, 0, 2 * M_PI);
        cairo_fill(cairo);
    }
}

/* The average, where this label is ahead: that is what the threshold judges. */
static void draw_average(cairo_t *cairo, const row *r)
{
    bool drawing = false;
    mw_set_color(cairo, r->color, 1);
    cairo_set_line_width(cairo, 3);
    cairo_set_line_cap(cairo, CAIRO_LINE_CAP_ROUND);
    cairo_set_line_join(cairo, CAIRO_LINE_JOIN_ROUND);
    for (size_t i = 0; i < r->hearing->count; i++) {
        mw_recogniser_top top = r->hearing->moments[i].top;
        bool ahead = top.score > 0 && top.label == r->label;
        if (ahead && !drawing) {
            cairo_move_to(cairo, x_of(r, i), y_of(r, top.score));
        }
        if (ahead) {
            cairo_line_to(cairo, x_of(r, i), y_of(r, top.score));
        }
        drawing = ahead;
    }
    cairo_stroke(cairo);
    cairo_set_line_cap(cairo, CAIRO_LINE_CAP_BUTT);
}

static void draw_name(cairo_t *cairo, const row *r, const char *name)
{
    mw_set_font(cairo, 13, gives_events(r->hearing, r->label));
    mw_set_color(cairo, r->color, 1);
    mw_text(cairo, r->axis->left - 10, r->top + r->height / 2 + 5, 1, r->axis->left - 16, name);
}

void mw_draw_scores(cairo_t *cairo, const mw_time_axis *axis, double top, const mw_labels *labels,
                    const mw_hearing *hearing)
{
    double height = row_height(labels);
    for (uint32_t label = 0; label < labels->count; label++) {
        row r = {.axis = axis,
                 .hearing = hearing,
                 .label = label,
                 .labels = labels->count,
                 .top = top + label * (height + row_gap),
                 .height = height,
                 .color = mw_color_of_label(hearing, label)};
        draw_ground(cairo, &r);
        draw_scores(cairo, &r);
        draw_average(cairo, &r);
        draw_name(cairo, &r, labels->names[label]);
    }
}
