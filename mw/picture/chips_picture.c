/* SPDX-License-Identifier: Apache-2.0
 *
 * The picture of the chips. See chips_picture.h. A row a chip; from left to right decades of
 * microwatts. Dark: the processor. Light: the microphone on top. Lines across: what can be given.
 */
#include "mw/picture/chips_picture.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { WIDTH = 1000, LEFT = 196, RIGHT = 218, TOP = 104, ROW = 24, BAR = 13, BOTTOM = 54 };
enum { COLOR_OTHER = 0xd9dee5 };

static const char *const families[] = {"cortex-m0",  "cortex-m0plus", "cortex-m3", "cortex-m4",
                                       "cortex-m33", "cortex-m7",     "cortex-m55"};

typedef struct scale {
    double least, most; /* microwatts at the left and the right end */
    double bottom;
} scale;

static double x_of(const scale *s, double uw)
{
    double share = log10(fmax(uw, s->least) / s->least) / log10(s->most / s->least);
    return LEFT + share * (WIDTH - LEFT - RIGHT);
}

static uint32_t color_of(const char *core)
{
    for (uint32_t i = 0; i < sizeof families / sizeof families[0]; i++) {
        if (strcmp(families[i], core) == 0) {
            return mw_label_color(i);
        }
    }
    return MW_COLOR_INK;
}

static bool runs(const mw_chip_line *line)
{
    return line->counted && line->use.fits_flash && line->use.fits_ram && line->use.runs;
}

static scale scale_of(const mw_chip_line *lines, size_t count)
{
    scale s = {.least = 10, .most = 1000, .bottom = TOP + ROW * (double)count};
    for (size_t i = 0; i < count; i++) {
        while (runs(&lines[i]) && lines[i].total_uw > s.most) {
            s.most *= 10;
        }
        while (runs(&lines[i]) && lines[i].use.power.average_uw < s.least * 1.5) {
            s.least /= 10;
        }
    }
    return s;
}

static void power_text(char text[24], double uw)
{
    if (uw >= 999.5) {
        snprintf(text, 24, "%.3g mW", uw / 1000);
    } else {
        snprintf(text, 24, "%.3g \302\265W", uw);
    }
}

static void draw_decades(cairo_t *cairo, const scale *s)
{
    mw_set_font(cairo, 10, false);
    cairo_set_line_width(cairo, 1);
    for (double uw = s->least; uw < s->most * 1.01; uw *= 10) {
        char text[24];
        double x = x_of(s, uw);
        mw_set_color(cairo, MW_COLOR_GRID, 1);
        cairo_move_to(cairo, x, TOP - 4);
        cairo_line_to(cairo, x, s->bottom);
        cairo_stroke(cairo);
        power_text(text, uw);
        mw_set_color(cairo, MW_COLOR_MUTED, 1);
        mw_text(cairo, x, s->bottom + 15, 0.5, 0, text);
    }
}

/* A power that can be given, across all rows; its name on one of two lines above them, to the right
 * of it (align 0) or to the left (1). */
static void draw_mark(cairo_t *cairo, const scale *s, double uw, const char *text, int level,
                      double align)
{
    static const double dashes[] = {4, 3};
    double x = x_of(s, uw);
    if (uw <= s->least || uw >= s->most) {
        return;
    }
    mw_set_color(cairo, MW_COLOR_INK, 0.75);
    cairo_set_line_width(cairo, 1);
    cairo_set_dash(cairo, dashes, 2, 0);
    cairo_move_to(cairo, x, TOP - 8 - 13 * level);
    cairo_line_to(cairo, x, s->bottom);
    cairo_stroke(cairo);
    cairo_set_dash(cairo, NULL, 0, 0);
    mw_set_font(cairo, 9.5, false);
    mw_set_color(cairo, MW_COLOR_INK, 1);
    mw_text(cairo, x + 4 - 8 * align, TOP - 10 - 13 * level, align, 0, text);
}

static double uw_for_days(const mw_battery *battery, double days)
{
    return battery->capacity_mah * battery->volts * 1000 / 24 / days;
}

static void draw_marks(cairo_t *cairo, const scale *s, const mw_chip_table *table,
                       const mw_chips_question *q)
{
    char text[64];
    draw_mark(cairo, s, uw_for_days(&table->coin, 365), "CR2032, a year", 0, 0);
    draw_mark(cairo, s, uw_for_days(&table->coin, 30), "CR2032, a month", 0, 0);
    draw_mark(cairo, s, uw_for_days(&table->aa, 365), "two AA, a year", 1, 0);
    snprintf(text, sizeof text, "20 cm\302\262 of solar cell at %.0f lux", q->lux);
    draw_mark(cairo, s, 20 / mw_solar_cm2(&table->solar, 1, q->lux, 24), text, 1, 1);
}

static void draw_bar(cairo_t *cairo, double from, double to, double y, uint32_t color,
                     double opacity)
{
    mw_set_color(cairo, color, opacity);
    cairo_rectangle(cairo, from, y, fmax(to - from, 1), BAR);
    cairo_fill(cairo);
}

