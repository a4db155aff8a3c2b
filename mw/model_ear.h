/* SPDX-License-Identifier: Apache-2.0
 *
 * How a model wants to hear: the front end that it was trained with, as the entry
 * milliwatt_front_end of its metadata tells (mw/tflite/model_writer.h has the format). With it no
 * option need be given; an option that is given wins. */
#ifndef MW_MODEL_EAR_H
#define MW_MODEL_EAR_H

#include <stdbool.h>
#include <stdint.h>

#include "mw/session.h"
#include "mw/sound/frames.h"

typedef struct mw_model_ear {
    mw_ear ear;      /* what is not said is 0 and NULL */
    uint32_t frames; /* of the model's window; 0: not said */
    bool said;       /* there is such an entry */
} mw_model_ear;

/* Reads the entry of a planned model. False with one line on stderr where it makes no sense. */
bool mw_model_ear_read(const mw_session *session, mw_model_ear *wanted);

#endif
