/* SPDX-License-Identifier: Apache-2.0
 *
 * What was said against what was heard: the layout, the matrix and the shares; the worst recordings
 * have a file of their own, worst_panel.c. See confusion_picture.h. */
#include "mw/picture/confusion_picture.h"

#include <stdio.h>
#include <string.h>

#include "mw/mw.h"
#include "mw/picture/canvas.h"
#include "mw/picture/worst_panel.h"

static const double page_width = 1200;
static const double left_margin = 150; /* of the matrix: labels stand there */
static const double edge = 40;         /* of the page */
static const double matrix_top = 158;
static const double matrix_width = 500, matrix_height = 300;
static const double shares_left = 760;
static const double shares_width = 330;
static const double title_size = 21;

typedef struct layout {
    const mw_tally *tally;
    double cell_width, cell_height;
    double bottom; /* of the matrix */
} layout;

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash && slash[1] ? slash + 1 : path;
}

static layout lay_out(const mw_tally *tally)
{
    uint32_t n = tally->labels->count;
    layout l = {tally, matrix_width / n, matrix_height / n, 0};
    l.cell_width = l.cell_width > 120 ? 120 : l.cell_width;
    l.cell_height = l.cell_height > 66 ? 66 : l.cell_height < 18 ? 18 : l.cell_height;
    l.bottom = matrix_top + n * l.cell_height;
    return l;
}

static uint32_t color_of(const mw_labels *labels, uint32_t label)
{
    uint32_t before = 0;
    for (uint32_t i = 0; i <= label; i++) {
        const char *name = labels->names[i];
        bool word = !mw_label_is_silence(name) && !mw_label_is_unknown(name);
        if (i == label) {
            return word ? mw_label_color(before) : MW_COLOR_NO_EVENT;
        }
        before += word;
    }
    return MW_COLOR_NO_EVENT;
}

static void draw_title(cairo_t *cairo, const mw_accuracy *a)
{
    char text[400];
    const mw_evaluation *e = a->evaluation;
    mw_set_font(cairo, title_size, true);
    mw_set_color(cairo, MW_COLOR_TEXT, 1);
    snprintf(text, sizeof text, "%.200s: balanced accuracy %.1f %% ± %.1f", base_name(a->model),
             100 * a->tally->balanced_accuracy, 100 * a->tally->doubt);
    mw_text(cairo, edge, 44, 0, page_width - 2 * edge, text);
    snprintf(text, sizeof text, "%zu recordings, split %.60s of %.200s", e->judged, a->split,
             a->folder);
    mw_set_font(cairo, 13, false);
    mw_set_color(cairo, MW_COLOR_MUTED, 1);
    mw_text(cairo, edge, 68, 0, page_width - 2 * edge, text);
    if (e->count > e->judged) {
        snprintf(text, sizeof text,
                 "and %zu seconds of silence, cut from the noise that training "
                 "never hears",
                 e->count - e->judged);
        mw_text(cairo, edge, 87, 0, page_width - 2 * edge, text);
    }
}

/* A cell's paper: blue where it is right, red where it is wrong, the more of the row the darker. */
static void draw_cell(cairo_t *cairo, const layout *l, uint32_t spoken, uint32_t answer)
{
    char text[32];
    size_t count = mw_tally_at(l->tally, spoken, answer);
    size_t total = mw_tally_total(l->tally, spoken);
    double share = total > 0 ? (double)count / (double)total : 0;
    double x = left_margin + answer * l->cell_width;
    double y = matrix_top + spoken * l->cell_height;
    double depth = spoken == answer ? share : share * 2 < 1 ? share * 2 : 1;
    mw_set_color(cairo, 0xf6f7f9, 1);
    cairo_rectangle(cairo, x, y, l->cell_width - 2, l->cell_height - 2);
    cairo_fill(cairo);
    mw_set_color(cairo, spoken == answer ? 0x0072b2 : 0xd55e00, depth * 0.9);
    cairo_rectangle(cairo, x, y, l->cell_width - 2, l->cell_height - 2);
    cairo_fill(cairo);
    if (total == 0 || l->cell_width < 20) {
        return;
    }
    bool tall = l->cell_height >= 40;
    mw_set_color(cairo, depth > 0.5 ? 0xffffff : count > 0 ? MW_COLOR_TEXT : MW_COLOR_NO_EVENT, 1);
    mw_set_font(cairo, tall ? 16 : 11, spoken == answer);
    snprintf(text, sizeof text, "%zu", count);
    double middle = y + l->cell_height / 2 + (tall ? -1 : 3);
    mw_text(cairo, x + l->cell_width / 2, middle, 0.5, 0, text);
    if (tall && count > 0) {
        mw_set_font(cairo, 11, false);
        snprintf(text, sizeof text, "%.1f %%", 100 * share);
        mw_text(cairo, x + l->cell_width / 2, middle + 17, 0.5, 0, text);
    }
}

