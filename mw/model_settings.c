/* SPDX-License-Identifier: Apache-2.0
 *
 * Settings that a model brings along. See model_settings.h. */
#include "mw/model_settings.h"

#include <stdlib.h>
#include <string.h>

#include "mw/mw.h"

enum { MOST_LINE = 100 };

bool mw_setting_number(const char *text, uint32_t least, uint32_t most, uint32_t *number)
{
    char *end = NULL;
    unsigned long value = strtoul(text, &end, 10);
    bool good = *text >= '0' && *text <= '9' && *end == 0 && value >= least && value <= most;
    *number = good ? (uint32_t)value : 0;
    return good;
}

static bool take_line(const mw_model_settings *settings, void *where, const char *at, size_t length)
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
    return settings->take(where, line, value);
}

/* The model may come from anywhere: what cannot be printed is not sent to a terminal. */
static void refuse(const char *path, const mw_model_settings *settings, const char *at,
                   size_t length)
{
    char shown[MOST_LINE + 1];
    length = length < MOST_LINE ? length : MOST_LINE;
    for (size_t i = 0; i < length; i++) {
        shown[i] = (unsigned char)at[i] < ' ' || at[i] == 0x7f ? '?' : at[i];
    }
    shown[length] = 0;
    mw_error("%s: %s setting '%s' makes no sense here: known are %s", path, settings->what, shown,
             settings->known);
}

bool mw_model_settings_read(const mw_model *model, const char *path,
                            const mw_model_settings *settings, void *where, bool *said)
{
    uint32_t size = 0;
    const char *text = (const char *)mw_model_metadata(model, settings->entry, &size);
    *said = text != NULL;
    for (uint32_t at = 0; at < size;) {
        const char *newline = memchr(text + at, '\n', size - at);
        uint32_t end = newline ? (uint32_t)(newline - text) : size;
        if (!take_line(settings, where, text + at, end - at)) {
            refuse(path, settings, text + at, end - at);
            return false;
        }
        at = end + 1;
    }
    return true;
}
