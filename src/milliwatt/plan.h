/* SPDX-License-Identifier: Apache-2.0
 *
 * Making a plan: all that set-up finds out about a model, once.
 *
 * Two steps: mw_plan_measure counts and needs no memory; mw_plan_make proves every node and fills
 * the caller's memory, in which it also lays out the arena. The bytes are the same on a desk and on
 * a chip for the same profile, so a plan may as well be made beforehand (`mw plan`) and lie in
 * flash. plan_format.h has what they mean. */
#ifndef MW_PLAN_H
#define MW_PLAN_H

#include <stddef.h>
#include <stdint.h>

#include "milliwatt/model.h"
#include "milliwatt/operator.h"
#include "milliwatt/profile.h"
#include "milliwatt/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Exact bytes: that many work, one less is refused. The same on every CPU and through a patch
 * release. */
typedef struct mw_sizes {
    uint32_t plan, state, arena;
} mw_sizes;

/* How many bytes mw_plan_make will need. MW_UNSUPPORTED where an operator is not in the list or
 * asks for what it does not have, MW_BAD_MODEL where the model contradicts itself. A few faults are
 * only found by mw_plan_make. */
mw_status mw_plan_measure(const mw_model *model, mw_operators operators, mw_profile profile,
                          uint32_t *plan_bytes, mw_diagnostic *why);

/* Makes the plan in memory of the caller, aligned to 8. Its content is undefined on failure. */
mw_status mw_plan_make(const mw_model *model, mw_operators operators, mw_profile profile,
                       void *plan, size_t plan_bytes, mw_diagnostic *why);

/* The sizes that mw_interpreter_init asks for. */
mw_sizes mw_plan_sizes(const void *plan);

/* Whether the plan was made for just these bytes: compares a digest of all of them.
 * MW_BAD_ARGUMENT where it was not. */
mw_status mw_plan_verify(const void *plan, const void *model, size_t model_bytes,
                         mw_diagnostic *why);

#ifdef __cplusplus
}
#endif
#endif
