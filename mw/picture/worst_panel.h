/* SPDX-License-Identifier: Apache-2.0
 *
 * A panel of the recordings that a model got furthest wrong: a card for each, with its name, what
 * it is, what was heard, and its feature map. */
#ifndef MW_PICTURE_WORST_PANEL_H
#define MW_PICTURE_WORST_PANEL_H

#include "mw/evaluation.h"
#include "mw/picture/canvas.h"

double mw_worst_panel_height(const mw_evaluation *evaluation);
void mw_draw_worst(cairo_t *cairo, double left, double top, double width,
                   const mw_evaluation *evaluation);

#endif
