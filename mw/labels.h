/* SPDX-License-Identifier: Apache-2.0
 *
 * The names of a model's outputs. */
#ifndef MW_LABELS_H
#define MW_LABELS_H

#include <stdbool.h>
#include <stdint.h>

#include "mw/session.h"

enum { MW_MOST_LABELS = 1000 };

typedef struct mw_labels {
    uint32_t count;
    char **names; /* malloc'd */
} mw_labels;

/* The labels of a started model's first output: those of the option (parted by commas; NULL: not
 * given), else those that the model brings along. False with one line on stderr when there are
 * none, or not as many as the model has scores. */
bool mw_labels_find(const mw_session *session, const char *option, mw_labels *labels);

/* The labels that a planned model brings along (metadata entry milliwatt_labels, mw/tflite/
 * model_writer.h has the format); none of them: count 0. False with one line on stderr where the
 * entry makes no sense. */
bool mw_labels_of_model(const mw_session *session, mw_labels *labels);
void mw_labels_free(mw_labels *labels);

/* "silence" and "unknown", also as "_silence_" and "_unknown_", are no events. */
bool mw_label_is_silence(const char *name);
bool mw_label_is_unknown(const char *name);

/* The labels that give events, as bits: of the first MW_RECOGNISER_LABELS. */
uint32_t mw_labels_of_events(const mw_labels *labels);

/* Index of the label of a spoken word: the one of its name, else "unknown", else -1: the model was
 * not made to judge that word. The word of silence may be "_background_noise_" as well. */
int32_t mw_labels_of_word(const mw_labels *labels, const char *word);

#endif
