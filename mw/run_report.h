/* SPDX-License-Identifier: Apache-2.0
 *
 * What mw run prints of a model's outputs: numbers, labels with their scores, or JSON. */
#ifndef MW_RUN_REPORT_H
#define MW_RUN_REPORT_H

#include <cjson/cJSON.h>

#include "mw/labels.h"
#include "mw/session.h"

/* One line for the outputs of an invocation: the greatest scores by their labels where those are
 * known (labels may be NULL), else the numbers. */
void mw_run_print(const mw_session *session, const mw_labels *labels);

/* The outputs of an invocation: an array of arrays of numbers. */
cJSON *mw_run_json(const mw_session *session);

#endif
