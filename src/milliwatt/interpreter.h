/* SPDX-License-Identifier: Apache-2.0
 *
 * The interpreter: walks a plan and calls its kernels.
 *
 * It links nothing of model/, ops/ and plan/: an image whose plan was made beforehand
 * (`mw plan`) has only the interpreter and the kernels that it names. */
#ifndef MW_INTERPRETER_H
#define MW_INTERPRETER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "milliwatt/kernel.h"
#include "milliwatt/plan_format.h"
#include "milliwatt/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The caller's; the members are this library's. It holds pointers to the caller's memory and
 * none into itself, so it may be moved. */
typedef struct mw_interpreter {
    uintptr_t base[MW_REGIONS]; /* where each region begins; 0 for "none" */
    mw_kernels kernels;
    uint32_t next;            /* the node that mw_invoke_nodes goes on with, */
    uint32_t next_offset;     /* where it stands in the plan, */
    uint32_t next_parameters; /* and its parameters */
} mw_interpreter;

/* An input or output: its shape, type and scale. */
typedef struct mw_tensor_info {
    uint32_t bytes;
    uint8_t type; /* mw_type of model.h */
    uint8_t rank;
    int32_t zero_point;
    uint32_t scale_bits; /* of a float32; 0: not quantised. milliwatt/scale.h converts it */
    int32_t dims[6];     /* outermost first; rank of them */
} mw_tensor_info;

/* A node of the plan. */
typedef struct mw_node_info {
    uint16_t kernel;         /* its id */
    uint8_t variant;         /* mwi_variant of kernels/variant.h */
    uint32_t operator_index; /* which operator of the model's main subgraph it computes */
    uint32_t places;         /* how many tensors and arrays it works on */
    uint32_t parameter_bytes;
    const void *parameters; /* its struct of kernels/parameters.h, in the plan */
} mw_node_info;

/* Joins a model, its plan and memory. All pointers are the caller's and must outlive the
 * interpreter; plan, model, state and arena are aligned to 8, and may be NULL where their size
 * is 0. The sizes are those that mw_plan_sizes tells; a byte less is refused with MW_NO_MEMORY
 * and the number needed. Checks that the plan belongs to the model (size, identifier and some
 * words of it; mw_plan_verify compares all), that this CPU runs its profile and that its kernels
 * are all there; a plan is otherwise trusted as code is. Ends with mw_reset. */
mw_status mw_interpreter_init(mw_interpreter *interpreter, const void *model, size_t model_bytes,
                              mw_kernels kernels, const void *plan, void *state, size_t state_bytes,
                              void *arena, size_t arena_bytes, mw_diagnostic *why);

/* Where input or output number index lies; NULL where there is no such index. An input's bytes
 * may be used for something else while the model runs: write it anew each time. An output stays
 * until the next invocation begins. */
void *mw_input(const mw_interpreter *interpreter, uint32_t index);
void *mw_output(const mw_interpreter *interpreter, uint32_t index);

/* How many there are, and what they are like: MW_BAD_ARGUMENT for an index out of range. */
uint32_t mw_input_count(const mw_interpreter *interpreter);
uint32_t mw_output_count(const mw_interpreter *interpreter);
mw_status mw_input_info(const mw_interpreter *interpreter, uint32_t index, mw_tensor_info *info);
mw_status mw_output_info(const mw_interpreter *interpreter, uint32_t index, mw_tensor_info *info);

/* Runs the whole model once, from its first node (one begun in steps is begun again). */
mw_status mw_invoke(mw_interpreter *interpreter);

/* Runs the next count nodes, or those that are left: for tracing, benches and firmware that has
 * other things to do in between. After the last node it begins anew. mw_node_next tells where it
 * stands: 0 .. mw_node_count - 1. */
mw_status mw_invoke_nodes(mw_interpreter *interpreter, uint32_t count);
uint32_t mw_node_next(const mw_interpreter *interpreter);
uint32_t mw_node_count(const mw_interpreter *interpreter);

/* What node number index is, and where one of its places lies (NULL: left out). Its first places
 * are its operator's outputs. */
mw_status mw_node_info_get(const mw_interpreter *interpreter, uint32_t index, mw_node_info *info);
void *mw_node_place(const mw_interpreter *interpreter, uint32_t index, uint32_t place);

/* State as at the start, and the first node next. */
void mw_reset(mw_interpreter *interpreter);

#ifdef __cplusplus
}
#endif
#endif
