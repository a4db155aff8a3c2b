/* SPDX-License-Identifier: Apache-2.0
 *
 * A model ready to run on the desk: opened, planned for a profile, with memory. */
#ifndef MW_SESSION_H
#define MW_SESSION_H

#include "milliwatt.h"

/* All operators and kernels that mw has. */
extern const mw_operators mw_all_operators;
extern const mw_kernels mw_all_kernels;

typedef struct mw_session {
    const char *path;
    uint8_t *bytes; /* the file */
    size_t size;
    mw_model model;
    mw_profile profile;
    void *plan;
    mw_sizes sizes;
    void *state, *arena;
    mw_interpreter interpreter;
} mw_session;

/* Opens and plans the model of a file; false with one line on stderr that tells what is wrong and
 * where, an operator that is not built in by its name, version and types. */
bool mw_session_plan(mw_session *session, const char *path, mw_profile profile);

/* Gives a planned model memory and an interpreter; the arena has arena_bytes, or what is needed
 * where that is negative. */
bool mw_session_start(mw_session *session, int64_t arena_bytes);

/* Frees it all; also what failed half way. */
void mw_session_end(mw_session *session);

/* The operator of mw_all_operators that an operator of a model is; NULL where there is none. And
 * the C name of number index of that list, "conv_2d_s8" for mw_op_conv_2d_s8. */
const mw_operator *mw_find_operator(const mw_model *model, uint32_t index);
const char *mw_operator_symbol(uint32_t index);

/* Names: of a profile ("cortex-m4"; NULL in, false out), a type ("int8"), a builtin operator
 * ("CONV_2D"), a kernel ("conv_2d_s8") and a variant ("reference"). Unknown numbers get a name that
 * shows them, good until the next call. */
bool mw_profile_from_name(const char *name, mw_profile *profile);
const char *mw_profile_name(mw_profile profile);
const char *mw_type_name(uint32_t type);
const char *mw_builtin_name(int32_t code);
const char *mw_kernel_name(uint32_t id);
const char *mw_variant_name(uint32_t variant);

/* All profiles' names, parted by ", ". */
const char *mw_profile_list(void);

/* The name of an operator of a model: builtin or custom. */
const char *mw_operator_name(const mw_model *model, uint32_t index);

/* Multiply-accumulates of one invocation. */
uint64_t mw_count_macs(const mw_model *model);
uint64_t mw_count_operator_macs(const mw_model *model, uint32_t index);

#endif
