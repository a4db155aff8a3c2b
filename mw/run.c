/* SPDX-License-Identifier: Apache-2.0
 *
 * mw run: a model on bytes from a file, as often as they last. */
#include <argp.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "mw/crc32.h"
#include "mw/file.h"
#include "mw/mw.h"
#include "mw/session.h"

typedef struct options {
    const char *model, *input, *output, *trace;
    mw_profile profile;
    int64_t arena;
} options;

enum { KEY_TRACE = 256, KEY_ARENA, KEY_PROFILE };

static const struct argp_option argp_options[] = {
    {"input", 'i', "FILE", 0, "The inputs' bytes, one invocation after another (needed)", 0},
    {"output", 'o', "FILE", 0, "Where the outputs' bytes go; without it they are printed", 0},
    {"trace", KEY_TRACE, "FILE", 0, "What every operator put out, as CRC-32, goes there", 0},
    {"arena", KEY_ARENA, "BYTES", 0, "Give the arena so many bytes instead of what it needs", 0},
    {"profile", KEY_PROFILE, "CPU", 0, "Use this CPU's variants: portable (default), reference", 0},
    {0}};

static error_t parse(int key, char *argument, struct argp_state *state)
{
    options *o = state->input;
    char *end = NULL;
    switch (key) {
    case 'i':
        o->input = argument;
        return 0;
    case 'o':
        o->output = argument;
        return 0;
    case KEY_TRACE:
        o->trace = argument;
        return 0;
    case KEY_ARENA:
        o->arena = strtoll(argument, &end, 10);
        if (*argument == 0 || *end != 0 || o->arena < 0) {
            argp_error(state, "--arena takes a number of bytes, not '%s'", argument);
        }
        return 0;
    case KEY_PROFILE:
        if (!mw_profile_from_name(argument, &o->profile)) {
            argp_error(state, "there is no profile '%s'; there are %s", argument,
                       mw_profile_list());
        }
        return 0;
    case ARGP_KEY_ARG:
        if (o->model) {
            argp_error(state, "one model only");
        }
        o->model = argument;
        return 0;
    case ARGP_KEY_END:
        if (!o->model || !o->input) {
            argp_error(state, "a model and --input are needed");
        }
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    argp_options,
    parse,
    "MODEL",
    "Runs a model on the bytes of a file: raw, little-endian, all inputs of an invocation one "
    "after "
    "another, and so on for the next invocation. Outputs are written likewise.\v"
    "Example: head -c 1960 /dev/zero > in.bin; mw run MODEL.tflite --input in.bin --output out.bin",
    NULL,
    NULL,
    NULL};

/* CRC-32 of what each tensor holds now. An operator that needs no node (RESHAPE) hands on that of
 * its input. */
typedef struct tracer {
    FILE *stream;
    uint32_t *crc;
    uint32_t next; /* the first operator that is not yet written */
} tracer;

static void trace_outputs(const mw_session *s, tracer *t, uint32_t index, bool has_node,
                          uint32_t node)
{
    const mw_model *model = &s->model;
    for (uint32_t i = 0; i < mw_model_operator_output_count(model, index); i++) {
        uint32_t number = mw_model_operator_output(model, index, i);
        mw_tensor tensor;
        mw_model_tensor(model, number, &tensor);
        t->crc[number] = has_node ? mw_crc32(mw_node_place(&s->interpreter, node, i), tensor.bytes)
                                  : t->crc[mw_model_operator_input(model, index, 0)];
        fprintf(t->stream, "op %u %s output %u tensor %u %s %u %08x\n", index,
                mw_operator_name(model, index), i, number, mw_type_name(tensor.type), tensor.bytes,
                t->crc[number]);
    }
}

static void trace_inputs(const mw_session *s, tracer *t)
{
    const mw_model *model = &s->model;
    t->next = 0;
    for (uint32_t i = 0; i < mw_model_tensor_count(model); i++) {
        mw_tensor tensor;
        mw_model_tensor(model, i, &tensor);
        if (tensor.data) {
            t->crc[i] = mw_crc32(model->bytes + tensor.data, tensor.bytes);
        }
    }
    for (uint32_t i = 0; i < mw_model_input_count(model); i++) {
        mw_tensor tensor;
        mw_model_tensor(model, mw_model_input(model, i), &tensor);
        t->crc[mw_model_input(model, i)] = mw_crc32(mw_input(&s->interpreter, i), tensor.bytes);
    }
}

/* Invokes node by node, and writes what each operator put out. */
static mw_status invoke_traced(mw_session *s, tracer *t)
{
    trace_inputs(s, t);
    for (uint32_t node = 0; node < mw_node_count(&s->interpreter); node++) {
        mw_node_info info;
        mw_node_info_get(&s->interpreter, node, &info);
        for (; t->next < info.operator_index; t->next++) {
            trace_outputs(s, t, t->next, false, 0);
        }
        mw_status status = mw_invoke_nodes(&s->interpreter, 1);
        if (status != MW_OK) {
            return status;
        }
        trace_outputs(s, t, t->next++, true, node);
    }
    for (; t->next < mw_model_operator_count(&s->model); t->next++) {
        trace_outputs(s, t, t->next, false, 0);
    }
    return MW_OK;
}

/* The bytes of all inputs or outputs together. */
static size_t total_bytes(const mw_session *s, bool outputs)
{
    size_t bytes = 0;
    mw_tensor_info info;
    for (uint32_t i = 0; outputs ? mw_output_info(&s->interpreter, i, &info) == MW_OK
                                 : mw_input_info(&s->interpreter, i, &info) == MW_OK;
         i++) {
        bytes += info.bytes;
    }
    return bytes;
}

static void copy_inputs(const mw_session *s, const uint8_t *from)
{
    mw_tensor_info info;
    for (uint32_t i = 0; mw_input_info(&s->interpreter, i, &info) == MW_OK; i++) {
        memcpy(mw_input(&s->interpreter, i), from, info.bytes);
        from += info.bytes;
    }
}

static void copy_outputs(const mw_session *s, uint8_t *to)
{
    mw_tensor_info info;
    for (uint32_t i = 0; mw_output_info(&s->interpreter, i, &info) == MW_OK; i++) {
        memcpy(to, mw_output(&s->interpreter, i), info.bytes);
        to += info.bytes;
    }
}

/* One line an invocation: the outputs as numbers. */
static void print_outputs(const mw_session *s)
{
    mw_tensor_info info;
    for (uint32_t i = 0; mw_output_info(&s->interpreter, i, &info) == MW_OK; i++) {
        const uint8_t *bytes = mw_output(&s->interpreter, i);
        uint32_t width = mw_type_bytes(info.type);
        for (uint32_t at = 0; at + width <= info.bytes && width > 0; at += width) {
            int16_t s16 = 0;
            int32_t s32 = 0;
            memcpy(&s16, bytes + at, width >= 2 ? 2 : 0);
            memcpy(&s32, bytes + at, width >= 4 ? 4 : 0);
            int32_t value = info.type == MW_UINT8   ? bytes[at]
                            : info.type == MW_INT16 ? s16
                            : width == 4            ? s32
                                                    : (int8_t)bytes[at];
            printf("%s%d", i + at > 0 ? " " : "", value);
        }
    }
    printf("\n");
}

/* Runs all invocations; outputs has room for those of all. */
static int run_all(mw_session *s, const options *o, const uint8_t *input, size_t count,
                   uint8_t *outputs, tracer *t)
{
    size_t in_bytes = total_bytes(s, false);
    size_t out_bytes = total_bytes(s, true);
    for (size_t i = 0; i < count; i++) {
        copy_inputs(s, input + i * in_bytes);
        if (t->stream) {
            fprintf(t->stream, "trace %zu\n", i);
        }
        mw_status status = t->stream ? invoke_traced(s, t) : mw_invoke(&s->interpreter);
        if (status != MW_OK) {
            return mw_error("%s: invocation %zu failed: %s", o->model, i, mw_status_name(status));
        }
        copy_outputs(s, outputs + i * out_bytes);
        if (!o->output) {
            print_outputs(s);
        }
    }
    return MW_EXIT_DONE;
}

static int run_input(mw_session *s, const options *o, const uint8_t *input, size_t size)
{
    size_t in_bytes = total_bytes(s, false);
    if (in_bytes == 0 || size == 0 || size % in_bytes != 0) {
        return mw_error("input %s has %zu bytes; %s takes %zu an invocation, or a multiple of that",
                        o->input, size, o->model, in_bytes);
    }
    size_t count = size / in_bytes;
    size_t out_bytes = count * total_bytes(s, true);
    uint8_t *outputs = malloc(out_bytes + 1);
    tracer t = {.crc = calloc(mw_model_tensor_count(&s->model) + 1u, sizeof *t.crc)};
    mw_file trace = {0};
    int code = MW_EXIT_FAILED;
    if (outputs && t.crc && (!o->trace || mw_file_open(&trace, o->trace))) {
        t.stream = trace.stream;
        code = run_all(s, o, input, count, outputs, &t);
        if (o->trace && code == MW_EXIT_DONE) {
            code = mw_file_close(&trace) ? code : MW_EXIT_FAILED;
        }
        mw_file_abandon(&trace);
        if (o->output && code == MW_EXIT_DONE) {
            code = mw_file_write(o->output, outputs, out_bytes) ? code : MW_EXIT_FAILED;
        }
    }
    free(outputs);
    free(t.crc);
    return code;
}

int mw_command_run(int argc, char **argv)
{
    options o = {.profile = MW_PROFILE_PORTABLE, .arena = -1};
    int code = mw_parse(&argp, argc, argv, &o);
    if (code != MW_EXIT_DONE) {
        return code;
    }
    mw_session session;
    uint8_t *input = NULL;
    size_t size = 0;
    code = MW_EXIT_FAILED;
    if (mw_session_plan(&session, o.model, o.profile) && mw_session_start(&session, o.arena) &&
        mw_file_read(o.input, "input", &input, &size)) {
        code = run_input(&session, &o, input, size);
    }
    free(input);
    mw_session_end(&session);
    return code;
}