static void draw_matrix(cairo_t *cairo, const layout *l)
{
    const mw_labels *labels = l->tally->labels;
    mw_set_font(cairo, 13, true);
    mw_set_color(cairo, MW_COLOR_TEXT, 1);
    mw_text(cairo, left_margin, matrix_top - 34, 0, 0, "heard as");
    mw_text(cairo, left_margin - 12, matrix_top - 12, 1, 0, "said");
    for (uint32_t i = 0; i < labels->count; i++) {
        bool upright = l->cell_width < 40;
        double x = left_margin + (i + 0.5) * l->cell_width;
        mw_set_font(cairo, upright ? 11 : 13, false);
        mw_set_color(cairo, color_of(labels, i), 1);
        if (upright) {
            cairo_save(cairo);
            cairo_translate(cairo, x + 3, matrix_top - 6);
            cairo_rotate(cairo, -1.0);
            mw_text(cairo, 0, 0, 0, 60, labels->names[i]);
            cairo_restore(cairo);
        } else {
            mw_text(cairo, x, matrix_top - 12, 0.5, l->cell_width - 4, labels->names[i]);
        }
        double middle = matrix_top + (i + 0.5) * l->cell_height + 4;
        mw_text(cairo, left_margin - 12, middle, 1, left_margin - edge, labels->names[i]);
        for (uint32_t answer = 0; answer < labels->count; answer++) {
            draw_cell(cairo, l, i, answer);
        }
    }
}

static double share_x(double share)
{
    return shares_left + shares_width * share;
}

/* A class's share: a bar, and a whisker where it surely lies. */
static void draw_share(cairo_t *cairo, const layout *l, uint32_t spoken)
{
    char text[80];
    size_t right = mw_tally_at(l->tally, spoken, spoken);
    size_t total = mw_tally_total(l->tally, spoken);
    double top = matrix_top + spoken * l->cell_height;
    double thick = l->cell_height * 0.5;
    double middle = top + l->cell_height / 2 - 1;
    mw_set_font(cairo, l->cell_height < 24 ? 10 : 12, false);
    if (total == 0) {
        mw_set_color(cairo, MW_COLOR_NO_EVENT, 1);
        mw_text(cairo, shares_left + 4, middle + 4, 0, 0, "no recordings");
        return;
    }
    mw_interval i = mw_interval_of(right, total);
    double share = (double)right / (double)total;
    mw_set_color(cairo, color_of(l->tally->labels, spoken), 0.75);
    cairo_rectangle(cairo, shares_left, middle - thick / 2, shares_width * share, thick);
    cairo_fill(cairo);
    mw_set_color(cairo, MW_COLOR_TEXT, 1);
    cairo_set_line_width(cairo, 1.5);
    cairo_move_to(cairo, share_x(i.low), middle);
    cairo_line_to(cairo, share_x(i.high), middle);
    for (int end = 0; end < 2; end++) {
        double x = share_x(end ? i.high : i.low);
        cairo_move_to(cairo, x, middle - thick / 4);
        cairo_line_to(cairo, x, middle + thick / 4);
    }
    cairo_stroke(cairo);
    snprintf(text, sizeof text, "%.1f %%", 100 * share);
    mw_text(cairo, share_x(1) + 12, middle + 4, 0, 0, text);
}

static void draw_shares(cairo_t *cairo, const layout *l)
{
    mw_set_font(cairo, 13, true);
    mw_set_color(cairo, MW_COLOR_TEXT, 1);
    double width = mw_text(cairo, shares_left, matrix_top - 34, 0, 0, "Share that was right");
    mw_set_font(cairo, 12, false);
    mw_set_color(cairo, MW_COLOR_MUTED, 1);
    mw_text(cairo, shares_left + width + 10, matrix_top - 34, 0, 0,
            "the line: where it lies, 95 % sure");
    for (int tick = 0; tick <= 4; tick++) {
        char text[16];
        double x = share_x(tick / 4.0);
        mw_set_color(cairo, MW_COLOR_GRID, 1);
        cairo_set_line_width(cairo, 1);
        cairo_move_to(cairo, x, matrix_top - 4);
        cairo_line_to(cairo, x, l->bottom);
        cairo_stroke(cairo);
        mw_set_font(cairo, 11, false);
        mw_set_color(cairo, MW_COLOR_MUTED, 1);
        snprintf(text, sizeof text, "%d %%", tick * 25);
        mw_text(cairo, x, matrix_top - 12, 0.5, 0, text);
    }
    for (uint32_t spoken = 0; spoken < l->tally->labels->count; spoken++) {
        draw_share(cairo, l, spoken);
    }
}

bool mw_confusion_picture_write(const mw_accuracy *a, const char *path)
{
    if (a->tally->labels->count > MW_CONFUSION_LABELS) {
        mw_error("%u labels are more than a picture holds, %d", a->tally->labels->count,
                 MW_CONFUSION_LABELS);
        return false;
    }
    layout l = lay_out(a->tally);
    mw_canvas canvas;
    double worst_top = l.bottom + 40;
    double height = worst_top + mw_worst_panel_height(a->evaluation) + 24;
    if (!mw_canvas_open(&canvas, path, page_width, height)) {
        return false;
    }
    draw_title(canvas.cairo, a);
    draw_matrix(canvas.cairo, &l);
    draw_shares(canvas.cairo, &l);
    mw_draw_worst(canvas.cairo, edge, worst_top, page_width - 2 * edge, a->evaluation);
    return mw_canvas_close(&canvas);
}
