/* SPDX-License-Identifier: Apache-2.0
 *
 * A panel over a time axis: the scores of each label, in a row of its own. */
#ifndef MW_PICTURE_SCORE_PANEL_H
#define MW_PICTURE_SCORE_PANEL_H

#include "mw/hearing.h"
#include "mw/labels.h"
#include "mw/picture/time_axis.h"

/* The colour of a label everywhere in the picture. */
uint32_t mw_color_of_label(const mw_hearing *hearing, uint32_t label);

double mw_score_panel_height(const mw_labels *labels);
void mw_draw_scores(cairo_t *cairo, const mw_time_axis *axis, double top, const mw_labels *labels,
                    const mw_hearing *hearing);

#endif
