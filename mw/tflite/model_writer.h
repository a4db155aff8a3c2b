/* SPDX-License-Identifier: Apache-2.0
 *
 * Writes .tflite files: a description of a network of 8-bit integers in, the bytes out, as
 * TensorFlow Lite's schema version 3 has them (tensorflow/compiler/mlir/lite/schema/schema.fbs,
 * file identifier TFL3).
 *
 * The file is as small as the format lets it be and still a model for every runtime: tensors have
 * no names, equal tables of numbers are there once, weights are aligned to 16 as the schema asks.
 * Operator codes stand in both of their fields (readers before 2.4 know only the older one), with
 * the version that TensorFlow's converter gives an int8 operator.
 *
 * What Milliwatt's own programs find in such a file beside the network (mw_model_metadata):
 *
 *     milliwatt_labels      the outputs' names in order, one a line, each ended by a newline
 *     milliwatt_front_end   key=value lines: rules (tflm, microfrontend), hop_ms, frames (of a
 *                           window), features (of a frame: 40)
 *     milliwatt_events      key=value lines: threshold (of 255), average_ms, suppression_ms of the
 *                           recogniser that makes events of the scores
 *
 * A reader takes the keys that it knows; one that is missing has its default: tflm, 20, the
 * input's size; events have the published numbers. */
#ifndef MW_TFLITE_MODEL_WRITER_H
#define MW_TFLITE_MODEL_WRITER_H

#include <stddef.h>
#include <stdint.h>

#define MW_METADATA_LABELS    "milliwatt_labels"
#define MW_METADATA_FRONT_END "milliwatt_front_end"
#define MW_METADATA_EVENTS    "milliwatt_events"

typedef struct mw_tflite_tensor {
    uint8_t type; /* MW_INT8, MW_INT32 */
    uint8_t rank;
    int32_t dims[4];
    const void *data; /* of a constant; NULL: computed */
    size_t data_bytes;
    const float *scales;       /* NULL: not quantised */
    uint32_t scale_count;      /* 1, or one for each channel */
    int32_t zero_point;        /* the same for all channels */
    uint32_t scaled_dimension; /* which dimension the channels are */
} mw_tflite_tensor;

/* The schema's codes of the operators that can be written. */
typedef enum mw_tflite_code {
    MW_TFLITE_ADD = 0,
    MW_TFLITE_AVERAGE_POOL_2D = 1,
    MW_TFLITE_CONV_2D = 3,
    MW_TFLITE_DEPTHWISE_CONV_2D = 4,
    MW_TFLITE_FULLY_CONNECTED = 9,
    MW_TFLITE_LOGISTIC = 14,
    MW_TFLITE_MAX_POOL_2D = 17,
    MW_TFLITE_MUL = 18,
    MW_TFLITE_RESHAPE = 22,
    MW_TFLITE_SOFTMAX = 25,
    MW_TFLITE_PAD = 34,
    MW_TFLITE_MEAN = 40
} mw_tflite_code;

enum { MW_TFLITE_SAME = 0, MW_TFLITE_VALID = 1 };                              /* padding */
enum { MW_TFLITE_NO_ACTIVATION = 0, MW_TFLITE_RELU = 1, MW_TFLITE_RELU6 = 3 }; /* fused */

typedef struct mw_tflite_operator {
    mw_tflite_code code;
    uint32_t inputs[3];
    uint32_t input_count;
    uint32_t output;
    uint8_t padding, activation;
    uint32_t stride_height, stride_width;
    uint32_t filter_height, filter_width; /* of a pool; a convolution's are its filter's */
} mw_tflite_operator;

typedef struct mw_tflite_metadata {
    const char *name;
    const void *bytes;
    size_t size;
} mw_tflite_metadata;

typedef struct mw_tflite_model {
    const mw_tflite_tensor *tensors;
    size_t tensor_count;
    const mw_tflite_operator *operators;
    size_t operator_count;
    uint32_t input, output; /* tensors */
    const mw_tflite_metadata *metadata;
    size_t metadata_count;
} mw_tflite_model;

/* The file's bytes, malloc'd, aligned to 16 by malloc. All that the description points to may be
 * given up afterwards. */
void mw_tflite_write(const mw_tflite_model *model, uint8_t **bytes, size_t *size);

#endif
