/* SPDX-License-Identifier: Apache-2.0
 *
 * The pipeline behind the front end: frames -> a model's scores every so often -> events. It runs
 * when the firmware (apps/yes_no) runs: the first inference is at the frame that fills the model's
 * window, and each further one at the first frame that is complete period_ms or more after the one
 * before was due. So desk and chip give the same scores at the same times. */
#ifndef MW_HEARING_H
#define MW_HEARING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "milliwatt/recogniser.h"
#include "mw/sound/frames.h"
#include "mw/spotter.h"

/* One inference: the window of sound that ends at time_ms. */
typedef struct mw_moment {
    uint32_t time_ms;
    mw_recogniser_top top; /* of the averages; score 0: too few scores yet */
    bool event;            /* of label top.label begins */
} mw_moment;

typedef struct mw_hearing {
    uint32_t window_ms; /* of sound, that each inference looks at */
    size_t count;
    mw_moment *moments; /* [count] */
    uint8_t *scores;    /* [count][labels], 0 .. 255 */
    mw_recogniser_parameters parameters;
} mw_hearing;

/* When inferences are due. */
typedef struct mw_hearing_clock {
    uint32_t period_ms, due_ms;
    bool started;
} mw_hearing_clock;

mw_hearing_clock mw_hearing_clock_start(uint32_t period_ms);

/* Asked at each frame, from the one on that fills the window: whether an inference is due. */
bool mw_hearing_clock_is_due(mw_hearing_clock *clock, uint32_t frame_end_ms);

/* Starts a recogniser; false with one line on stderr where it refuses the parameters. */
bool mw_hearing_start(mw_recogniser *recogniser, const mw_recogniser_parameters *parameters);

/* False with one line on stderr: parameters that the recogniser refuses, a model that fails. */
bool mw_hearing_run(mw_spotter *spotter, const int8_t *frames, size_t frame_count,
                    const mw_recogniser_parameters *parameters, mw_hearing *hearing);
void mw_hearing_free(mw_hearing *hearing);

#endif
