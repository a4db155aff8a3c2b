/* SPDX-License-Identifier: Apache-2.0
 *
 * mw inspect: what a model is, and what it will cost on a chip. */
#include <argp.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "mw/inspect_json.h"
#include "mw/memory.h"
#include "mw/mw.h"
#include "mw/parameters.h"
#include "mw/picture/memory_picture.h"
#include "mw/report.h"
#include "mw/session.h"

typedef struct options {
    const char *model, *picture;
    mw_profile profile;
    bool json, parameters;
} options;

enum { KEY_PROFILE = 256, KEY_JSON, KEY_PICTURE, KEY_PARAMETERS };

static const struct argp_option argp_options[] = {
    {"profile", KEY_PROFILE, "CPU", 0, "Plan for this CPU (default: portable)", 0},
    {"json", KEY_JSON, NULL, 0, "Print it as JSON, with every node's parameters", 0},
    {"parameters", KEY_PARAMETERS, NULL, 0, "Print every node's parameters too", 0},
    {"picture", KEY_PICTURE, "FILE", 0, "Draw the arena over time (.png or .svg)", 0},
    {0}};

static error_t parse(int key, char *argument, struct argp_state *state)
{
    options *o = state->input;
    switch (key) {
    case KEY_PROFILE:
        if (!mw_profile_from_name(argument, &o->profile)) {
            argp_error(state, "there is no profile '%s'; there are %s", argument,
                       mw_profile_list());
        }
        return 0;
    case KEY_JSON:
        o->json = true;
        return 0;
    case KEY_PARAMETERS:
        o->parameters = true;
        return 0;
    case KEY_PICTURE:
        if (!mw_picture_has_format(argument)) {
            argp_error(state, "--picture takes a file that ends in .png or .svg, not '%s'",
                       argument);
        }
        o->picture = argument;
        return 0;
    case ARGP_KEY_ARG:
        if (o->model) {
            argp_error(state, "one model only");
        }
        o->model = argument;
        return 0;
    case ARGP_KEY_END:
        if (!o->model) {
            argp_error(state, "a model is needed");
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
    "Tells a model's operators, shapes and types, the memory it takes on a chip to the byte, and "
    "the "
    "lists of operators and kernels for an application to name.\v"
    "Example: mw inspect MODEL.tflite --profile cortex-m3 --picture arena.png",
    NULL,
    NULL,
    NULL};

static void print_end(const char *what, uint32_t index, const mw_tensor_info *info)
{
    printf("%s %u: %s [", what, index, mw_type_name(info->type));
    for (uint32_t d = 0; d < info->rank; d++) {
        printf("%s%d", d ? ", " : "", info->dims[d]);
    }
    printf("]");
    if (info->scale_bits) {
        printf(", real = %.9g * (number - %d)", (double)mw_scale_to_float(info->scale_bits),
               info->zero_point);
    }
    printf("\n");
}

static void print_ends(const mw_session *s)
{
    mw_tensor_info info;
    for (uint32_t i = 0; mw_input_info(&s->interpreter, i, &info) == MW_OK; i++) {
        print_end("input", i, &info);
    }
    for (uint32_t i = 0; mw_output_info(&s->interpreter, i, &info) == MW_OK; i++) {
        print_end("output", i, &info);
    }
}

static void print_parameters(const mw_node_info *info)
{
    mw_parameter parameter;
    printf("      ");
    for (uint32_t i = 0; mw_parameter_read(info->kernel, info->parameters, i, &parameter); i++) {
        printf("%s%s %" PRId64, i ? ", " : "", parameter.name, parameter.value);
    }
    printf("\n");
}

static void print_operators(const mw_session *s, bool parameters)
{
    uint32_t node = 0;
    printf("\n  %-3s %-20s %-22s %12s  %s\n", "", "operator", "output", "MACs", "kernel, variant");
    for (uint32_t i = 0; i < mw_model_operator_count(&s->model); i++) {
        mw_tensor output;
        mw_node_info info;
        char shape[64] = "";
        mw_model_tensor(&s->model, mw_model_operator_output(&s->model, i, 0), &output);
        for (uint32_t d = 0; d < output.rank; d++) {
            snprintf(shape + strlen(shape), sizeof shape - strlen(shape), "%s%d", d ? "," : "",
                     output.dims[d]);
        }
        bool has_node =
            mw_node_info_get(&s->interpreter, node, &info) == MW_OK && info.operator_index == i;
        printf("  %-3u %-20s %s[%s]%*s %12" PRIu64 "  %s%s%s\n", i, mw_operator_name(&s->model, i),
               mw_type_name(output.type), shape,
               20 - (int)(strlen(shape) + strlen(mw_type_name(output.type))), "",
               mw_count_operator_macs(&s->model, i),
               has_node ? mw_kernel_name(info.kernel) : "no work when it runs",
               has_node ? ", " : "", has_node ? mw_variant_name(info.variant) : "");
        if (has_node && parameters) {
            print_parameters(&info);
        }
        node += has_node;
    }
}

/* The lists that an application names, ready to paste. */
static void print_lists(const mw_session *s)
{
    const char *names[MW_MOST_OPERATORS];
    printf("\nTo paste:\n    static const mw_kernel *const kernels[] = {\n");
    uint32_t count = mw_inspect_kernels(s, names);
    for (uint32_t i = 0; i < count; i++) {
        printf("        &mw_kernel_%s,\n", names[i]);
    }
    printf("    };\n    static const mw_operator *const operators[] = { /* for plans made on the "
           "chip */\n");
    count = mw_inspect_operators(s, names);
    for (uint32_t i = 0; i < count; i++) {
        printf("        &mw_op_%s,\n", names[i]);
    }
    printf("    };\n");
}

static int print_text(const mw_session *s, const options *o, const mw_memory_block *blocks,
                      uint32_t count)
{
    printf("%s: %zu bytes, %u operators, %" PRIu64 " multiply-accumulates\n", o->model, s->size,
           mw_model_operator_count(&s->model), mw_count_macs(&s->model));
    print_ends(s);
    print_operators(s, o->parameters);
    printf("\nMemory for profile %s, in bytes, exact:\n"
           "  plan  %8u  (made on the chip, or in flash: `mw plan`)\n"
           "  state %8u\n"
           "  arena %8u  (its tensors alone need %u at the fullest moment)\n",
           mw_profile_name(s->profile), s->sizes.plan, s->sizes.state, s->sizes.arena,
           mw_memory_bound(blocks, count, mw_model_operator_count(&s->model)));
    print_lists(s);
    return mw_report_end();
}

int mw_command_inspect(int argc, char **argv)
{
    options o = {.profile = MW_PROFILE_PORTABLE};
    int code = mw_parse(&argp, argc, argv, &o);
    if (code != MW_EXIT_DONE) {
        return code;
    }
    mw_session session;
    mw_memory_block *blocks = NULL;
    uint32_t count = 0;
    code = MW_EXIT_FAILED;
    if (mw_session_plan(&session, o.model, o.profile) && mw_session_start(&session, -1)) {
        blocks = mw_memory_blocks(&session, &count);
        code = blocks ? MW_EXIT_DONE : mw_error("out of memory");
    }
    if (code == MW_EXIT_DONE && o.picture) {
        code = mw_memory_picture(&session, blocks, count, o.picture) ? code : MW_EXIT_FAILED;
    }
    if (code == MW_EXIT_DONE) {
        code = o.json ? mw_report_json(mw_inspect_json(&session))
                      : print_text(&session, &o, blocks, count);
    }
    free(blocks);
    mw_session_end(&session);
    return code;
}
