/* SPDX-License-Identifier: Apache-2.0
 *
 * Time from left to right, the same for all panels of a picture. */
#ifndef MW_PICTURE_TIME_AXIS_H
#define MW_PICTURE_TIME_AXIS_H

#include <cairo.h>

typedef struct mw_time_axis {
    double left, width; /* where 0 s is, and how wide the whole time is */
    double seconds;
    double tick_s; /* from one tick to the next */
} mw_time_axis;

mw_time_axis mw_time_axis_make(double left, double width, double seconds);
double mw_time_axis_x(const mw_time_axis *axis, double seconds);

/* Lines through a panel at each tick; and the ticks' numbers below `y`. */
void mw_time_axis_grid(const mw_time_axis *axis, cairo_t *cairo, double top, double height);
void mw_time_axis_numbers(const mw_time_axis *axis, cairo_t *cairo, double y);

#endif
