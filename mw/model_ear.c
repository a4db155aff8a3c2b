/* SPDX-License-Identifier: Apache-2.0
 *
 * How a model wants to hear. See model_ear.h. */
#include "mw/model_ear.h"

#include <string.h>

#include "mw/model_settings.h"
#include "mw/tflite/model_writer.h"

enum { LONGEST_HOP_MS = 30, MOST_FRAMES = 100000 };

static bool take(void *where, const char *key, const char *value)
{
    mw_model_ear *wanted = where;
    uint32_t features;
    if (strcmp(key, "rules") == 0) {
        return mw_ear_take_rules(&wanted->ear, value);
    }
    if (strcmp(key, "hop_ms") == 0) {
        return mw_setting_number(value, 1, LONGEST_HOP_MS, &wanted->ear.hop_ms);
    }
    if (strcmp(key, "frames") == 0) {
        return mw_setting_number(value, 1, MOST_FRAMES, &wanted->frames);
    }
    if (strcmp(key, "features") == 0) {
        return mw_setting_number(value, MW_FRAME_FEATURES, MW_FRAME_FEATURES, &features);
    }
    return true;
}

static const mw_model_settings settings = {
    .entry = MW_METADATA_FRONT_END,
    .what = "its front end's",
    .known = "rules (tflm, microfrontend), hop_ms (1 to 30), frames, features (40)",
    .take = take,
};

bool mw_model_ear_read(const mw_session *session, mw_model_ear *wanted)
{
    *wanted = (mw_model_ear){0};
    return mw_model_settings_read(&session->model, session->path, &settings, wanted, &wanted->said);
}
