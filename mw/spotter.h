/* SPDX-License-Identifier: Apache-2.0
 *
 * A model that judges words: a window of frames in, a score for each label out. What mw listen and
 * mw evaluate ask of a model is checked here. */
#ifndef MW_SPOTTER_H
#define MW_SPOTTER_H

#include <stdbool.h>
#include <stdint.h>

#include "mw/labels.h"
#include "mw/session.h"
#include "mw/sound/frames.h"

typedef struct mw_spotter {
    mw_session session;
    mw_labels labels;
    mw_ear ear;      /* how it hears */
    uint32_t frames; /* of its window */
} mw_spotter;

/* False with one line on stderr: a model that cannot run or does not fit the front end, or labels
 * that do not fit the model. labels: the option, or NULL; ear: what options say. What they leave
 * open the model says, or it is the default. */
bool mw_spotter_open(mw_spotter *spotter, const char *path, const char *labels, const mw_ear *ear);
void mw_spotter_close(mw_spotter *spotter);

/* Judges `frames` frames that lie one after another. The scores, one a label, are good until the
 * next call. State goes on from call to call; mw_reset of its interpreter forgets it. */
mw_status mw_spotter_judge(mw_spotter *spotter, const int8_t *frames, const int8_t **scores);

#endif
