/* SPDX-License-Identifier: Apache-2.0
 *
 * mw evaluate: how often a model is right on a folder of recordings. evaluation.c does the work,
 * this file tells. */
#include <argp.h>
#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mw/evaluation.h"
#include "mw/file.h"
#include "mw/mw.h"
#include "mw/report.h"

typedef struct options {
    const char *model, *folder, *split, *labels, *scores;
    mw_ear ear;
    bool json;
} options;

enum { KEY_JSON = 256, KEY_SCORES };

static const struct argp_option argp_options[] = {
    {"labels", 'l', "NAMES", 0,
     "What the model's outputs are called, in their order, parted by commas", 0},
    {"split", 's', "SPLIT", 0, "Which recordings: validation (default), another split, or all", 0},
    {"scores", KEY_SCORES, "FILE", 0,
     "Write path, class and scores of each recording there, parted by tabs", 0},
    {"json", KEY_JSON, NULL, 0, "Report in JSON", 0},
    {0}};

static const struct argp_child children[] = {{&mw_ear_argp, 0, NULL, 0}, {0}};

static error_t parse(int key, char *argument, struct argp_state *state)
{
    options *o = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &o->ear;
        return 0;
    case 'l':
        o->labels = argument;
        return 0;
    case 's':
        o->split = argument;
        return 0;
    case KEY_SCORES:
        o->scores = argument;
        return 0;
    case KEY_JSON:
        o->json = true;
        return 0;
    case ARGP_KEY_ARG:
        if (o->folder) {
            argp_error(state, "one model and one folder only");
        }
        *(o->model ? &o->folder : &o->model) = argument;
        return 0;
    case ARGP_KEY_END:
        if (!o->folder) {
            argp_error(state, "a model and a folder of recordings are needed");
        }
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    argp_options,
    parse,
    "MODEL FOLDER",
    "Counts how often a model is right on recordings of single words: one window from each one's "
    "first sample, zeros after its end; the greatest score is the answer. FOLDER/splits.tsv "
    "(columns "
    "path, split, word) says what there is; without it each folder in FOLDER is a word and the "
    "speaker's hash decides the split, as in Speech Commands. A word that is no label counts as "
    "unknown.\v"
    "Example:\n"
    "  build/mw evaluate --labels silence,unknown,yes,no \\\n"
    "    ../shared/models/tflite_micro/micro_speech_quantized.tflite \\\n"
    "    ../shared/data/speech",
    children,
    NULL,
    NULL};

/* Recordings by class (row) and answer (column), and what follows. */
typedef struct tally {
    const mw_labels *labels;
    size_t *matrix; /* [labels][labels] */
    size_t right, total;
    double balanced_accuracy;
} tally;

static size_t at(const tally *t, uint32_t class, uint32_t answer)
{
    return t->matrix[class * t->labels->count + answer];
}

static size_t total_of(const tally *t, uint32_t class)
{
    size_t total = 0;
    for (uint32_t answer = 0; answer < t->labels->count; answer++) {
        total += at(t, class, answer);
    }
    return total;
}

static tally count(const mw_evaluation *e)
{
    uint32_t labels = e->labels.count;
    tally t = {.labels = &e->labels, .matrix = calloc((size_t)labels * labels, sizeof(size_t))};
    if (!t.matrix) {
        exit(mw_error("a matrix of %u labels does not fit into memory", labels));
    }
    for (size_t i = 0; i < e->count; i++) {
        t.matrix[(uint32_t)e->classes[i] * labels + mw_evaluation_answer(e, i)]++;
    }
    double shares = 0;
    unsigned heard = 0;
    for (uint32_t class = 0; class < labels; class ++) {
        size_t total = total_of(&t, class);
        t.right += at(&t, class, class);
        t.total += total;
        shares += total ? (double)at(&t, class, class) / (double)total : 0;
        heard += total > 0;
    }
    t.balanced_accuracy = shares / heard;
    return t;
}

static bool write_scores(const char *path, const mw_evaluation *e, const mw_recordings *recordings)
{
    mw_file file;
    if (!mw_file_open(&file, path)) {
        return false;
    }
    for (size_t i = 0; i < e->count; i++) {
        fprintf(file.stream, "%s\t%s", recordings->items[e->recordings[i]].path,
                e->labels.names[e->classes[i]]);
        for (uint32_t k = 0; k < e->labels.count; k++) {
            fprintf(file.stream, "\t%d", e->scores[i * e->labels.count + k]);
        }
        fputc('\n', file.stream);
    }
    return mw_file_close(&file);
}

