/* SPDX-License-Identifier: Apache-2.0
 *
 * Tells how often a model was right. See accuracy_report.h. */
#include "mw/accuracy_report.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mw/report.h"

enum { MOST_WORST = 12, WORST_IN_TEXT = 5, WHY_BYTES = 240 };

/* Where the class "silence" comes from, or why there is none. */
static const char *explain_silence(const mw_accuracy *a, char text[WHY_BYTES])
{
    const mw_evaluation *e = a->evaluation;
    if (e->count > e->judged) {
        snprintf(text, WHY_BYTES,
                 "silence: %zu clips of one second, cut with a fixed seed from the last fifth of "
                 "each of %zu noise files, at levels from 0 to 1",
                 e->count - e->judged, e->noise.count);
    } else if (mw_labels_of_word(&e->labels, "silence") < 0) {
        snprintf(text, WHY_BYTES, "silence: the model has no such label");
    } else {
        snprintf(text, WHY_BYTES,
                 "silence: %.150s has no _background_noise_ to cut it from, so it is left out of "
                 "the balance",
                 a->folder);
    }
    return text;
}

static int label_width(const mw_labels *labels)
{
    int width = 7;
    for (uint32_t i = 0; i < labels->count; i++) {
        int length = (int)strlen(labels->names[i]);
        width = length > width ? length : width;
    }
    return width;
}

static void print_row(const mw_tally *t, uint32_t spoken, int width)
{
    size_t right = mw_tally_at(t, spoken, spoken);
    size_t total = mw_tally_total(t, spoken);
    printf("%-*s %7zu of %6zu ", width, t->labels->names[spoken], right, total);
    if (total > 0) {
        mw_interval i = mw_interval_of(right, total);
        printf("%8.2f %%  %5.1f to %5.1f %%", 100.0 * (double)right / (double)total, 100 * i.low,
               100 * i.high);
    } else {
        printf("%10s  %16s", "-", "");
    }
    for (uint32_t answer = 0; answer < t->labels->count; answer++) {
        printf(" %*zu", width, mw_tally_at(t, spoken, answer));
    }
    printf("\n");
}

static void print_table(const mw_tally *t)
{
    int width = label_width(t->labels);
    printf("%-*s %7s    %6s %10s  %16s   heard as:\n%*s", width, "class", "right", "total", "share",
           "95 % sure", width + 49, "");
    for (uint32_t i = 0; i < t->labels->count; i++) {
        printf(" %*s", i == 0 ? width - 1 : width, t->labels->names[i]);
    }
    printf("\n");
    for (uint32_t spoken = 0; spoken < t->labels->count; spoken++) {
        print_row(t, spoken, width);
    }
    mw_interval i = mw_interval_of(t->right, t->total);
    printf("%-*s %7zu of %6zu %8.2f %%  %5.1f to %5.1f %%   (recordings)\n\n", width, "all",
           t->right, t->total, 100.0 * (double)t->right / (double)t->total, 100 * i.low,
           100 * i.high);
}

static void print_worst(const mw_evaluation *e)
{
    size_t rows[WORST_IN_TEXT];
    size_t count = mw_tally_worst(e, rows, WORST_IN_TEXT);
    if (count > 0) {
        printf("\nfurthest off, of %zu that were wrong:\n", count);
    }
    for (size_t i = 0; i < count && i < WORST_IN_TEXT; i++) {
        char *name = mw_evaluation_name(e, rows[i]);
        printf("  %-40s is %s, heard as %s\n", name, e->labels.names[e->classes[rows[i]]],
               e->labels.names[mw_evaluation_answer(e, rows[i])]);
        free(name);
    }
}

int mw_accuracy_report_text(const mw_accuracy *a)
{
    const mw_evaluation *e = a->evaluation;
    const mw_tally *t = a->tally;
    char why[WHY_BYTES];
    printf("%s on %zu recordings, split %s of %s\n%s\n\n", a->model, e->judged, a->split, a->folder,
           explain_silence(a, why));
    print_table(t);
    printf("balanced accuracy %.2f %%, give or take %.1f (the mean of the classes' shares)\n",
           100 * t->balanced_accuracy, 100 * t->doubt);
    if (e->count > e->judged) {
        printf("balanced accuracy %.2f %% of the recordings alone, without silence\n",
               100 * t->recordings_balance);
    }
    if (e->left_out > 0) {
        printf("%zu recordings of words that are no label were left out\n", e->left_out);
    }
    print_worst(e);
    return mw_report_end();
}

