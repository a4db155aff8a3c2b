/* SPDX-License-Identifier: Apache-2.0
 *
 * Settings that a model brings along: an entry of its metadata with key=value lines
 * (mw/tflite/model_writer.h has the entries). */
#ifndef MW_MODEL_SETTINGS_H
#define MW_MODEL_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "milliwatt.h"

typedef struct mw_model_settings {
    const char *entry; /* of the metadata */
    const char *what;  /* "its front end's" */
    const char *known; /* the keys and their ranges, for a message */
    /* Takes a line's key and value into where; false where that makes no sense. Keys that are not
     * known are a later version's, and taken. */
    bool (*take)(void *where, const char *key, const char *value);
} mw_model_settings;

/* Reads an entry of an opened model into where, line by line; *said: there is one. False with one
 * line on stderr where it makes no sense. */
bool mw_model_settings_read(const mw_model *model, const char *path,
                            const mw_model_settings *settings, void *where, bool *said);

/* A whole number from least to most; false where the text is none. */
bool mw_setting_number(const char *text, uint32_t least, uint32_t most, uint32_t *number);

#endif