static cJSON *counts_of(const tally *t, uint32_t class)
{
    cJSON *counts = cJSON_CreateObject();
    cJSON_AddNumberToObject(counts, "right", (double)at(t, class, class));
    cJSON_AddNumberToObject(counts, "total", (double)total_of(t, class));
    return counts;
}

static int report_json(const options *o, const mw_evaluation *e, const tally *t)
{
    cJSON *report = cJSON_CreateObject();
    cJSON_AddStringToObject(report, "model", o->model);
    cJSON_AddStringToObject(report, "folder", o->folder);
    cJSON_AddStringToObject(report, "split", o->split);
    cJSON_AddNumberToObject(report, "recordings", (double)e->count);
    cJSON_AddNumberToObject(report, "left_out", (double)e->left_out);
    cJSON_AddNumberToObject(report, "right", (double)t->right);
    cJSON_AddNumberToObject(report, "accuracy", (double)t->right / (double)t->total);
    cJSON_AddNumberToObject(report, "balanced_accuracy", t->balanced_accuracy);
    cJSON *classes = cJSON_AddObjectToObject(report, "classes");
    cJSON *confusion = cJSON_AddObjectToObject(report, "confusion"); /* class, then answer */
    for (uint32_t class = 0; class < t->labels->count; class ++) {
        const char *name = t->labels->names[class];
        cJSON_AddItemToObject(classes, name, counts_of(t, class));
        cJSON *row = cJSON_AddObjectToObject(confusion, name);
        for (uint32_t answer = 0; answer < t->labels->count; answer++) {
            cJSON_AddNumberToObject(row, t->labels->names[answer], (double)at(t, class, answer));
        }
    }
    return mw_report_json(report);
}

static void print_row(const tally *t, uint32_t class, int width)
{
    size_t total = total_of(t, class);
    if (total == 0) {
        return; /* nobody said it */
    }
    size_t right = at(t, class, class);
    printf("%-*s %7zu of %6zu %8.2f %%  ", width, t->labels->names[class], right, total,
           100.0 * (double)right / (double)total);
    for (uint32_t answer = 0; answer < t->labels->count; answer++) {
        printf(" %*zu", width < 7 ? 7 : width, at(t, class, answer));
    }
    printf("\n");
}

static int report_text(const options *o, const mw_evaluation *e, const tally *t)
{
    int width = 7;
    for (uint32_t i = 0; i < t->labels->count; i++) {
        int length = (int)strlen(t->labels->names[i]);
        width = length > width ? length : width;
    }
    printf("%s on %zu recordings, split %s of %s\n\n", o->model, e->count, o->split, o->folder);
    printf("%-*s %7s    %6s %10s   heard as:\n%*s", width, "class", "right", "total", "share",
           width + 31, "");
    for (uint32_t i = 0; i < t->labels->count; i++) {
        printf(" %*s", width, t->labels->names[i]);
    }
    printf("\n");
    for (uint32_t class = 0; class < t->labels->count; class ++) {
        print_row(t, class, width);
    }
    printf("%-*s %7zu of %6zu %8.2f %%\n\n", width, "all", t->right, t->total,
           100.0 * (double)t->right / (double)t->total);
    printf("balanced accuracy %.2f %% (the mean of the classes' shares)\n",
           100.0 * t->balanced_accuracy);
    if (e->left_out > 0) {
        printf("%zu recordings of words that are no label were left out\n", e->left_out);
    }
    return mw_report_end();
}

int mw_command_evaluate(int argc, char **argv)
{
    options o = {.split = "validation", .ear = MW_EAR_DEFAULT};
    int code = mw_parse(&argp, argc, argv, &o);
    if (code != MW_EXIT_DONE) {
        return code;
    }
    mw_recordings recordings;
    mw_evaluation e;
    if (!mw_recordings_find(o.folder, o.split, &recordings)) {
        return MW_EXIT_FAILED;
    }
    code = MW_EXIT_FAILED;
    if (mw_evaluation_run(o.model, o.labels, &o.ear, &recordings, &e)) {
        tally t = count(&e);
        if (!o.scores || write_scores(o.scores, &e, &recordings)) {
            code = o.json ? report_json(&o, &e, &t) : report_text(&o, &e, &t);
        }
        free(t.matrix);
        mw_evaluation_free(&e);
    }
    mw_recordings_free(&recordings);
    return code;
}
