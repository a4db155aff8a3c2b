/* SPDX-License-Identifier: Apache-2.0
 *
 * Tells how often a model was right: as a text, or in JSON. */
#ifndef MW_ACCURACY_REPORT_H
#define MW_ACCURACY_REPORT_H

#include "mw/tally.h"

typedef struct mw_accuracy {
    const char *model, *folder, *split; /* as the command line has them */
    const mw_evaluation *evaluation;
    const mw_tally *tally;
} mw_accuracy;

/* They print the report and return the exit code. */
int mw_accuracy_report_text(const mw_accuracy *accuracy);
int mw_accuracy_report_json(const mw_accuracy *accuracy);

#endif
