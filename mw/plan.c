/* SPDX-License-Identifier: Apache-2.0
 *
 * mw plan: a model's plan as C, to lie in flash. It needs no set-up and no RAM on the chip. */
#include <argp.h>
#include <ctype.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "mw/file.h"
#include "mw/labels.h"
#include "mw/model_ear.h"
#include "mw/model_events.h"
#include "mw/mw.h"
#include "mw/session.h"

typedef struct options {
    const char *model, *output, *name, *labels;
    mw_profile profile;
    bool with_model;
} options;

enum { KEY_PROFILE = 256, KEY_WITH_MODEL, KEY_NAME, KEY_LABELS };

static const struct argp_option argp_options[] = {
    {"output", 'o', "NAME.c", 0, "The C file to write; its header NAME.h is written beside it", 0},
    {"profile", KEY_PROFILE, "CPU", 0, "Plan for this CPU (default: portable)", 0},
    {"with-model", KEY_WITH_MODEL, NULL, 0, "Write the model's bytes too", 0},
    {"name", KEY_NAME, "NAME", 0, "What the C names begin with (default: the file's name)", 0},
    {"labels", KEY_LABELS, "A,B,...", 0, "What the outputs are called, for a model that says not",
     0},
    {0}};

static error_t parse(int key, char *argument, struct argp_state *state)
{
    options *o = state->input;
    switch (key) {
    case 'o':
        o->output = argument;
        return 0;
    case KEY_NAME:
        o->name = argument;
        return 0;
    case KEY_LABELS:
        o->labels = argument;
        return 0;
    case KEY_WITH_MODEL:
        o->with_model = true;
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
        if (!o->model || !o->output) {
            argp_error(state, "a model and --output are needed");
        }
        if (strlen(o->output) < 3 || strcmp(o->output + strlen(o->output) - 2, ".c") != 0) {
            argp_error(state, "--output must end in .c, not '%s'", o->output);
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
    "Writes a model's plan as a const array, with the sizes of its memory and its list of kernels. "
    "A firmware with it links the interpreter and its kernels only. Where the model says so, its "
    "labels and the front end that it was trained with are written too.\v"
    "Example: mw plan MODEL.tflite -o model.c --profile cortex-m3 --with-model",
    NULL,
    NULL,
    NULL};

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* What C names begin with: the file's base name, with underscores for what no name has. */
static void make_name(const options *o, char *name, size_t size)
{
    const char *from = o->name ? o->name : base_name(o->output);
    size_t length = o->name ? strlen(from) : strlen(from) - 2;
    size_t at = 0;
    if (length > 0 && isdigit((unsigned char)from[0]) && at + 1 < size) {
        name[at++] = '_';
    }
    for (size_t i = 0; i < length && at + 1 < size; i++) {
        name[at++] = isalnum((unsigned char)from[i]) ? from[i] : '_';
    }
    name[at] = 0;
}

static void print_upper(FILE *to, const char *name)
{
    for (; *name; name++) {
        fputc(toupper((unsigned char)*name), to);
    }
}

static void print_array(FILE *to, const char *name, const char *what, const uint8_t *bytes,
                        size_t size)
{
    fprintf(to, "\nMW_ALIGNED const uint8_t %s_%s[%zu] = {", name, what, size);
    for (size_t i = 0; i < size; i++) {
        fprintf(to, "%s0x%02x,", i % 16 ? " " : "\n    ", bytes[i]);
    }
    fputs("\n};\n", to);
}

static void print_head(FILE *to, const options *o, const mw_session *s)
{
    fprintf(to, "/* Made by mw plan from %s (%zu bytes) for profile %s. Not to be edited. */\n",
            base_name(o->model), s->size, mw_profile_name(s->profile));
}

/* The kernels whose ids the plan has. */
static void print_kernels(FILE *to, const char *name, const mw_session *s)
{
    const mw_plan_header *header = s->plan;
    const uint16_t *ids = (const void *)((const uint8_t *)s->plan + header->kernels);
    fprintf(to, "\nstatic const mw_kernel *const kernels[] = {\n");
    for (uint32_t i = 0; i < header->kernel_count; i++) {
        fprintf(to, "    &mw_kernel_%s,\n", mw_kernel_name(ids[i]));
    }
    fprintf(to, "};\nconst mw_kernels %s_kernels = {kernels, %u};\n", name, header->kernel_count);
}

/* What the model says of itself beside its numbers; see model_ear.h and labels.h. */
typedef struct manners {
    mw_labels labels; /* count 0: it does not say, and no option does */
    mw_model_ear ear;
    mw_model_events events;
    bool hears; /* the model says how, or its outputs have labels: then the default holds */
} manners;

/* A C string, whatever bytes the text has. Octal, because a hexadecimal escape has no end. */
static void print_string(FILE *to, const char *text)
{
    fputc('"', to);
    for (; *text; text++) {
        bool plain = *text >= ' ' && *text < 0x7f && *text != '"' && *text != '\\' && *text != '?';
        fprintf(to, plain ? "%c" : "\\%03o", plain ? *text : (unsigned char)*text);
    }
    fputc('"', to);
}

static void print_labels(FILE *to, const char *name, const mw_labels *labels)
{
    fprintf(to, "\nconst char *const %s_labels[%u] = {\n", name, labels->count);
    for (uint32_t i = 0; i < labels->count; i++) {
        fputs("    ", to);
        print_string(to, labels->names[i]);
        fputs(",\n", to);
    }
    fputs("};\n", to);
}

static void print_source(FILE *to, const options *o, const mw_session *s, const manners *m,
                         const char *name)
{
    print_head(to, o, s);
    fprintf(to, "#include \"%.*s.h\"\n", (int)strlen(base_name(o->output)) - 2,
            base_name(o->output));
    print_kernels(to, name, s);
    print_array(to, name, "plan", s->plan, s->sizes.plan);
    if (o->with_model) {
        print_array(to, name, "model", s->bytes, s->size);
    }
    if (m->labels.count > 0) {
        print_labels(to, name, &m->labels);
    }
}

static void print_number(FILE *to, const char *name, const char *what, size_t number)
{
    fputs("    ", to);
    print_upper(to, name);
    fprintf(to, "_%s = %zu,\n", what, number);
}

/* For mw_front_end_init, mw_recogniser_defaults and the application's own arrays. */
static void print_manners(FILE *to, const char *name, const manners *m)
{
    if (m->labels.count > 0) {
        fprintf(to, "\n/* What the outputs are called; bit i of EVENT_LABELS: label i is a word. "
                    "And when a "
                    "word is\n * an event: milliwatt/recogniser.h. */\n");
        fprintf(to, "enum {\n");
        print_number(to, name, "LABELS", m->labels.count);
        print_number(to, name, "EVENT_LABELS", mw_labels_of_events(&m->labels));
        print_number(to, name, "THRESHOLD", m->events.threshold);
        print_number(to, name, "AVERAGE_MS", m->events.average_ms);
        print_number(to, name, "SUPPRESSION_MS", m->events.suppression_ms);
        fprintf(to, "};\nextern const char *const %s_labels[%u];\n", name, m->labels.count);
    }
    if (m->hears) {
        fprintf(to, "\n/* How it hears: milliwatt/front_end.h. */\nenum {\n");
        print_number(to, name, "FRAMES", m->ear.frames);
        print_number(to, name, "HOP_MS", m->ear.ear.hop_ms);
        fputs("};\n#define ", to);
        print_upper(to, name);
        fprintf(to, "_RULES (&mw_rules_%s)\n", m->ear.ear.rules_name);
    }
}

static void print_header(FILE *to, const options *o, const mw_session *s, const manners *m,
                         const char *name)
{
    print_head(to, o, s);
    fputs("#ifndef MW_PLAN_OF_", to);
    print_upper(to, name);
    fputs("\n#define MW_PLAN_OF_", to);
    print_upper(to, name);
    fprintf(to, "\n\n%s#include \"milliwatt/interpreter.h\"\n\nenum {\n",
            m->hears ? "#include \"milliwatt/front_end.h\"\n" : "");
    print_number(to, name, "MODEL_BYTES", s->size);
    print_number(to, name, "PLAN_BYTES", s->sizes.plan);
    print_number(to, name, "STATE_BYTES", s->sizes.state);
    print_number(to, name, "ARENA_BYTES", s->sizes.arena);
    fprintf(to, "};\n\nextern const uint8_t %s_plan[%u];\n", name, s->sizes.plan);
    if (o->with_model) {
        fprintf(to, "extern const uint8_t %s_model[%zu];\n", name, s->size);
    }
    fprintf(to, "extern const mw_kernels %s_kernels;\n", name);
    print_manners(to, name, m);
    fputs("\n#endif\n", to);
}

/* What the model leaves open of its front end has the default. */
static bool find_manners(mw_session *s, const options *o, manners *m)
{
    bool found = o->labels ? mw_session_start(s, -1) && mw_labels_find(s, o->labels, &m->labels)
                           : mw_labels_of_model(s, &m->labels);
    if (!found || !mw_model_ear_read(s, &m->ear) ||
        !mw_model_events_read(&s->model, s->path, &m->events)) {
        return false;
    }
    m->hears = m->ear.said || m->labels.count > 0;
    mw_ear_complete(&m->ear.ear, &MW_EAR_DEFAULT);
    mw_tensor input;
    mw_model_tensor(&s->model, mw_model_input(&s->model, 0), &input);
    if (m->ear.frames == 0) {
        m->ear.frames = input.elements / MW_FRAME_FEATURES;
    }
    return true;
}

static int write_files(const options *o, const mw_session *s, const manners *m)
{
    char name[128];
    make_name(o, name, sizeof name);
    char *header = strdup(o->output);
    mw_file source_file = {0};
    mw_file header_file = {0};
    int code = MW_EXIT_FAILED;
    if (header) {
        header[strlen(header) - 1] = 'h';
        if (mw_file_open(&source_file, o->output) && mw_file_open(&header_file, header)) {
            print_source(source_file.stream, o, s, m, name);
            print_header(header_file.stream, o, s, m, name);
            if (mw_file_close(&header_file) && mw_file_close(&source_file)) {
                code = MW_EXIT_DONE;
            }
        }
    }
    mw_file_abandon(&source_file);
    mw_file_abandon(&header_file);
    free(header);
    return code;
}

int mw_command_plan(int argc, char **argv)
{
    options o = {.profile = MW_PROFILE_PORTABLE};
    int code = mw_parse(&argp, argc, argv, &o);
    if (code != MW_EXIT_DONE) {
        return code;
    }
    mw_session session;
    manners m = {0};
    code = MW_EXIT_FAILED;
    if (mw_session_plan(&session, o.model, o.profile) && find_manners(&session, &o, &m)) {
        code = write_files(&o, &session, &m);
    }
    mw_labels_free(&m.labels);
    mw_session_end(&session);
    return code;
}
