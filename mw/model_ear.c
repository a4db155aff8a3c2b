/* SPDX-License-Identifier: Apache-2.0
 *
 * How a model wants to hear. See model_ear.h. */
#include "mw/model_ear.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mw/mw.h"
#include "mw/tflite/model_writer.h"

enum { MOST_LINE = 100, LONGEST_HOP_MS = 30, MOST_FRAMES = 100000 };

/* A whole number from least to most; false where the text is none. */
static bool read_number(const char *text, uint32_t least, uint32_t most, uint32_t *number)
{
    char *end = NULL;
    unsigned long value = strtoul(text, &end, 10);
    bool good = *text >= '0' && *text <= '9' && *end == 0 && value >= least && value <= most;
    *number = good ? (uint32_t)value : 0;
    return good;
}

/* Keys that are not known are a later version's. */
static bool take(mw_model_ear *wanted, const char *key, const char *value)
{
    uint32_t features;
    if (strcmp(key, "rules") == 0) {
        return mw_ear_take_rules(&wanted->ear, value);
    }
    if (strcmp(key, "hop_ms") == 0) {
        return read_number(value, 1, LONGEST_HOP_MS, &wanted->ear.hop_ms);
    }
    if (strcmp(key, "frames") == 0) {
        return read_number(value, 1, MOST_FRAMES, &wanted->frames);
    }
    if (strcmp(key, "features") == 0) {
        return read_number(value, MW_FRAME_FEATURES, MW_FRAME_FEATURES, &features);
    }
    return true;
}

static bool take_line(mw_model_ear *wanted, const char *at, size_t length)
{
    char line[MOST_LINE + 1];
    if (length > MOST_LINE) {
        return false;
    }
    memcpy(line, at, length);
    line[length] = 0;
    char *value = strchr(line, '=');
    if (!value) {
        return length == 0;
    }
    *value++ = 0;
    return take(wanted, line, value);
}

/* The model may come from anywhere: what cannot be printed is not sent to a terminal. */
static void refuse(const char *path, const char *at, size_t length)
{
    char shown[MOST_LINE + 1];
    length = length < MOST_LINE ? length : MOST_LINE;
    for (size_t i = 0; i < length; i++) {
        shown[i] = (unsigned char)at[i] < ' ' || at[i] == 0x7f ? '?' : at[i];
    }
    shown[length] = 0;
    mw_error("%s: its front end's setting '%s' makes no sense here: known are rules (tflm, "
             "microfrontend), hop_ms (1 to %d), frames, features (%d)",
             path, shown, LONGEST_HOP_MS, MW_FRAME_FEATURES);
}

bool mw_model_ear_read(const mw_session *session, mw_model_ear *wanted)
{
    uint32_t size = 0;
    const uint8_t *bytes = mw_model_metadata(&session->model, MW_METADATA_FRONT_END, &size);
    *wanted = (mw_model_ear){.said = bytes != NULL};
    const char *text = (const char *)bytes;
    for (uint32_t at = 0; at < size;) {
        const char *newline = memchr(text + at, '\n', size - at);
        uint32_t end = newline ? (uint32_t)(newline - text) : size;
        if (!take_line(wanted, text + at, end - at)) {
            refuse(session->path, text + at, end - at);
            return false;
        }
        at = end + 1;
    }
    return true;
}
