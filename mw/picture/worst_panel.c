/* SPDX-License-Identifier: Apache-2.0
 *
 * The recordings that a model got furthest wrong. See worst_panel.h. */
#include "mw/picture/worst_panel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mw/picture/sound_panels.h"
#include "mw/picture/time_axis.h"
#include "mw/tally.h"

enum { COLUMNS = 3, ROWS = 4, MOST = COLUMNS * ROWS };

static const double caption_height = 26;
static const double card_height = 92;
static const double gap = 14;
static const double map_width = 118;
static const double map_height = 72;
static const double full_score = 255;

double mw_worst_panel_height(const mw_evaluation *evaluation)
{
    size_t rows[MOST];
    size_t count = mw_tally_worst(evaluation, rows, MOST);
    size_t shown = count < MOST ? count : MOST;
    return caption_height + (double)((shown + COLUMNS - 1) / COLUMNS) * card_height;
}

/* A label, its score as a bar, and the number. */
static void draw_score(cairo_t *cairo, double x, double y, double width, const char *what,
                       const char *label, int score, uint32_t color)
{
    char text[200];
    const double bar_left = x + 134;
    const double bar_width = width - 134 - 34;
    mw_set_font(cairo, 12, false);
    mw_set_color(cairo, MW_COLOR_MUTED, 1);
    double used = mw_text(cairo, x, y, 0, 0, what);
    mw_set_font(cairo, 12, true);
    mw_set_color(cairo, color, 1);
    mw_text(cairo, x + used + 5, y, 0, bar_left - 6 - (x + used + 5), label);
    mw_set_color(cairo, color, 0.8);
    cairo_rectangle(cairo, bar_left, y - 9, bar_width * score / full_score, 9);
    cairo_fill(cairo);
    snprintf(text, sizeof text, "%d", score);
    mw_set_font(cairo, 11, false);
    mw_set_color(cairo, MW_COLOR_MUTED, 1);
    mw_text(cairo, bar_left + bar_width * score / full_score + 5, y, 0, 0, text);
}

static void draw_map(cairo_t *cairo, double left, double top, const mw_evaluation *e, size_t row)
{
    char fault[MW_FAULT_BYTES];
    int8_t *frames = mw_evaluation_features(e, row, fault);
    double seconds = mw_ear_frame_end_ms(&e->ear, e->window_frames - 1) / 1000.0;
    mw_time_axis axis = mw_time_axis_make(left, map_width, seconds);
    if (frames) {
        mw_draw_feature_map(cairo, &axis, top, map_height, &e->ear, frames, e->window_frames);
        free(frames);
    }
    mw_set_color(cairo, MW_COLOR_FRAME, 1);
    cairo_set_line_width(cairo, 1);
    cairo_rectangle(cairo, left - 0.5, top - 0.5, map_width + 1, map_height + 1);
    cairo_stroke(cairo);
}

static void draw_card(cairo_t *cairo, double left, double top, double width, const mw_evaluation *e,
                      size_t row)
{
    const int8_t *scores = e->scores + row * e->labels.count;
    uint32_t answer = mw_evaluation_answer(e, row);
    char *name = mw_evaluation_name(e, row);
    double x = left + map_width + 12;
    double rest = width - map_width - 12;
    draw_map(cairo, left, top, e, row);
    mw_set_font(cairo, 12, true);
    mw_set_color(cairo, MW_COLOR_TEXT, 1);
    mw_text(cairo, x, top + 14, 0, rest, name);
    draw_score(cairo, x, top + 39, rest, "is", e->labels.names[e->classes[row]],
               scores[e->classes[row]] + 128, 0x0072b2);
    draw_score(cairo, x, top + 62, rest, "heard as", e->labels.names[answer], scores[answer] + 128,
               0xd55e00);
    free(name);
}

void mw_draw_worst(cairo_t *cairo, double left, double top, double width,
                   const mw_evaluation *evaluation)
{
    size_t rows[MOST];
    char text[80] = "Nothing was heard wrong";
    size_t count = mw_tally_worst(evaluation, rows, MOST);
    if (count > 0) {
        snprintf(text, sizeof text,
                 count > MOST ? "Furthest off, of %zu that were wrong" : "All %zu that were wrong",
                 count);
    }
    mw_set_font(cairo, 13, true);
    mw_set_color(cairo, MW_COLOR_TEXT, 1);
    mw_text(cairo, left, top, 0, 0, text);
    double card_width = (width - gap * (COLUMNS - 1)) / COLUMNS;
    for (size_t i = 0; i < count && i < MOST; i++) {
        draw_card(cairo, left + (double)(i % COLUMNS) * (card_width + gap),
                  top + caption_height - 10 + (double)(i / COLUMNS) * card_height, card_width,
                  evaluation, rows[i]);
    }
}
