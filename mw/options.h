/* SPDX-License-Identifier: Apache-2.0
 *
 * Options that several commands share: numbers in a range, and how a recogniser makes events of
 * scores. */
#ifndef MW_OPTIONS_H
#define MW_OPTIONS_H

#include <argp.h>
#include <stdbool.h>
#include <stdint.h>

#include "milliwatt/recogniser.h"

/* The whole number that an option was given; a usage error where it is none from least to most. */
uint32_t mw_option_number(struct argp_state *state, const char *name, const char *text,
                          uint32_t least, uint32_t most);

/* --every-ms, --threshold, --average-ms and --suppression-ms. */
typedef struct mw_event_options {
    uint32_t every_ms, average_ms, suppression_ms;
    uint32_t threshold;
    bool may_sweep; /* the command takes --threshold LOW:HIGH:STEP, too */
    bool sweeps;    /* that was given: */
    uint32_t low, high, step;
} mw_event_options;

/* None of them given, but a period of 250 ms. */
mw_event_options mw_event_options_default(void);

/* Takes what was not given from a model's file, or the published numbers where that does not say.
 * False with one line on stderr where what it says makes no sense; a file that is no model is left
 * to whoever opens it next. */
bool mw_event_options_complete(mw_event_options *options, const char *model);

/* For a command's argp children; its input is an mw_event_options. */
extern const struct argp mw_event_argp;

/* The parameters of a recogniser for labels of which event_labels (bits) give events. */
mw_recogniser_parameters mw_event_parameters(const mw_event_options *options, uint32_t labels,
                                             uint32_t event_labels, uint32_t threshold);

#endif
