/* SPDX-License-Identifier: Apache-2.0
 *
 * Events in streams (streaming.h), counted for one threshold of the recogniser.
 *
 * Each recording has its turn: from its first sample to the next one's. A word that is a label is
 * found when an event with its label begins in its turn, and missed when none does. Every other
 * event is false: the wrong label, a second one for one word, one on another word or in a gap. */
#ifndef MW_STREAM_TALLY_H
#define MW_STREAM_TALLY_H

#include <stddef.h>
#include <stdint.h>

#include "milliwatt/recogniser.h"
#include "mw/streaming.h"

typedef struct mw_stream_counts {
    size_t found, missed;
    size_t false_events; /* with this label */
    size_t noise_events; /* with this label, in streams of noise alone */
} mw_stream_counts;

typedef struct mw_stream_tally {
    mw_recogniser_parameters parameters;
    mw_stream_counts labels[MW_RECOGNISER_LABELS];
    mw_stream_counts all;
    size_t others, others_lit; /* recordings of other words; those with an event in their turn */
    uint32_t delay_ms;         /* median, from a found recording's first sample to its event */
} mw_stream_tally;

/* False with one line on stderr where the recogniser refuses the parameters. */
bool mw_stream_tally_count(const mw_streaming *streaming,
                           const mw_recogniser_parameters *parameters, mw_stream_tally *tally);

double mw_stream_false_per_hour(const mw_streaming *streaming, const mw_stream_tally *tally);

#endif
