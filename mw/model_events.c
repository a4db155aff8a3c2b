/* SPDX-License-Identifier: Apache-2.0
 *
 * How a model's scores become events. See model_events.h. */
#include "mw/model_events.h"

#include <string.h>

#include "mw/model_settings.h"
#include "mw/tflite/model_writer.h"

static bool take(void *where, const char *key, const char *value)
{
    mw_model_events *events = where;
    if (strcmp(key, "threshold") == 0) {
        return mw_setting_number(value, 0, 255, &events->threshold);
    }
    if (strcmp(key, "average_ms") == 0) {
        return mw_setting_number(value, 1, 30000, &events->average_ms);
    }
    if (strcmp(key, "suppression_ms") == 0) {
        return mw_setting_number(value, 0, 1000000, &events->suppression_ms);
    }
    return true;
}

static const mw_model_settings settings = {
    .entry = MW_METADATA_EVENTS,
    .what = "its events'",
    .known = "threshold (0 to 255), average_ms (1 to 30000), suppression_ms (0 to 1000000)",
    .take = take,
};

mw_model_events mw_model_events_published(void)
{
    mw_recogniser_parameters published = mw_recogniser_defaults(1, 1, 250);
    return (mw_model_events){.threshold = published.threshold,
                             .average_ms = published.average_ms,
                             .suppression_ms = published.suppression_ms};
}

bool mw_model_events_read(const mw_model *model, const char *path, mw_model_events *events)
{
    *events = mw_model_events_published();
    return mw_model_settings_read(model, path, &settings, events, &events->said);
}
