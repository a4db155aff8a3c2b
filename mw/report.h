/* SPDX-License-Identifier: Apache-2.0
 *
 * What a command prints on stdout: readable text, or JSON where --json is given. A disk that is
 * full is noticed. */
#ifndef MW_REPORT_H
#define MW_REPORT_H

#include <cjson/cJSON.h>

/* Prints the object, a newline, and frees it; returns the exit code. */
int mw_report_json(cJSON *object);

/* Ends a report of text: the exit code, MW_EXIT_FAILED with one line on stderr when stdout could
 * not be written. */
int mw_report_end(void);

#endif
