/* SPDX-License-Identifier: Apache-2.0
 *
 * What a threshold buys and costs. See tradeoff_picture.h. */
#include "mw/picture/tradeoff_picture.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "mw/picture/canvas.h"

static const double page_width = 1200;
static const double page_height = 640;
static const double edge = 40;
static const double panel_top = 150;
static const double panel_height = 380;
static const double left_panel = 100, right_panel = 690;
static const double panel_width = 430;
static const double legend_gap = 22;

/* A panel: shares from 0 to 1 upward, something from left to right. */
typedef struct panel {
    double left;
    double first, last; /* of what goes from left to right */
    bool logarithmic;   /* of it plus 1, so that 0 has a place */
} panel;

static double x_of(const panel *p, double value)
{
    double from = p->logarithmic ? log1p(p->first) : p->first;
    double to = p->logarithmic ? log1p(p->last) : p->last;
    double at = p->logarithmic ? log1p(value) : value;
    return p->left + (to > from ? panel_width * (at - from) / (to - from) : panel_width / 2);
}

static double y_of(double share)
{
    return panel_top + panel_height * (1 - share);
}

static double share(size_t part, size_t whole)
{
    return whole > 0 ? (double)part / (double)whole : 0;
}

static double found_share(const mw_stream_tally *t)
{
    return share(t->all.found, t->all.found + t->all.missed);
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash && slash[1] ? slash + 1 : path;
}

static void draw_title(cairo_t *cairo, const mw_streaming_account *a)
{
    char text[500];
    const mw_streaming *s = a->streaming;
    mw_set_font(cairo, 21, true);
    mw_set_color(cairo, MW_COLOR_TEXT, 1);
    snprintf(text, sizeof text, "%.200s: at threshold %u, %.1f %% found, %.1f false an hour",
             base_name(a->model), a->tally->parameters.threshold, 100 * found_share(a->tally),
             mw_stream_false_per_hour(s, a->tally));
    mw_text(cairo, edge, 44, 0, page_width - 2 * edge, text);
    snprintf(text, sizeof text,
             "%zu recordings one after another, %.1f minutes, split %.60s of %.200s, seed %u",
             s->recordings, s->speech_ms / 60000.0, a->split, a->folder, a->options->seed);
    mw_set_font(cairo, 13, false);
    mw_set_color(cairo, MW_COLOR_MUTED, 1);
    mw_text(cairo, edge, 68, 0, page_width - 2 * edge, text);
    snprintf(text, sizeof text,
             "an inference every %u ms, scores averaged over %u ms, quiet for %u ms after an event",
             a->events->every_ms, a->events->average_ms, a->events->suppression_ms);
    mw_text(cairo, edge, 87, 0, page_width - 2 * edge, text);
}

static void draw_shares_axis(cairo_t *cairo, const panel *p, const char *name)
{
    mw_set_font(cairo, 13, true);
    mw_set_color(cairo, MW_COLOR_TEXT, 1);
    mw_text(cairo, p->left, panel_top - 16, 0, 0, name);
    cairo_set_line_width(cairo, 1);
    for (int tick = 0; tick <= 10; tick += 2) {
        char text[16];
        double y = floor(y_of(tick / 10.0)) + 0.5;
        mw_set_color(cairo, tick == 0 ? MW_COLOR_FRAME : MW_COLOR_GRID, 1);
        cairo_move_to(cairo, p->left, y);
        cairo_line_to(cairo, p->left + panel_width, y);
        cairo_stroke(cairo);
        snprintf(text, sizeof text, "%d %%", tick * 10);
        mw_set_font(cairo, 12, false);
        mw_set_color(cairo, MW_COLOR_MUTED, 1);
        mw_text(cairo, p->left - 9, y + 4, 1, 0, text);
    }
}

static void draw_tick(cairo_t *cairo, const panel *p, double value)
{
    char text[24];
    double x = floor(x_of(p, value)) + 0.5;
    mw_set_color(cairo, MW_COLOR_GRID, 1);
    cairo_set_line_width(cairo, 1);
    cairo_move_to(cairo, x, panel_top);
    cairo_line_to(cairo, x, panel_top + panel_height + 5);
    cairo_stroke(cairo);
    snprintf(text, sizeof text, "%g", value);
    mw_set_font(cairo, 12, false);
    mw_set_color(cairo, MW_COLOR_TEXT, 1);
    mw_text(cairo, x, panel_top + panel_height + 20, 0.5, 0, text);
}

