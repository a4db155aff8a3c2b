/* SPDX-License-Identifier: Apache-2.0
 *
 * A picture in a file, by cairo: PNG or SVG as the file's name ends, text that fits, and the
 * colours that all pictures share. Lengths are in points; a PNG has two pixels a point. */
#ifndef MW_PICTURE_CANVAS_H
#define MW_PICTURE_CANVAS_H

#include <cairo.h>
#include <stdbool.h>
#include <stdint.h>

#include "mw/file.h"

enum { MW_PIXELS_PER_POINT = 2 };

typedef struct mw_canvas {
    const char *path;
    mw_file file;
    int write_error; /* errno of the first write that failed */
    cairo_surface_t *surface;
    cairo_t *cairo;
} mw_canvas;

/* Whether a file's name says which format it shall have: .png or .svg. */
bool mw_picture_has_format(const char *path);

/* A white canvas, and the finished file; both false with one line on stderr where that cannot be
 * written, and then nothing is left behind. */
bool mw_canvas_open(mw_canvas *canvas, const char *path, double width, double height);
bool mw_canvas_close(mw_canvas *canvas);

/* 0xrrggbb. Event labels take mw_label_color, which colour-blind people can tell apart (the set of
 * Okabe and Ito, "Color Universal Design", 2008); what is never an event is grey. */
enum {
    MW_COLOR_TEXT = 0x1c2430,
    MW_COLOR_MUTED = 0x68717f,
    MW_COLOR_GRID = 0xe3e7ec,
    MW_COLOR_FRAME = 0xb4bcc7,
    MW_COLOR_INK = 0x3d5068,
    MW_COLOR_NO_EVENT = 0x8b939e
};
uint32_t mw_label_color(uint32_t event_index);
void mw_set_color(cairo_t *cairo, uint32_t rgb, double opacity);

/* Text whose left end (align 0), middle (0.5) or right end (1) is at x, its base line at y; cut
 * short with an ellipsis to at most `most` wide (0: as wide as it is). Returns its width. What is
 * no UTF-8 is shown as question marks. */
double mw_text(cairo_t *cairo, double x, double y, double align, double most, const char *text);
double mw_text_width(cairo_t *cairo, const char *text);
void mw_set_font(cairo_t *cairo, double size, bool bold);

#endif
