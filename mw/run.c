/* SPDX-License-Identifier: Apache-2.0
 *
 * mw run: a model on bytes from a file, as often as they last. */
#include <argp.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "mw/crc32.h"
#include "mw/file.h"
#include "mw/labels.h"
#include "mw/mw.h"
#include "mw/npy.h"
#include "mw/report.h"
#include "mw/run_report.h"
#include "mw/session.h"

typedef struct options {
    const char *model, *input, *output, *trace, *labels;
    mw_profile profile;
    int64_t arena;
    bool json;
} options;

enum { KEY_TRACE = 256, KEY_ARENA, KEY_PROFILE, KEY_LABELS, KEY_JSON };

static const struct argp_option argp_options[] = {
    {"input", 'i', "FILE", 0, "The inputs' bytes, or a .npy file of them (needed)", 0},
    {"output", 'o', "FILE", 0, "Where the outputs' bytes go (.npy: as such); else they are printed",
     0},
    {"trace", KEY_TRACE, "FILE", 0, "What every operator put out, as CRC-32, goes there", 0},
    {"arena", KEY_ARENA, "BYTES", 0, "Give the arena so many bytes instead of what it needs", 0},
    {"profile", KEY_PROFILE, "CPU", 0, "Use this CPU's variants: portable (default), reference", 0},
    {"labels", KEY_LABELS, "A,B,...", 0, "Print the greatest scores by these names", 0},
    {"json", KEY_JSON, NULL, 0, "Print the outputs as JSON", 0},
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
    case KEY_LABELS:
        o->labels = argument;
        return 0;
    case KEY_JSON:
        o->json = true;
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

/* What goes through all invocations. */
typedef struct job {
    mw_session *session;
    const options *options;
    const uint8_t *input;
    size_t count; /* of invocations */
    uint8_t *outputs;
    mw_labels *labels; /* NULL: none are known */
    cJSON *report;     /* NULL: none is asked for */
    tracer tracer;
} job;

static int run_all(job *j)
{
    mw_session *s = j->session;
    size_t in_bytes = total_bytes(s, false);
    size_t out_bytes = total_bytes(s, true);
    for (size_t i = 0; i < j->count; i++) {
        copy_inputs(s, j->input + i * in_bytes);
        if (j->tracer.stream) {
            fprintf(j->tracer.stream, "trace %zu\n", i);
        }
        mw_status status =
            j->tracer.stream ? invoke_traced(s, &j->tracer) : mw_invoke(&s->interpreter);
        if (status != MW_OK) {
            return mw_error("%s: invocation %zu failed: %s", s->path, i, mw_status_name(status));
        }
        copy_outputs(s, j->outputs + i * out_bytes);
        if (j->report) {
            cJSON_AddItemToArray(j->report, mw_run_json(s));
        } else if (!j->options->output) {
            mw_run_print(s, j->labels);
        }
    }
    return MW_EXIT_DONE;
}

/* The outputs as bytes, or as a .npy array where the file's name says so. */
static int write_outputs(const job *j)
{
    const char *path = j->options->output;
    size_t length = strlen(path);
    mw_tensor_info info;
    mw_file file;
    if (!mw_file_open(&file, path)) {
        return MW_EXIT_FAILED;
    }
    if (length > 4 && strcmp(path + length - 4, ".npy") == 0) {
        if (mw_output_count(&j->session->interpreter) != 1) {
            mw_file_abandon(&file);
            return mw_error("%s: a .npy file holds one output, and the model has %u", path,
                            mw_output_count(&j->session->interpreter));
        }
        mw_output_info(&j->session->interpreter, 0, &info);
        mw_npy_write_head(&file, info.type, j->count, info.dims, info.rank);
    }
    fwrite(j->outputs, 1, j->count * total_bytes(j->session, true), file.stream);
    return mw_file_close(&file) ? MW_EXIT_DONE : MW_EXIT_FAILED;
}

static int run_traced(job *j)
{
    mw_file trace = {0};
    if (j->options->trace && !mw_file_open(&trace, j->options->trace)) {
        return MW_EXIT_FAILED;
    }
    j->tracer.stream = trace.stream;
    int code = run_all(j);
    if (j->options->trace && code == MW_EXIT_DONE) {
        code = mw_file_close(&trace) ? code : MW_EXIT_FAILED;
    }
    mw_file_abandon(&trace);
    return code;
}

/* Where the numbers of the input begin, and how many bytes there are; false with one line on
 * stderr. */
static bool find_numbers(job *j, const uint8_t *bytes, size_t size)
{
    mw_tensor_info info = {0};
    size_t begin = 0;
    if (mw_npy_is(bytes, size)) {
        mw_input_info(&j->session->interpreter, 0, &info);
        begin = mw_npy_data(j->options->input, bytes, size, info.type);
        if (begin == 0) {
            return false;
        }
    }
    size_t in_bytes = total_bytes(j->session, false);
    size_t rest = size - begin;
    if (in_bytes == 0 || rest == 0 || rest % in_bytes != 0) {
        mw_error("input %s has %zu bytes; %s takes %zu an invocation, or a multiple of that",
                 j->options->input, rest, j->session->path, in_bytes);
        return false;
    }
    j->input = bytes + begin;
    j->count = rest / in_bytes;
    return true;
}

static int run_input(mw_session *s, const options *o, const uint8_t *bytes, size_t size)
{
    mw_labels labels = {0};
    job j = {.session = s, .options = o};
    if (!find_numbers(&j, bytes, size)) {
        return MW_EXIT_FAILED;
    }
    if (o->labels ? !mw_labels_find(s, o->labels, &labels) : !mw_labels_of_model(s, &labels)) {
        return MW_EXIT_FAILED;
    }
    j.labels = labels.count > 0 ? &labels : NULL;
    j.outputs = malloc(j.count * total_bytes(s, true) + 1);
    j.tracer.crc = calloc(mw_model_tensor_count(&s->model) + 1u, sizeof *j.tracer.crc);
    cJSON *report = o->json ? cJSON_CreateObject() : NULL;
    j.report = o->json ? cJSON_AddArrayToObject(report, "invocations") : NULL;
    int code = j.outputs && j.tracer.crc ? run_traced(&j) : mw_error("out of memory");
    if (code == MW_EXIT_DONE && o->output) {
        code = write_outputs(&j);
    }
    if (code == MW_EXIT_DONE) {
        code = o->json ? mw_report_json(report) : mw_report_end();
    } else {
        cJSON_Delete(report);
    }
    mw_labels_free(&labels);
    free(j.outputs);
    free(j.tracer.crc);
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
