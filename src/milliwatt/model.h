/* SPDX-License-Identifier: Apache-2.0
 *
 * A model: the bytes of a .tflite file, proven once, never copied.
 *
 * The format is the FlatBuffers schema of TensorFlow Lite, version 3, file identifier "TFL3"
 * (tensorflow/compiler/mlir/lite/schema/schema.fbs). Any bytes whatever may be offered; after
 * mw_model_open has answered MW_OK nothing that is read of them can lie outside. */
#ifndef MW_MODEL_H
#define MW_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "milliwatt/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The schema's types of a tensor's elements. Those not named here are refused where they are used.
 */
typedef enum mw_type {
    MW_FLOAT32 = 0,
    MW_FLOAT16 = 1,
    MW_INT32 = 2,
    MW_UINT8 = 3,
    MW_INT64 = 4,
    MW_BOOL = 6,
    MW_INT16 = 7,
    MW_INT8 = 9,
    MW_UINT32 = 15,
    MW_UINT16 = 16
} mw_type;

enum { MW_RANK_MAX = 6 }; /* dimensions of a tensor, at most */

/* A proven model. Its members are offsets into the bytes; only this library's parts read them.
 * It may be copied, and is done with when it goes out of scope. */
typedef struct mw_model {
    const uint8_t *bytes; /* the caller's, read only, must outlive every use of the model */
    uint32_t size;
    uint32_t codes, subgraph, buffers, metadata;  /* offsets of vectors and of the main subgraph */
    uint32_t tensors, operators, inputs, outputs; /* offsets of the main subgraph's vectors */
} mw_model;

/* A tensor of the main subgraph, as the file describes it. */
typedef struct mw_tensor {
    uint8_t type; /* mw_type, or another number of the schema */
    uint8_t rank; /* 0: a scalar */
    bool is_variable;
    int32_t dims[MW_RANK_MAX];   /* outermost first; each >= 0 */
    uint32_t elements;           /* product of dims; 1 for a scalar */
    uint32_t bytes;              /* 0 for a type of unknown width */
    uint32_t data;               /* offset of a constant's bytes in the file; 0: not a constant */
    uint32_t scales;             /* how many scales: 0 none, 1 for the tensor, else one a channel */
    uint32_t scale_offset;       /* where the float32 scales stand in the file */
    uint32_t zero_points;        /* how many zero points */
    uint32_t zero_point_offset;  /* where the int64 zero points stand in the file */
    int32_t quantized_dimension; /* the dimension of the channels */
} mw_tensor;

/* Proves size bytes. Reads metadata byte by byte at any alignment, in time and memory bounded by
 * size, and recurses nowhere. MW_BAD_MODEL where the bytes are no model, MW_UNSUPPORTED for a
 * schema other than version 3, more than 2^29 - 1 bytes or 65,535 tensors or operators, or more
 * than MW_RANK_MAX dimensions. */
mw_status mw_model_open(mw_model *model, const void *bytes, size_t size, mw_diagnostic *why);

/* How many there are in the main subgraph. */
uint32_t mw_model_tensor_count(const mw_model *model);
uint32_t mw_model_operator_count(const mw_model *model);
uint32_t mw_model_input_count(const mw_model *model);
uint32_t mw_model_output_count(const mw_model *model);

/* The tensor of an input or output; index is below the count. */
uint32_t mw_model_input(const mw_model *model, uint32_t index);
uint32_t mw_model_output(const mw_model *model, uint32_t index);

/* Reads tensor number index, which is below mw_model_tensor_count. */
void mw_model_tensor(const mw_model *model, uint32_t index, mw_tensor *tensor);

/* Just its type. */
uint32_t mw_model_tensor_type(const mw_model *model, uint32_t index);

/* A name in the file: its bytes (not ended by zero) and their number; NULL, 0 where there is none.
 * The last one is the name of a custom operator. */
const char *mw_model_tensor_name(const mw_model *model, uint32_t index, uint32_t *length);
const char *mw_model_operator_name(const mw_model *model, uint32_t index, uint32_t *length);

/* The schema's builtin code of an operator (32: custom) and its version. */
int32_t mw_model_operator_code(const mw_model *model, uint32_t index);
int32_t mw_model_operator_version(const mw_model *model, uint32_t index);

/* The tensors of an operator: inputs may be -1, an optional one left out. */
uint32_t mw_model_operator_input_count(const mw_model *model, uint32_t index);
uint32_t mw_model_operator_output_count(const mw_model *model, uint32_t index);
int32_t mw_model_operator_input(const mw_model *model, uint32_t index, uint32_t input);
uint32_t mw_model_operator_output(const mw_model *model, uint32_t index, uint32_t output);

/* A tensor's scale as the bits of a float32, and its zero point; channel is below scales. */
uint32_t mw_model_scale_bits(const mw_model *model, const mw_tensor *tensor, uint32_t channel);
int64_t mw_model_zero_point(const mw_model *model, const mw_tensor *tensor, uint32_t channel);

/* The bytes of the metadata entry of that name; NULL where there is none. */
const uint8_t *mw_model_metadata(const mw_model *model, const char *name, uint32_t *bytes);

/* Bytes of one element; 0 for a type that has no fixed width. */
uint32_t mw_type_bytes(uint32_t type);

#ifdef __cplusplus
}
#endif
#endif