static void draw_axis_name(cairo_t *cairo, const panel *p, const char *name)
{
    mw_set_font(cairo, 12, false);
    mw_set_color(cairo, MW_COLOR_MUTED, 1);
    mw_text(cairo, p->left + panel_width / 2, panel_top + panel_height + 42, 0.5, 0, name);
}

static void draw_dot(cairo_t *cairo, double x, double y, double radius, uint32_t color)
{
    mw_set_color(cairo, color, 1);
    cairo_arc(cairo, x, y, radius, 0, 2 * M_PI);
    cairo_fill(cairo);
}

/* Thresholds' numbers stand beside their dots, where there is room. */
static void number_dots(cairo_t *cairo, const mw_streaming_account *a, const panel *p)
{
    double last_x = -1e9;
    double last_y = -1e9;
    for (size_t i = 0; i < a->sweep_count; i++) {
        char text[16];
        double x = x_of(p, mw_stream_false_per_hour(a->streaming, &a->sweep[i]));
        double y = y_of(found_share(&a->sweep[i]));
        if (hypot(x - last_x, y - last_y) >= 34) {
            snprintf(text, sizeof text, "%u", a->sweep[i].parameters.threshold);
            mw_set_font(cairo, 11, false);
            mw_set_color(cairo, MW_COLOR_MUTED, 1);
            mw_text(cairo, x + 5, y + 15, 0, 0, text);
            last_x = x;
            last_y = y;
        }
    }
}

/* Words found against false events an hour: to the left and up is better. */
static void draw_trade(cairo_t *cairo, const mw_streaming_account *a)
{
    static const double ticks[] = {0, 1, 3, 10, 30, 100, 300, 1000, 3000};
    panel p = {.left = left_panel, .first = 0, .last = 10, .logarithmic = true};
    for (size_t i = 0; i < a->sweep_count; i++) {
        p.last = fmax(p.last, mw_stream_false_per_hour(a->streaming, &a->sweep[i]));
    }
    for (size_t i = 0; i < sizeof ticks / sizeof ticks[0] && ticks[i] <= p.last; i++) {
        draw_tick(cairo, &p, ticks[i]);
    }
    draw_shares_axis(cairo, &p, "Words found");
    draw_axis_name(cairo, &p, "false events an hour (beside the dots: thresholds)");
    cairo_new_path(cairo);
    for (size_t i = 0; i < a->sweep_count; i++) {
        cairo_line_to(cairo, x_of(&p, mw_stream_false_per_hour(a->streaming, &a->sweep[i])),
                      y_of(found_share(&a->sweep[i])));
    }
    mw_set_color(cairo, MW_COLOR_INK, 1);
    cairo_set_line_width(cairo, 2);
    cairo_stroke(cairo);
    for (size_t i = 0; i < a->sweep_count; i++) {
        draw_dot(cairo, x_of(&p, mw_stream_false_per_hour(a->streaming, &a->sweep[i])),
                 y_of(found_share(&a->sweep[i])), 3, MW_COLOR_INK);
    }
    number_dots(cairo, a, &p);
    draw_dot(cairo, x_of(&p, mw_stream_false_per_hour(a->streaming, a->tally)),
             y_of(found_share(a->tally)), 7, 0xd55e00);
}

/* What a line over the threshold shows. */
typedef struct line {
    const char *name;
    double (*value)(const mw_stream_tally *t, uint32_t label);
    uint32_t label, color;
    double width;
} line;

static double found_of_label(const mw_stream_tally *t, uint32_t label)
{
    return share(t->labels[label].found, t->labels[label].found + t->labels[label].missed);
}

static double found_of_all(const mw_stream_tally *t, uint32_t label)
{
    (void)label;
    return found_share(t);
}

static double others_lit(const mw_stream_tally *t, uint32_t label)
{
    (void)label;
    return share(t->others_lit, t->others);
}

