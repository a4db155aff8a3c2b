/* SPDX-License-Identifier: Apache-2.0
 *
 * How a model's scores become events: what its recipe found best for the recogniser, as the entry
 * milliwatt_events of its metadata tells; the published numbers where it does not. An option that
 * is given wins. */
#ifndef MW_MODEL_EVENTS_H
#define MW_MODEL_EVENTS_H

#include <stdbool.h>
#include <stdint.h>

#include "milliwatt.h"

/* milliwatt/recogniser.h has what they mean. */
typedef struct mw_model_events {
    uint32_t threshold; /* of 255 */
    uint32_t average_ms, suppression_ms;
    bool said; /* there is such an entry */
} mw_model_events;

/* The published numbers. */
mw_model_events mw_model_events_published(void);

/* Reads the entry of an opened model over the published numbers. False with one line on stderr
 * where it makes no sense. */
bool mw_model_events_read(const mw_model *model, const char *path, mw_model_events *events);

#endif
