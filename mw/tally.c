/* SPDX-License-Identifier: Apache-2.0
 *
 * What an evaluation counts. See tally.h. */
#include "mw/tally.h"

#include <math.h>
#include <stdlib.h>

#include "mw/mw.h"

static const double standard_errors = 1.959964; /* 95 per cent of a normal distribution */

mw_interval mw_interval_of(size_t right, size_t total)
{
    if (total == 0) {
        return (mw_interval){0, 1};
    }
    const double z2 = standard_errors * standard_errors;
    double n = (double)total;
    double share = (double)right / n;
    double middle = (share + z2 / (2 * n)) / (1 + z2 / n);
    double half = standard_errors * sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n);
    return (mw_interval){right == 0 ? 0 : middle - half, right == total ? 1 : middle + half};
}

size_t mw_tally_at(const mw_tally *t, uint32_t spoken, uint32_t answer)
{
    return t->matrix[spoken * t->labels->count + answer];
}

size_t mw_tally_total(const mw_tally *t, uint32_t spoken)
{
    size_t total = 0;
    for (uint32_t answer = 0; answer < t->labels->count; answer++) {
        total += mw_tally_at(t, spoken, answer);
    }
    return total;
}

double mw_balance(const size_t *right, const size_t *total, size_t classes, double *doubt)
{
    double shares = 0;
    double variance = 0;
    unsigned heard = 0;
    for (size_t i = 0; i < classes; i++) {
        if (total[i] > 0) {
            mw_interval interval = mw_interval_of(right[i], total[i]);
            double error = (interval.high - interval.low) / 2;
            shares += (double)right[i] / (double)total[i];
            variance += error * error;
            heard++;
        }
    }
    *doubt = heard > 0 ? sqrt(variance) / heard : 0;
    return heard > 0 ? shares / heard : 0;
}

static double balance(const mw_tally *t, double *doubt)
{
    size_t right[MW_MOST_LABELS];
    size_t total[MW_MOST_LABELS];
    for (uint32_t spoken = 0; spoken < t->labels->count; spoken++) {
        right[spoken] = mw_tally_at(t, spoken, spoken);
        total[spoken] = mw_tally_total(t, spoken);
    }
    return mw_balance(right, total, t->labels->count, doubt);
}

static void add_rows(mw_tally *t, const mw_evaluation *e, size_t from, size_t to)
{
    for (size_t row = from; row < to; row++) {
        uint32_t spoken = (uint32_t)e->classes[row];
        t->matrix[spoken * t->labels->count + mw_evaluation_answer(e, row)]++;
    }
}

mw_tally mw_tally_count(const mw_evaluation *e)
{
    uint32_t labels = e->labels.count;
    mw_tally t = {.labels = &e->labels, .matrix = calloc((size_t)labels * labels, sizeof(size_t))};
    if (!t.matrix) {
        exit(mw_error("a matrix of %u labels does not fit into memory", labels));
    }
    add_rows(&t, e, 0, e->judged);
    t.total = e->judged;
    for (uint32_t spoken = 0; spoken < labels; spoken++) {
        t.right += mw_tally_at(&t, spoken, spoken);
    }
    t.recordings_balance = balance(&t, &t.doubt);
    add_rows(&t, e, e->judged, e->count);
    t.balanced_accuracy = balance(&t, &t.doubt);
    return t;
}

void mw_tally_free(mw_tally *tally)
{
    free(tally->matrix);
    *tally = (mw_tally){0};
}

/* How far the answer was ahead of the right label: 0 to 255. */
static int lead(const mw_evaluation *e, size_t row)
{
    const int8_t *scores = e->scores + row * e->labels.count;
    return scores[mw_evaluation_answer(e, row)] - scores[e->classes[row]];
}

static bool is_wrong(const mw_evaluation *e, size_t row)
{
    return mw_evaluation_answer(e, row) != (uint32_t)e->classes[row];
}

size_t mw_tally_worst(const mw_evaluation *e, size_t *rows, size_t most)
{
    size_t count = 0;
    for (int margin = 255; margin >= 0; margin--) {
        for (size_t row = 0; row < e->count; row++) {
            if (is_wrong(e, row) && lead(e, row) == margin) {
                if (count < most) {
                    rows[count] = row;
                }
                count++;
            }
        }
    }
    return count;
}
