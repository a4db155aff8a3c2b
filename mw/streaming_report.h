/* SPDX-License-Identifier: Apache-2.0
 *
 * Tells what a model found in streams: as a text, in JSON, and the trade-off over thresholds. */
#ifndef MW_STREAMING_REPORT_H
#define MW_STREAMING_REPORT_H

#include "mw/options.h"
#include "mw/stream_tally.h"
#include "mw/streaming.h"

typedef struct mw_streaming_account {
    const char *model, *folder, *split; /* as the command line has them */
    const mw_streaming_options *options;
    const mw_streaming *streaming;
    const mw_event_options *events;
    const mw_stream_tally *tally; /* of events->threshold */
    const mw_stream_tally *sweep; /* [sweep_count] in the order of their thresholds */
    size_t sweep_count;
} mw_streaming_account;

/* They print the report and return the exit code. */
int mw_streaming_report_text(const mw_streaming_account *account);
int mw_streaming_report_json(const mw_streaming_account *account);

#endif
