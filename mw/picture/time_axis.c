/* SPDX-License-Identifier: Apache-2.0
 *
 * Time from left to right. See time_axis.h. */
#include "mw/picture/time_axis.h"

#include <math.h>
#include <stdio.h>

#include "mw/picture/canvas.h"

static const double least_between_ticks = 64;

mw_time_axis mw_time_axis_make(double left, double width, double seconds)
{
    static const double steps[] = {0.005, 0.01, 0.02, 0.05,  0.1,   0.2,   0.5,   1,   2,
                                   5,     10,   20,   30,    60,    120,   300,   600, 1200,
                                   1800,  3600, 7200, 21600, 43200, 86400, 604800};
    const int count = sizeof steps / sizeof steps[0];
    int i = 0;
    while (i < count - 1 && steps[i] * width / seconds < least_between_ticks) {
        i++;
    }
    return (mw_time_axis){left, width, seconds, steps[i]};
}

double mw_time_axis_x(const mw_time_axis *axis, double seconds)
{
    return axis->left + axis->width * seconds / axis->seconds;
}

static int tick_count(const mw_time_axis *axis)
{
    return (int)floor(axis->seconds / axis->tick_s + 1e-9) + 1;
}

void mw_time_axis_grid(const mw_time_axis *axis, cairo_t *cairo, double top, double height)
{
    mw_set_color(cairo, MW_COLOR_GRID, 1);
    cairo_set_line_width(cairo, 1);
    for (int i = 0; i < tick_count(axis); i++) {
        double x = floor(mw_time_axis_x(axis, i * axis->tick_s)) + 0.5;
        cairo_move_to(cairo, x, top);
        cairo_line_to(cairo, x, top + height);
    }
    cairo_stroke(cairo);
}

void mw_time_axis_numbers(const mw_time_axis *axis, cairo_t *cairo, double y)
{
    int digits = axis->tick_s >= 1 ? 0 : axis->tick_s >= 0.1 ? 1 : axis->tick_s >= 0.01 ? 2 : 3;
    mw_set_font(cairo, 12, false);
    cairo_set_line_width(cairo, 1);
    for (int i = 0; i < tick_count(axis); i++) {
        char number[32];
        double x = mw_time_axis_x(axis, i * axis->tick_s);
        snprintf(number, sizeof number, "%.*f", i == 0 ? 0 : digits, i * axis->tick_s);
        mw_set_color(cairo, MW_COLOR_FRAME, 1);
        cairo_move_to(cairo, floor(x) + 0.5, y);
        cairo_line_to(cairo, floor(x) + 0.5, y + 5);
        cairo_stroke(cairo);
        mw_set_color(cairo, MW_COLOR_TEXT, 1);
        mw_text(cairo, x, y + 19, 0.5, 0, number);
    }
    mw_set_color(cairo, MW_COLOR_MUTED, 1);
    mw_text(cairo, axis->left - 12, y + 19, 1, 0, "seconds");
}