static void draw_line(cairo_t *cairo, const mw_streaming_account *a, const panel *p, const line *l,
                      int number)
{
    cairo_new_path(cairo);
    for (size_t i = 0; i < a->sweep_count; i++) {
        cairo_line_to(cairo, x_of(p, a->sweep[i].parameters.threshold),
                      y_of(l->value(&a->sweep[i], l->label)));
    }
    mw_set_color(cairo, l->color, 1);
    cairo_set_line_width(cairo, l->width);
    cairo_stroke(cairo);
    if (a->sweep_count == 1) {
        draw_dot(cairo, x_of(p, p->first), y_of(l->value(a->sweep, l->label)), 4, l->color);
    }
    double x = p->left + (number % 4) * (panel_width / 4);
    double y = panel_top - 40 - (number / 4) * legend_gap;
    cairo_move_to(cairo, x, y - 4);
    cairo_line_to(cairo, x + 18, y - 4);
    cairo_stroke(cairo);
    mw_set_font(cairo, 12, false);
    mw_set_color(cairo, MW_COLOR_TEXT, 1);
    mw_text(cairo, x + 24, y, 0, 78, l->name);
}

static void draw_lines(cairo_t *cairo, const mw_streaming_account *a, const panel *p)
{
    const mw_labels *labels = &a->streaming->labels;
    uint32_t words = 0;
    int number = 0;
    line all = {"all words", found_of_all, 0, MW_COLOR_TEXT, 2.5};
    line others = {"others lit", others_lit, 0, MW_COLOR_NO_EVENT, 2.5};
    draw_line(cairo, a, p, &all, number++);
    draw_line(cairo, a, p, &others, number++);
    for (uint32_t i = 0; i < labels->count && words < 4; i++) {
        if ((a->tally->parameters.event_labels >> i & 1U) != 0) {
            line one = {labels->names[i], found_of_label, i, mw_label_color(words++), 1.5};
            draw_line(cairo, a, p, &one, number++);
        }
    }
}

/* Events in noise alone: numbers below the ticks, for a curve of them says little. */
static void draw_noise(cairo_t *cairo, const mw_streaming_account *a, const panel *p)
{
    char text[80];
    double y = panel_top + panel_height + 66;
    double last_x = -1e9;
    if (!a->streaming->has_noise) {
        return;
    }
    for (size_t i = 0; i < a->sweep_count; i++) {
        double x = x_of(p, a->sweep[i].parameters.threshold);
        if (x >= last_x + 30) {
            snprintf(text, sizeof text, "%zu", a->sweep[i].all.noise_events);
            mw_set_font(cairo, 12, a->sweep[i].all.noise_events > 0);
            mw_set_color(cairo, MW_COLOR_TEXT, 1);
            mw_text(cairo, x, y, 0.5, 0, text);
            last_x = x;
        }
    }
    snprintf(text, sizeof text, "events in %.1f minutes of noise alone",
             a->streaming->noise_ms / 60000.0);
    mw_set_font(cairo, 12, false);
    mw_set_color(cairo, MW_COLOR_MUTED, 1);
    mw_text(cairo, p->left + panel_width / 2, y + 20, 0.5, 0, text);
}

/* Everything over the threshold. */
static void draw_thresholds(cairo_t *cairo, const mw_streaming_account *a)
{
    panel p = {.left = right_panel,
               .first = a->sweep[0].parameters.threshold,
               .last = a->sweep[a->sweep_count - 1].parameters.threshold};
    double step = p.last - p.first > 100 ? 25 : p.last - p.first > 40 ? 10 : 5;
    for (double tick = ceil(p.first / step) * step; tick <= p.last; tick += step) {
        draw_tick(cairo, &p, tick);
    }
    draw_shares_axis(cairo, &p, "Words found, and other words that lit a light");
    draw_axis_name(cairo, &p, "threshold");
    draw_lines(cairo, a, &p);
    draw_noise(cairo, a, &p);
    double chosen = a->tally->parameters.threshold;
    if (chosen >= p.first && chosen <= p.last) {
        static const double dashes[] = {4, 3};
        mw_set_color(cairo, 0xd55e00, 1);
        cairo_set_line_width(cairo, 1.5);
        cairo_set_dash(cairo, dashes, 2, 0);
        cairo_move_to(cairo, x_of(&p, chosen), panel_top);
        cairo_line_to(cairo, x_of(&p, chosen), panel_top + panel_height);
        cairo_stroke(cairo);
        cairo_set_dash(cairo, NULL, 0, 0);
    }
}

bool mw_tradeoff_picture_write(const mw_streaming_account *account, const char *path)
{
    mw_canvas canvas;
    if (!mw_canvas_open(&canvas, path, page_width, page_height)) {
        return false;
    }
    draw_title(canvas.cairo, account);
    draw_trade(canvas.cairo, account);
    draw_thresholds(canvas.cairo, account);
    return mw_canvas_close(&canvas);
}
