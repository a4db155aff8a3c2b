/* SPDX-License-Identifier: Apache-2.0
 *
 * oneDNN (oneapi-src.github.io/oneDNN, version 2) as the trainer uses it: a program is a list of
 * primitives with their memory, made once and run many times on a stream of one CPU engine.
 *
 * Numbers are float32. What it refuses ends the program with one line: the shapes are ours, so it
 * is our fault or memory is out. Next: graph.c, which builds the programs of a network. */
#ifndef MW_TRAIN_DNN_H
#define MW_TRAIN_DNN_H

#include <oneapi/dnnl/dnnl.h>
#include <stddef.h>

enum { MW_DNN_ARGUMENTS_MAX = 10 };

typedef struct mw_dnn_step {
    dnnl_primitive_t primitive;
    dnnl_exec_arg_t arguments[MW_DNN_ARGUMENTS_MAX];
    int count;
} mw_dnn_step;

typedef struct mw_dnn_program {
    mw_dnn_step *steps;
    size_t count;
} mw_dnn_program;

typedef struct mw_dnn {
    dnnl_engine_t engine;
    dnnl_stream_t stream;
    dnnl_memory_t *memories; /* all of them, to be freed */
    size_t memory_count;
} mw_dnn;

void mw_dnn_open(mw_dnn *dnn);
void mw_dnn_close(mw_dnn *dnn);

/* Ends the program unless the status is success; what: "a convolution". */
void mw_dnn_check(dnnl_status_t status, const char *what);

/* A description of memory: dims in oneDNN's order (N, C, H, W or O, I, H, W ...). */
dnnl_memory_desc_t mw_dnn_describe(int rank, const dnnl_dim_t *dims, dnnl_format_tag_t tag);

/* Memory so described: at an address of the caller's, or oneDNN's own where that is NULL. */
dnnl_memory_t mw_dnn_memory(mw_dnn *dnn, const dnnl_memory_desc_t *description, float *at);

/* Adds a step to a program; arguments are added to the step afterwards. */
mw_dnn_step *mw_dnn_add(mw_dnn_program *program, dnnl_primitive_desc_t description);
void mw_dnn_argument(mw_dnn_step *step, int index, dnnl_memory_t memory);

/* Adds a step that copies from one memory to another and changes the format. */
void mw_dnn_add_reorder(mw_dnn *dnn, mw_dnn_program *program, dnnl_memory_t from, dnnl_memory_t to);

/* Adds a step that adds one memory to another of the same format. */
void mw_dnn_add_sum(mw_dnn *dnn, mw_dnn_program *program, dnnl_memory_t to, dnnl_memory_t more);

/* Adds a step: to = a times b. */
void mw_dnn_add_product(mw_dnn *dnn, mw_dnn_program *program, dnnl_memory_t a, dnnl_memory_t b,
                        dnnl_memory_t to);

void mw_dnn_run(const mw_dnn *dnn, const mw_dnn_program *program);
void mw_dnn_program_free(mw_dnn_program *program);

#endif
