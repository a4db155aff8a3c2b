/* SPDX-License-Identifier: Apache-2.0
 *
 * The numbers of the fields that are read, from TensorFlow Lite's schema, version 3. */
#ifndef MWI_SCHEMA_H
#define MWI_SCHEMA_H

enum { /* Model */
       MWI_MODEL_VERSION = 0,
       MWI_MODEL_CODES = 1,
       MWI_MODEL_SUBGRAPHS = 2,
       MWI_MODEL_BUFFERS = 4,
       MWI_MODEL_METADATA = 6
};

enum {                          /* OperatorCode */
       MWI_CODE_DEPRECATED = 0, /* int8; files older than code 127 have the code only here */
       MWI_CODE_CUSTOM = 1,
       MWI_CODE_VERSION = 2,
       MWI_CODE_BUILTIN = 3
};

enum { /* SubGraph */
       MWI_SUBGRAPH_TENSORS = 0,
       MWI_SUBGRAPH_INPUTS = 1,
       MWI_SUBGRAPH_OUTPUTS = 2,
       MWI_SUBGRAPH_OPERATORS = 3
};

enum { /* Tensor */
       MWI_TENSOR_SHAPE = 0,
       MWI_TENSOR_TYPE = 1,
       MWI_TENSOR_BUFFER = 2,
       MWI_TENSOR_NAME = 3,
       MWI_TENSOR_QUANTIZATION = 4,
       MWI_TENSOR_IS_VARIABLE = 5,
       MWI_TENSOR_SPARSITY = 6
};

enum { /* QuantizationParameters */
       MWI_QUANTIZATION_SCALE = 2,
       MWI_QUANTIZATION_ZERO_POINT = 3,
       MWI_QUANTIZATION_DIMENSION = 6
};

enum { /* Operator */
       MWI_OPERATOR_CODE = 0,
       MWI_OPERATOR_INPUTS = 1,
       MWI_OPERATOR_OUTPUTS = 2,
       MWI_OPERATOR_OPTIONS_TYPE = 3,
       MWI_OPERATOR_OPTIONS = 4,
       MWI_OPERATOR_CUSTOM_OPTIONS = 5
};

enum { /* Buffer */
       MWI_BUFFER_DATA = 0,
       MWI_BUFFER_OFFSET = 1
};

enum { /* Metadata */
       MWI_METADATA_NAME = 0,
       MWI_METADATA_BUFFER = 1
};

#endif
