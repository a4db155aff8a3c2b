/* SPDX-License-Identifier: Apache-2.0
 *
 * What was heard, in one picture: waveform, feature map, scores and events over one time axis. */
#ifndef MW_PICTURE_HEARING_PICTURE_H
#define MW_PICTURE_HEARING_PICTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mw/hearing.h"
#include "mw/labels.h"
#include "mw/picture/canvas.h"
#include "mw/sound/frames.h"
#include "mw/sound/sound.h"

typedef struct mw_hearing_picture {
    const char *sound_name;
    const mw_sound *sound;
    const mw_ear *ear;
    const int8_t *frames; /* [frame_count][MW_FRAME_FEATURES] */
    size_t frame_count;
    /* What a model made of it; all NULL: sound and features only. */
    const char *model_name;
    const mw_labels *labels;
    const mw_hearing *hearing;
} mw_hearing_picture;

/* False with one line on stderr where the file cannot be written. */
bool mw_hearing_picture_write(const mw_hearing_picture *picture, const char *path);

#endif