/* White where a text will stand, so that lines do not cross it. */
static void clear_for(cairo_t *cairo, double x, double y, const char *text)
{
    cairo_set_source_rgb(cairo, 1, 1, 1);
    cairo_rectangle(cairo, x - 2, y - BAR + 2, mw_text_width(cairo, text) + 4, BAR);
    cairo_fill(cairo);
}

static void draw_days(cairo_t *cairo, const mw_chip_line *line, double y)
{
    char text[80];
    if (line->coin.aged) {
        snprintf(text, sizeof text, "coin: its shelf life");
    } else {
        snprintf(text, sizeof text, "coin %s%.3g d, AA %.0f d", line->coin.beyond ? "< " : "",
                 line->coin.days, line->aa.days);
    }
    mw_set_font(cairo, 10, false);
    mw_set_color(cairo, MW_COLOR_MUTED, 1);
    mw_text(cairo, WIDTH - 18, y, 1, 0, text);
}

static void draw_reason(cairo_t *cairo, const mw_chip_line *line, double y)
{
    const mw_chip_use *use = &line->use;
    const char *why = !line->counted     ? "not counted on this core"
                      : !use->fits_flash ? "does not fit: flash"
                      : !use->fits_ram   ? "does not fit: RAM"
                                         : "too slow";
    draw_bar(cairo, LEFT, LEFT + 3, y, COLOR_OTHER, 1);
    mw_set_font(cairo, 10, false);
    clear_for(cairo, LEFT + 9, y + BAR - 3, why);
    mw_set_color(cairo, MW_COLOR_MUTED, 1);
    mw_text(cairo, LEFT + 9, y + BAR - 3, 0, 0, why);
}

static void draw_row(cairo_t *cairo, const scale *s, const mw_chip_line *line, double top)
{
    char text[48];
    double y = top + (ROW - BAR) / 2.0;
    bool here = runs(line);
    mw_set_font(cairo, 11, here);
    mw_set_color(cairo, here ? MW_COLOR_TEXT : MW_COLOR_MUTED, 1);
    mw_text(cairo, LEFT - 74, y + BAR - 2, 1, LEFT - 84, line->chip->id);
    mw_set_font(cairo, 9.5, false);
    mw_set_color(cairo, MW_COLOR_MUTED, 1);
    mw_text(cairo, LEFT - 8, y + BAR - 3, 1, 0,
            strncmp(line->chip->core, "cortex-", 7) == 0 ? line->chip->core + 7 : line->chip->core);
    if (!here) {
        draw_reason(cairo, line, y);
        return;
    }
    const mw_chip_use *use = &line->use;
    uint32_t color = color_of(line->chip->core);
    double end = x_of(s, fmin(use->power.average_uw, line->total_uw));
    double all = x_of(s, line->total_uw);
    draw_bar(cairo, LEFT, end, y, color, line->chip->weak || line->assumed ? 0.55 : 0.95);
    draw_bar(cairo, end, all, y, MW_COLOR_FRAME, all > end + 0.5 ? 0.8 : 0);
    power_text(text, line->total_uw);
    if (line->chip->weak || line->assumed) {
        strcat(text, " ~");
    }
    mw_set_font(cairo, 10.5, true);
    clear_for(cairo, all + 6, y + BAR - 2, text);
    mw_set_color(cairo, MW_COLOR_TEXT, 1);
    mw_text(cairo, all + 6, y + BAR - 2, 0, 0, text);
    draw_days(cairo, line, y + BAR - 2);
}

static void draw_title(cairo_t *cairo, const mw_chips_question *q, double bottom)
{
    char text[200];
    mw_set_color(cairo, MW_COLOR_TEXT, 1);
    mw_set_font(cairo, 16, true);
    mw_text(cairo, 18, 28, 0, WIDTH - 36, q->title);
    mw_set_font(cairo, 10.5, false);
    mw_set_color(cairo, MW_COLOR_MUTED, 1);
    if (q->microphone) {
        snprintf(text, sizeof text,
                 "Average power: the processor, and in grey the microphone (%s), awake %.0f %% of "
                 "the time; on a scale of decades",
                 q->microphone->name, q->sound_share * 100);
    } else {
        snprintf(text, sizeof text,
                 "Average power of the processor, microphone not counted; on a scale of decades");
    }
    mw_text(cairo, 18, 46, 0, WIDTH - 36, text);
    mw_text(cairo, 18, bottom + 36, 0, WIDTH - 36,
            "Paler, ~: rests on a source that is weak, or on cycles assumed from another core. "
            "Estimates: counted instructions, published timing and currents; no board was "
            "measured.");
}

bool mw_chips_picture(const mw_chip_table *table, const mw_chips_question *question,
                      const mw_chip_line *lines, size_t count, const char *path)
{
    mw_canvas canvas;
    scale s = scale_of(lines, count);
    if (!mw_canvas_open(&canvas, path, WIDTH, s.bottom + BOTTOM)) {
        return false;
    }
    draw_title(canvas.cairo, question, s.bottom);
    draw_decades(canvas.cairo, &s);
    draw_marks(canvas.cairo, &s, table, question);
    for (size_t i = 0; i < count; i++) {
        draw_row(canvas.cairo, &s, &lines[i], TOP + ROW * (double)i);
    }
    return mw_canvas_close(&canvas);
}
