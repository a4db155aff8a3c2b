/* SPDX-License-Identifier: Apache-2.0
 *
 * The names of a model's outputs. See labels.h. */
#include "mw/labels.h"

#include <stdlib.h>
#include <string.h>

#include "mw/mw.h"

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

/* Models do not bring labels along yet: this is the place to read them from their metadata. */
static bool take_from_model(const mw_session *session, mw_labels *labels)
{
    (void)labels;
    mw_error("%s does not say what its outputs are called: name them in their order, like "
             "--labels silence,unknown,yes,no",
             session->path);
    return false;
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
