/* SPDX-License-Identifier: Apache-2.0
 *
 * The names of a model's outputs. See labels.h. */
#include "mw/labels.h"

#include <stdlib.h>
#include <string.h>

#include "milliwatt/recogniser.h"
#include "mw/mw.h"
#include "mw/tflite/model_writer.h"

static void add(mw_labels *labels, const char *name, size_t length)
{
    char **names = realloc(labels->names, (labels->count + 1U) * sizeof *names);
    if (!names || !(names[labels->count] = strndup(name, length))) {
        exit(mw_error("the labels do not fit into memory"));
    }
    labels->names = names;
    labels->count++;
}

static bool has(const mw_labels *labels, const char *name, size_t length)
{
    for (uint32_t i = 0; i < labels->count; i++) {
        if (strlen(labels->names[i]) == length && memcmp(labels->names[i], name, length) == 0) {
            return true;
        }
    }
    return false;
}

static bool split(const char *option, mw_labels *labels)
{
    for (const char *at = option;; at++) {
        at += strspn(at, " ");
        size_t length = strcspn(at, ",");
        size_t bare = length;
        while (bare > 0 && at[bare - 1] == ' ') {
            bare--;
        }
        if (bare == 0 || has(labels, at, bare) || labels->count == MW_MOST_LABELS) {
            mw_error("--labels '%s': %s", option,
                     bare == 0               ? "a name is empty"
                     : has(labels, at, bare) ? "a name is there twice"
                                             : "there are too many");
            return false;
        }
        add(labels, at, bare);
        at += length;
        if (*at == 0) {
            return true;
        }
    }
}

/* What is wrong with a name that a model brings along; NULL: nothing. A model may come from
 * anywhere, and its labels go to terminals and into C. */
static const char *fault_of(const mw_labels *labels, const char *name, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if ((unsigned char)name[i] < ' ' || name[i] == 0x7f) {
            return "has a character that cannot be printed";
        }
    }
    return length == 0                       ? "is empty"
           : has(labels, name, length)       ? "is there twice"
           : labels->count >= MW_MOST_LABELS ? "is one too many"
                                             : NULL;
}

bool mw_labels_of_model(const mw_session *session, mw_labels *labels)
{
    uint32_t size = 0;
    const char *text = (const char *)mw_model_metadata(&session->model, MW_METADATA_LABELS, &size);
    *labels = (mw_labels){0};
    for (uint32_t at = 0; text && at < size;) {
        const char *newline = memchr(text + at, '\n', size - at);
        uint32_t end = newline ? (uint32_t)(newline - text) : size;
        const char *fault = fault_of(labels, text + at, end - at);
        if (fault) {
            mw_error("%s: its label %u %s: name them with --labels", session->path, labels->count,
                     fault);
            mw_labels_free(labels);
            return false;
        }
        add(labels, text + at, end - at);
        at = end + 1;
    }
    return true;
}

static bool take_from_model(const mw_session *session, mw_labels *labels)
{
    if (!mw_labels_of_model(session, labels)) {
        return false;
    }
    if (labels->count == 0) {
        mw_error("%s does not say what its outputs are called: name them in their order, like "
                 "--labels silence,unknown,yes,no",
                 session->path);
    }
    return labels->count > 0;
}

bool mw_labels_find(const mw_session *session, const char *option, mw_labels *labels)
{
    *labels = (mw_labels){0};
    bool found = option ? split(option, labels) : take_from_model(session, labels);
    mw_tensor_info output;
    if (found && mw_output_info(&session->interpreter, 0, &output) == MW_OK &&
        output.bytes / mw_type_bytes(output.type) != labels->count) {
        mw_error("%s gives %u scores, but there are %u labels: name each, in the model's order",
                 session->path, output.bytes / mw_type_bytes(output.type), labels->count);
        found = false;
    }
    if (!found) {
        mw_labels_free(labels);
    }
    return found;
}

void mw_labels_free(mw_labels *labels)
{
    for (uint32_t i = 0; i < labels->count; i++) {
        free(labels->names[i]);
    }
    free(labels->names);
    *labels = (mw_labels){0};
}

bool mw_label_is_silence(const char *name)
{
    return strcmp(name, "silence") == 0 || strcmp(name, "_silence_") == 0;
}

bool mw_label_is_unknown(const char *name)
{
    return strcmp(name, "unknown") == 0 || strcmp(name, "_unknown_") == 0;
}

uint32_t mw_labels_of_events(const mw_labels *labels)
{
    uint32_t events = 0;
    for (uint32_t i = 0; i < labels->count && i < MW_RECOGNISER_LABELS; i++) {
        const char *name = labels->names[i];
        events |= (uint32_t)(!mw_label_is_silence(name) && !mw_label_is_unknown(name)) << i;
    }
    return events;
}

int32_t mw_labels_of_word(const mw_labels *labels, const char *word)
{
    bool silence = mw_label_is_silence(word) || strcmp(word, "_background_noise_") == 0;
    int32_t unknown = -1;
    for (uint32_t i = 0; i < labels->count; i++) {
        const char *name = labels->names[i];
        if (strcmp(name, word) == 0 || (silence && mw_label_is_silence(name))) {
            return (int32_t)i;
        }
        if (mw_label_is_unknown(name)) {
            unknown = (int32_t)i;
        }
    }
    return silence ? -1 : unknown;
}