static cJSON *counts_of(const mw_tally *t, uint32_t spoken)
{
    cJSON *counts = cJSON_CreateObject();
    cJSON_AddNumberToObject(counts, "right", (double)mw_tally_at(t, spoken, spoken));
    cJSON_AddNumberToObject(counts, "total", (double)mw_tally_total(t, spoken));
    return counts;
}

/* Where a class's share lies with a probability of 95 per cent: [low, high]. */
static cJSON *interval_of(const mw_tally *t, uint32_t spoken)
{
    mw_interval i = mw_interval_of(mw_tally_at(t, spoken, spoken), mw_tally_total(t, spoken));
    return cJSON_CreateDoubleArray((const double[]){i.low, i.high}, 2);
}

static void add_classes(cJSON *report, const mw_tally *t)
{
    cJSON *classes = cJSON_AddObjectToObject(report, "classes");
    cJSON *intervals = cJSON_AddObjectToObject(report, "intervals");
    cJSON *confusion = cJSON_AddObjectToObject(report, "confusion"); /* spoken, then answered */
    for (uint32_t spoken = 0; spoken < t->labels->count; spoken++) {
        const char *name = t->labels->names[spoken];
        cJSON_AddItemToObject(classes, name, counts_of(t, spoken));
        cJSON_AddItemToObject(intervals, name, interval_of(t, spoken));
        cJSON *row = cJSON_AddObjectToObject(confusion, name);
        for (uint32_t answer = 0; answer < t->labels->count; answer++) {
            cJSON_AddNumberToObject(row, t->labels->names[answer],
                                    (double)mw_tally_at(t, spoken, answer));
        }
    }
}

static void add_worst(cJSON *report, const mw_evaluation *e)
{
    size_t rows[MOST_WORST];
    size_t count = mw_tally_worst(e, rows, MOST_WORST);
    cJSON_AddNumberToObject(report, "wrong", (double)count);
    cJSON *worst = cJSON_AddArrayToObject(report, "worst");
    for (size_t i = 0; i < count && i < MOST_WORST; i++) {
        const int8_t *scores = e->scores + rows[i] * e->labels.count;
        uint32_t answer = mw_evaluation_answer(e, rows[i]);
        char *name = mw_evaluation_name(e, rows[i]);
        cJSON *row = cJSON_CreateObject();
        cJSON_AddStringToObject(row, "name", name);
        cJSON_AddStringToObject(row, "is", e->labels.names[e->classes[rows[i]]]);
        cJSON_AddStringToObject(row, "heard_as", e->labels.names[answer]);
        cJSON_AddNumberToObject(row, "score", scores[e->classes[rows[i]]] + 128);
        cJSON_AddNumberToObject(row, "heard_score", scores[answer] + 128);
        cJSON_AddItemToArray(worst, row);
        free(name);
    }
}

int mw_accuracy_report_json(const mw_accuracy *a)
{
    const mw_evaluation *e = a->evaluation;
    const mw_tally *t = a->tally;
    char why[WHY_BYTES];
    cJSON *report = cJSON_CreateObject();
    cJSON_AddStringToObject(report, "model", a->model);
    cJSON_AddStringToObject(report, "folder", a->folder);
    cJSON_AddStringToObject(report, "split", a->split);
    cJSON_AddStringToObject(report, "rules", e->ear.rules_name);
    cJSON_AddNumberToObject(report, "hop_ms", e->ear.hop_ms);
    cJSON_AddNumberToObject(report, "recordings", (double)e->judged);
    cJSON_AddNumberToObject(report, "left_out", (double)e->left_out);
    cJSON_AddNumberToObject(report, "silence_clips", (double)(e->count - e->judged));
    cJSON_AddStringToObject(report, "silence", explain_silence(a, why));
    cJSON_AddNumberToObject(report, "right", (double)t->right);
    cJSON_AddNumberToObject(report, "accuracy", (double)t->right / (double)t->total);
    cJSON_AddNumberToObject(report, "balanced_accuracy", t->balanced_accuracy);
    cJSON_AddNumberToObject(report, "balanced_accuracy_doubt", t->doubt);
    cJSON_AddNumberToObject(report, "balanced_accuracy_of_recordings", t->recordings_balance);
    add_classes(report, t);
    add_worst(report, e);
    return mw_report_json(report);
}
