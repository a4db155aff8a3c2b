/* SPDX-License-Identifier: Apache-2.0
 *
 * An operator as the planner sees it: what a node means for one type.
 *
 * An application that makes its plans on the chip names the operators that its models need:
 *     static const mw_operator *const operators[] = {&mw_op_fully_connected_s8};
 * `mw inspect MODEL` prints that list. An operator brings its kernel along.
 *
 * An operator of one's own is the same struct, with code 32 (custom) and the name that stands in
 * the model, a kernel with an id from 0x8000 on, and a prepare that uses the functions below. */
#ifndef MW_OPERATOR_H
#define MW_OPERATOR_H

#include <stdbool.h>
#include <stdint.h>

#include "milliwatt/kernel.h"
#include "milliwatt/model.h"
#include "milliwatt/plan_format.h"
#include "milliwatt/profile.h"
#include "milliwatt/status.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct mw_prepare mw_prepare;

typedef struct mw_operator {
    const mw_kernel *kernel; /* NULL: the operator needs no work when it runs (RESHAPE) */
    int16_t code;            /* the schema's builtin code; 32: custom, found by name */
    uint8_t type;            /* mw_type of the first input, or MW_ANY_TYPE */
    const char *name;        /* "CONV_2D"; of a custom operator the one in the model */
    mw_status (*prepare)(mw_prepare *prepare);
} mw_operator;

enum { MW_ANY_TYPE = 255, MW_CUSTOM_CODE = 32 };

/* The operators an image has. The order does not matter. */
typedef struct mw_operators {
    const mw_operator *const *list;
    uint32_t count;
} mw_operators;

/* What prepare is given, and what it leaves behind. It is called several times for a node (to
 * count, to lay out, to write) and says the same each time: first the places in the kernel's order,
 * then the parameters. What is costly is done only when mw_prepare_array has given memory. */
struct mw_prepare {
    const mw_model *model;
    mw_diagnostic *why;
    uint32_t node;    /* index of the operator in the model */
    uint32_t options; /* offset of its options' table; 0: none */
    uint32_t inputs;  /* offsets of its vectors of tensors */
    uint32_t outputs;
    uint32_t profile;    /* mw_profile to choose variants for */
    uint8_t *plan;       /* NULL until the parameters are written */
    uint32_t parameters; /* where in the plan the next node's struct will stand */
    uint32_t arrays;     /* where in the plan the next array will stand */
    uint32_t parameter_bytes;
    uint32_t scratch_bytes; /* 0: none */
    int32_t alias_input;    /* >= 0: the output is this input's bytes, and there is no node */
    uint8_t variant;
    uint8_t place_count;
    uint32_t places[MW_PLACES_MAX]; /* plan/ turns MWI_PLACE_TENSOR and _SCRATCH into the arena's */
};

/* Places that only exist while a plan is made, in the numbers that MW_PLACE leaves free. */
enum { MWI_PLACE_TENSOR = 6, MWI_PLACE_SCRATCH = 7 };

/* How many inputs and outputs the node may have: MW_BAD_MODEL where it has others. */
mw_status mw_prepare_counts(mw_prepare *prepare, uint32_t least_inputs, uint32_t most_inputs,
                            uint32_t outputs);

/* The number of an input's tensor, -1 where it is left out or stands behind the last; and of an
 * output's, which is there. */
int32_t mw_prepare_input_tensor(const mw_prepare *prepare, uint32_t index);
uint32_t mw_prepare_output_tensor(const mw_prepare *prepare, uint32_t index);

/* Reads an input or output of the node. An optional input that is left out, or stands behind the
 * last, has type MW_NO_TENSOR. */
enum { MW_NO_TENSOR = 254 };
void mw_prepare_input(const mw_prepare *prepare, uint32_t index, mw_tensor *tensor);
void mw_prepare_output(const mw_prepare *prepare, uint32_t index, mw_tensor *tensor);

/* An option of the node by its number in the schema's table, or its default. */
uint32_t mw_prepare_option_u8(const mw_prepare *prepare, uint32_t field, uint32_t otherwise);
uint32_t mw_prepare_option_u32(const mw_prepare *prepare, uint32_t field, uint32_t otherwise);

/* Adds the next place. A node's first places are its outputs, in their order; what follows is the
 * kernel's affair: an input (none where it was left out), an output, an array of the plan
 * (bytes, aligned to 4; NULL while nothing is written), or scratch (none for 0 bytes). */
void mw_prepare_place_input(mw_prepare *prepare, uint32_t index);
void mw_prepare_place_output(mw_prepare *prepare, uint32_t index);
void mw_prepare_place_none(mw_prepare *prepare);
void *mw_prepare_place_array(mw_prepare *prepare, uint32_t bytes);
void mw_prepare_place_scratch(mw_prepare *prepare, uint32_t bytes);

/* Keeps the node's parameters (bytes a multiple of 4) and the variant that was chosen for them. */
void mw_prepare_parameters(mw_prepare *prepare, const void *parameters, uint32_t bytes,
                           uint32_t variant);

/* The output is the input's bytes: nothing is done when the model runs. */
void mw_prepare_alias(mw_prepare *prepare, uint32_t input);

/* Refuses the node: status, reason (a constant), and the two numbers that do not fit or 0, 0. */
mw_status mw_prepare_refuse(const mw_prepare *prepare, mw_status status, const char *text,
                            int32_t got, int32_t want);

#define MWI_OPERATORS(O)                                                                           \
    O(conv_2d_s8)                                                                                  \
    O(depthwise_conv_2d_s8)                                                                        \
    O(fully_connected_s8)                                                                          \
    O(softmax_s8)                                                                                  \
    O(reshape)                                                                                     \
    O(add_s8)                                                                                      \
    O(mul_s8)                                                                                      \
    O(average_pool_2d_s8)                                                                          \
    O(max_pool_2d_s8)                                                                              \
    O(mean_s8)                                                                                     \
    O(pad_s8)                                                                                      \
    O(pad_v2_s8)                                                                                   \
    O(logistic_s8)                                                                                 \
    O(quantize_s8)                                                                                 \
    O(quantize_u8)                                                                                 \
    O(quantize_s16)                                                                                \
    O(quantize_s32)
#define MWI_DECLARE(name) extern const mw_operator mw_op_##name;
MWI_OPERATORS(MWI_DECLARE)
#undef MWI_DECLARE

#ifdef __cplusplus
}
#endif
#endif
