/* SPDX-License-Identifier: Apache-2.0
 *
 * What inspect knows of a model, for programs. */
#ifndef MW_INSPECT_JSON_H
#define MW_INSPECT_JSON_H

#include <cjson/cJSON.h>

#include "mw/session.h"

enum { MW_MOST_OPERATORS = 256 };

/* The C names of the kernels and operators that a started session's model needs, each once, in one
 * order; names has room for MW_MOST_OPERATORS. Returns how many. */
uint32_t mw_inspect_kernels(const mw_session *session, const char **names);
uint32_t mw_inspect_operators(const mw_session *session, const char **names);

/* The report of a started session; the caller frees it. */
cJSON *mw_inspect_json(const mw_session *session);

#endif
