/* SPDX-License-Identifier: Apache-2.0
 *
 * A picture in a file. See canvas.h. */
#include "mw/picture/canvas.h"

#include <cairo-svg.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "mw/mw.h"

static bool ends_in(const char *path, const char *ending)
{
    size_t length = strlen(path);
    return length > strlen(ending) && strcasecmp(path + length - strlen(ending), ending) == 0;
}

bool mw_picture_has_format(const char *path)
{
    return ends_in(path, ".png") || ends_in(path, ".svg");
}

static cairo_status_t write_bytes(void *canvas, const unsigned char *bytes, unsigned int size)
{
    mw_canvas *to = canvas;
    errno = 0;
    if (fwrite(bytes, 1, size, to->file.stream) == size) {
        return CAIRO_STATUS_SUCCESS;
    }
    to->write_error = to->write_error ? to->write_error : errno ? errno : EIO;
    return CAIRO_STATUS_WRITE_ERROR;
}

bool mw_canvas_open(mw_canvas *canvas, const char *path, double width, double height)
{
    *canvas = (mw_canvas){.path = path};
    if (!mw_file_open(&canvas->file, path)) {
        return false;
    }
    const int scale = MW_PIXELS_PER_POINT;
    bool svg = ends_in(path, ".svg");
    canvas->surface = svg ? cairo_svg_surface_create_for_stream(write_bytes, canvas, width, height)
                          : cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)width * scale,
                                                       (int)height * scale);
    canvas->cairo = cairo_create(canvas->surface);
    if (!svg) {
        cairo_scale(canvas->cairo, scale, scale);
    }
    mw_set_color(canvas->cairo, 0xffffff, 1);
    cairo_paint(canvas->cairo);
    return true;
}

bool mw_canvas_close(mw_canvas *canvas)
{
    cairo_status_t status = cairo_status(canvas->cairo);
    bool png = cairo_surface_get_type(canvas->surface) == CAIRO_SURFACE_TYPE_IMAGE;
    cairo_destroy(canvas->cairo);
    if (png && status == CAIRO_STATUS_SUCCESS) {
        status = cairo_surface_write_to_png_stream(canvas->surface, write_bytes, canvas);
    }
    cairo_surface_finish(canvas->surface); /* writes the SVG */
    if (status == CAIRO_STATUS_SUCCESS) {
        status = cairo_surface_status(canvas->surface);
    }
    cairo_surface_destroy(canvas->surface);
    if (status == CAIRO_STATUS_SUCCESS && !canvas->write_error) {
        return mw_file_close(&canvas->file);
    }
    mw_error("picture %s cannot be written: %s", canvas->path,
             canvas->write_error ? strerror(canvas->write_error) : cairo_status_to_string(status));
    mw_file_abandon(&canvas->file);
    return false;
}

uint32_t mw_label_color(uint32_t event_index)
{
    static const uint32_t colors[] = {0x0072b2, 0xd55e00, 0x009e73, 0xcc79a7, 0xe69f00, 0x56b4e9};
    return colors[event_index % (sizeof colors / sizeof colors[0])];
}

void mw_set_color(cairo_t *cairo, uint32_t rgb, double opacity)
{
    cairo_set_source_rgba(cairo, (rgb >> 16 & 255) / 255.0, (rgb >> 8 & 255) / 255.0,
                          (rgb & 255) / 255.0, opacity);
}

void mw_set_font(cairo_t *cairo, double size, bool bold)
{
    cairo_select_font_face(cairo, "sans-serif", CAIRO_FONT_SLANT_NORMAL,
                           bold ? CAIRO_FONT_WEIGHT_BOLD : CAIRO_FONT_WEIGHT_NORMAL);
    cairo_set_font_size(cairo, size);
}

/* How many bytes follow the first one of a UTF-8 character; -1: this is none. */
static int bytes_that_follow(unsigned char first)
{
    return first < 0x80                    ? 0
           : first >= 0xc2 && first < 0xe0 ? 1
           : first >= 0xe0 && first < 0xf0 ? 2
           : first >= 0xf0 && first < 0xf5 ? 3
                                           : -1;
}

static bool is_utf8(const char *text)
{
    for (const unsigned char *at = (const unsigned char *)text; *at; at++) {
        int more = bytes_that_follow(*at);
        bool bad = more < 0 || *at < 0x20 || (*at == 0xe0 && at[1] < 0xa0) ||
                   (*at == 0xed && at[1] > 0x9f) || (*at == 0xf0 && at[1] < 0x90) ||
                   (*at == 0xf4 && at[1] > 0x8f);
        for (; more > 0 && !bad; more--) {
            bad = (*++at & 0xc0) != 0x80;
        }
        if (bad) {
            return false;
        }
    }
    return true;
}

/* A copy that cairo will take. */
static char *cleaned(const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = malloc(size + strlen("…"));
    if (!copy) {
        exit(mw_error("%zu bytes of text do not fit into memory", size));
    }
    memcpy(copy, text, size);
    bool plain = is_utf8(text);
    for (char *at = copy; *at && !plain; at++) {
        if ((unsigned char)*at < 0x20 || (unsigned char)*at >= 0x80) {
            *at = '?';
        }
    }
    return copy;
}

static double width_of(cairo_t *cairo, const char *clean)
{
    cairo_text_extents_t extents;
    cairo_text_extents(cairo, clean, &extents);
    return extents.x_advance;
}

double mw_text_width(cairo_t *cairo, const char *text)
{
    char *clean = cleaned(text);
    double width = width_of(cairo, clean);
    free(clean);
    return width;
}

double mw_text(cairo_t *cairo, double x, double y, double align, double most, const char *text)
{
    char *clean = cleaned(text);
    double width = width_of(cairo, clean);
    size_t length = strlen(clean);
    while (most > 0 && width > most && length > 0) {
        do {
            length--;
        } while (length > 0 && (clean[length] & 0xc0) == 0x80); /* whole characters */
        strcpy(clean + length, "…");
        width = width_of(cairo, clean);
    }
    cairo_move_to(cairo, x - align * width, y);
    cairo_show_text(cairo, clean);
    free(clean);
    return width;
}
