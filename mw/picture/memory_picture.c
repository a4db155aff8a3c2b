/* SPDX-License-Identifier: Apache-2.0
 *
 * The picture of a model's arena: operators from left to right, addresses upward, a box for each
 * tensor as long as it is alive. */
#include "mw/picture/memory_picture.h"

#include <stdio.h>
#include <string.h>

enum { WIDTH = 960, HEIGHT = 520, LEFT = 84, RIGHT = 24, TOP = 64, BOTTOM = 118 };

/* Where times and addresses lie on the sheet. */
typedef struct scale {
    double left, bottom, per_time, per_byte;
    uint32_t operators, arena;
} scale;

static double x_of(const scale *s, uint32_t time)
{
    return s->left + s->per_time * time;
}

static double y_of(const scale *s, uint32_t offset)
{
    return s->bottom - s->per_byte * offset;
}

/* A round step that parts a range into 4 to 10. */
static uint32_t tick_step(uint32_t range)
{
    uint32_t step = 1;
    while (range / step > 10) {
        uint32_t digit = step;
        while (digit >= 10) {
            digit /= 10;
        }
        step = digit == 2 ? step / 2 * 5 : step * 2;
    }
    return step;
}

static void draw_axes(cairo_t *cairo, const scale *s)
{
    char text[32];
    double right = x_of(s, s->operators + 1);
    cairo_set_line_width(cairo, 1);
    mw_set_font(cairo, 10, false);
    uint32_t step = tick_step(s->arena);
    for (uint32_t at = 0; at <= s->arena; at += step) {
        mw_set_color(cairo, MW_COLOR_GRID, 1);
        cairo_move_to(cairo, s->left, y_of(s, at));
        cairo_line_to(cairo, right, y_of(s, at));
        cairo_stroke(cairo);
        mw_set_color(cairo, MW_COLOR_MUTED, 1);
        snprintf(text, sizeof text, "%u", at);
        mw_text(cairo, s->left - 8, y_of(s, at) + 3.5, 1, 0, text);
    }
    mw_set_color(cairo, MW_COLOR_MUTED, 1);
    mw_text(cairo, s->left - 8, TOP - 12, 1, 0, "bytes");
}

/* Operators' names on a slant under their columns, as many as are legible. */
static void draw_operators(cairo_t *cairo, const scale *s, const mw_session *session)
{
    uint32_t every = (uint32_t)(11 / s->per_time) + 1;
    mw_set_font(cairo, 9, false);
    for (uint32_t time = 0; time <= s->operators; time += every) {
        char text[64] = "input";
        if (time > 0) {
            snprintf(text, sizeof text, "%u %s", time - 1,
                     mw_operator_name(&session->model, time - 1));
        }
        cairo_save(cairo);
        cairo_translate(cairo, x_of(s, time) + s->per_time / 2 + 3, s->bottom + 12);
        cairo_rotate(cairo, -1.05);
        mw_set_color(cairo, MW_COLOR_MUTED, 1);
        mw_text(cairo, 0, 0, 1, 112, text);
        cairo_restore(cairo);
    }
}

static void draw_block(cairo_t *cairo, const scale *s, const mw_session *session,
                       const mw_memory_block *block, uint32_t color)
{
    double x = x_of(s, block->first);
    double y = y_of(s, block->offset + block->bytes);
    double width = x_of(s, block->last + 1) - x;
    double height = s->per_byte * block->bytes;
    char text[96];
    uint32_t length;
    const char *name = mw_model_tensor_name(&session->model, block->tensor, &length);
    cairo_rectangle(cairo, x + 0.5, y + 0.5, width - 1, height > 1.5 ? height - 1 : 0.5);
    mw_set_color(cairo, color, 0.32);
    cairo_fill_preserve(cairo);
    mw_set_color(cairo, color, 1);
    cairo_set_line_width(cairo, 0.8);
    cairo_stroke(cairo);
    mw_set_color(cairo, MW_COLOR_TEXT, 1);
    mw_set_font(cairo, 9, true);
    snprintf(text, sizeof text, "%u", block->bytes);
    if (height >= 12 && width >= mw_text_width(cairo, text) + 4) {
        mw_text(cairo, x + width / 2, y + height / 2 + (height >= 26 ? -1 : 3), 0.5, 0, text);
    }
    if (height >= 26 && width >= 48 && name) {
        mw_set_font(cairo, 8, false);
        snprintf(text, sizeof text, "%.*s", (int)(length < 90 ? length : 90), name);
        mw_text(cairo, x + width / 2, y + height / 2 + 10, 0.5, width - 6, text);
    }
}

static void draw_title(cairo_t *cairo, const mw_session *session)
{
    char text[160];
    const char *slash = strrchr(session->path, '/');
    mw_set_color(cairo, MW_COLOR_TEXT, 1);
    mw_set_font(cairo, 15, true);
    snprintf(text, sizeof text, "The arena of %s", slash ? slash + 1 : session->path);
    mw_text(cairo, LEFT, 26, 0, WIDTH - LEFT - RIGHT, text);
    mw_set_font(cairo, 10.5, false);
    mw_set_color(cairo, MW_COLOR_MUTED, 1);
    snprintf(
        text, sizeof text,
        "%u bytes; plan %u, state %u; profile %s. Each box is a tensor, as long as it is alive.",
        session->sizes.arena, session->sizes.plan, session->sizes.state,
        mw_profile_name(session->profile));
    mw_text(cairo, LEFT, 43, 0, WIDTH - LEFT - RIGHT, text);
}

bool mw_memory_picture(const mw_session *session, const mw_memory_block *blocks, uint32_t count,
                       const char *path)
{
    mw_canvas canvas;
    if (!mw_canvas_open(&canvas, path, WIDTH, HEIGHT)) {
        return false;
    }
    uint32_t operators = mw_model_operator_count(&session->model);
    uint32_t arena = session->sizes.arena ? session->sizes.arena : 1;
    scale s = {LEFT,
               HEIGHT - BOTTOM,
               (double)(WIDTH - LEFT - RIGHT) / (operators + 1),
               (double)(HEIGHT - BOTTOM - TOP) / arena,
               operators,
               arena};
    draw_title(canvas.cairo, session);
    draw_axes(canvas.cairo, &s);
    draw_operators(canvas.cairo, &s, session);
    for (uint32_t i = 0; i < count; i++) {
        draw_block(canvas.cairo, &s, session, &blocks[i], mw_label_color(i));
    }
    return mw_canvas_close(&canvas);
}
