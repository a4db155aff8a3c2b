/* SPDX-License-Identifier: Apache-2.0
 *
 * oneDNN's engine, memory and programs of primitives. See dnn.h. */
#include "mw/train/dnn.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include "mw/mw.h"

void mw_dnn_check(dnnl_status_t status, const char *what)
{
    if (status == dnnl_out_of_memory) {
        exit(mw_error("%s does not fit into memory", what));
    }
    if (status != dnnl_success) {
        exit(mw_error("oneDNN %d.%d refuses %s (status %d)", dnnl_version()->major,
                      dnnl_version()->minor, what, (int)status));
    }
}

/* One thread: networks for a chip are small, several threads gain little and wait for each other
 * busily, and sums come out the same on machines of any number of cores. The library that oneDNN
 * starts its threads with is not linked by us, so it is asked by name. */
static void use_one_thread(void)
{
    void *found = dlsym(RTLD_DEFAULT, "omp_set_num_threads");
    if (found) {
        void (*set)(int);
        memcpy(&set, &found, sizeof set);
        set(1);
    }
}

void mw_dnn_open(mw_dnn *dnn)
{
    use_one_thread();
    *dnn = (mw_dnn){0};
    mw_dnn_check(dnnl_engine_create(&dnn->engine, dnnl_cpu, 0), "an engine");
    mw_dnn_check(dnnl_stream_create(&dnn->stream, dnn->engine, dnnl_stream_default_flags),
                 "a stream");
}

void mw_dnn_close(mw_dnn *dnn)
{
    for (size_t i = 0; i < dnn->memory_count; i++) {
        dnnl_memory_destroy(dnn->memories[i]);
    }
    free(dnn->memories);
    dnnl_stream_destroy(dnn->stream);
    dnnl_engine_destroy(dnn->engine);
    *dnn = (mw_dnn){0};
}

dnnl_memory_desc_t mw_dnn_describe(int rank, const dnnl_dim_t *dims, dnnl_format_tag_t tag)
{
    dnnl_memory_desc_t description;
    mw_dnn_check(dnnl_memory_desc_init_by_tag(&description, rank, dims, dnnl_f32, tag), "a shape");
    return description;
}

dnnl_memory_t mw_dnn_memory(mw_dnn *dnn, const dnnl_memory_desc_t *description, float *at)
{
    dnnl_memory_t memory = NULL;
    mw_dnn_check(dnnl_memory_create(&memory, description, dnn->engine,
                                    at ? (void *)at : DNNL_MEMORY_ALLOCATE),
                 "the network's memory");
    dnnl_memory_t *more = realloc(dnn->memories, (dnn->memory_count + 1) * sizeof *dnn->memories);
    if (!more) {
        exit(mw_error("the network does not fit into memory"));
    }
    dnn->memories = more;
    dnn->memories[dnn->memory_count++] = memory;
    return memory;
}

mw_dnn_step *mw_dnn_add(mw_dnn_program *program, dnnl_primitive_desc_t description)
{
    mw_dnn_step *more = realloc(program->steps, (program->count + 1) * sizeof *program->steps);
    if (!more) {
        exit(mw_error("the network does not fit into memory"));
    }
    program->steps = more;
    mw_dnn_step *step = &more[program->count++];
    *step = (mw_dnn_step){0};
    mw_dnn_check(dnnl_primitive_create(&step->primitive, description), "a primitive");
    dnnl_primitive_desc_destroy(description);
    return step;
}

void mw_dnn_argument(mw_dnn_step *step, int index, dnnl_memory_t memory)
{
    step->arguments[step->count++] = (dnnl_exec_arg_t){index, memory};
}

static const dnnl_memory_desc_t *describe(dnnl_memory_t memory)
{
    const dnnl_memory_desc_t *description = NULL;
    mw_dnn_check(dnnl_memory_get_memory_desc(memory, &description), "a memory");
    return description;
}

void mw_dnn_add_reorder(mw_dnn *dnn, mw_dnn_program *program, dnnl_memory_t from, dnnl_memory_t to)
{
    dnnl_primitive_desc_t description = NULL;
    mw_dnn_check(dnnl_reorder_primitive_desc_create(&description, describe(from), dnn->engine,
                                                    describe(to), dnn->engine, NULL),
                 "a change of format");
    mw_dnn_step *step = mw_dnn_add(program, description);
    mw_dnn_argument(step, DNNL_ARG_FROM, from);
    mw_dnn_argument(step, DNNL_ARG_TO, to);
}

static void add_binary(mw_dnn *dnn, mw_dnn_program *program, dnnl_alg_kind_t kind, dnnl_memory_t a,
                       dnnl_memory_t b, dnnl_memory_t to)
{
    dnnl_binary_desc_t operation;
    dnnl_primitive_desc_t description = NULL;
    mw_dnn_check(dnnl_binary_desc_init(&operation, kind, describe(a), describe(b), describe(to)),
                 "a sum or product");
    mw_dnn_check(dnnl_primitive_desc_create(&description, &operation, NULL, dnn->engine, NULL),
                 "a sum or product");
    mw_dnn_step *step = mw_dnn_add(program, description);
    mw_dnn_argument(step, DNNL_ARG_SRC_0, a);
    mw_dnn_argument(step, DNNL_ARG_SRC_1, b);
    mw_dnn_argument(step, DNNL_ARG_DST, to);
}

void mw_dnn_add_sum(mw_dnn *dnn, mw_dnn_program *program, dnnl_memory_t to, dnnl_memory_t more)
{
    add_binary(dnn, program, dnnl_binary_add, to, more, to);
}

void mw_dnn_add_product(mw_dnn *dnn, mw_dnn_program *program, dnnl_memory_t a, dnnl_memory_t b,
                        dnnl_memory_t to)
{
    add_binary(dnn, program, dnnl_binary_mul, a, b, to);
}

void mw_dnn_run(const mw_dnn *dnn, const mw_dnn_program *program)
{
    for (size_t i = 0; i < program->count; i++) {
        const mw_dnn_step *step = &program->steps[i];
        mw_dnn_check(
            dnnl_primitive_execute(step->primitive, dnn->stream, step->count, step->arguments),
            "to run a primitive");
    }
    mw_dnn_check(dnnl_stream_wait(dnn->stream), "to wait");
}

void mw_dnn_program_free(mw_dnn_program *program)
{
    for (size_t i = 0; i < program->count; i++) {
        dnnl_primitive_destroy(program->steps[i].primitive);
    }
    free(program->steps);
    *program = (mw_dnn_program){0};
}
