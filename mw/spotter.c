/* SPDX-License-Identifier: Apache-2.0
 *
 * A model that judges words. See spotter.h. */
#include "mw/spotter.h"

#include <string.h>

#include "milliwatt/front_end.h"
#include "mw/model_ear.h"
#include "mw/mw.h"

static bool fits_front_end(mw_spotter *spotter)
{
    const mw_interpreter *interpreter = &spotter->session.interpreter;
    const char *path = spotter->session.path;
    mw_tensor_info input;
    mw_tensor_info output;
    if (mw_input_count(interpreter) != 1 || mw_output_count(interpreter) != 1 ||
        mw_input_info(interpreter, 0, &input) != MW_OK ||
        mw_output_info(interpreter, 0, &output) != MW_OK) {
        mw_error("%s has %u inputs and %u outputs; a model that listens has one of each", path,
                 mw_input_count(interpreter), mw_output_count(interpreter));
        return false;
    }
    if (input.type != MW_INT8 || output.type != MW_INT8) {
        mw_error("%s takes %s and gives %s; a model that listens takes and gives int8", path,
                 mw_type_name(input.type), mw_type_name(output.type));
        return false;
    }
    if (input.bytes == 0 || input.bytes % MW_FRAME_FEATURES != 0) {
        mw_error("%s takes %u bytes; a model that listens takes frames of %d features, so a "
                 "multiple of %d",
                 path, input.bytes, MW_FRAME_FEATURES, MW_FRAME_FEATURES);
        return false;
    }
    spotter->frames = input.bytes / MW_FRAME_FEATURES;
    return true;
}

static bool choose_ear(mw_spotter *spotter, const mw_ear *said)
{
    mw_model_ear wanted;
    if (!mw_model_ear_read(&spotter->session, &wanted)) {
        return false;
    }
    if (wanted.frames != 0 && wanted.frames != spotter->frames) {
        mw_error("%s takes %u frames, but says that it takes %u: its metadata is another model's",
                 spotter->session.path, spotter->frames, wanted.frames);
        return false;
    }
    spotter->ear = *said;
    mw_ear_complete(&spotter->ear, &wanted.ear);
    mw_ear_complete(&spotter->ear, &MW_EAR_DEFAULT);
    return true;
}

bool mw_spotter_open(mw_spotter *spotter, const char *path, const char *labels, const mw_ear *ear)
{
    *spotter = (mw_spotter){0};
    bool open = mw_session_plan(&spotter->session, path, MW_PROFILE_PORTABLE) &&
                mw_session_start(&spotter->session, -1) && fits_front_end(spotter) &&
                choose_ear(spotter, ear) &&
                mw_labels_find(&spotter->session, labels, &spotter->labels);
    if (!open) {
        mw_spotter_close(spotter);
    }
    return open;
}

void mw_spotter_close(mw_spotter *spotter)
{
    mw_labels_free(&spotter->labels);
    mw_session_end(&spotter->session);
}

mw_status mw_spotter_judge(mw_spotter *spotter, const int8_t *frames, const int8_t **scores)
{
    mw_interpreter *interpreter = &spotter->session.interpreter;
    memcpy(mw_input(interpreter, 0), frames, spotter->frames * MW_FRAME_FEATURES);
    *scores = mw_output(interpreter, 0);
    return mw_invoke(interpreter);
}
