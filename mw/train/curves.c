/* SPDX-License-Identifier: Apache-2.0
 *
 * Report, table and picture of a training. See curves.h. */
#include "mw/train/curves.h"

#include <math.h>
#include <stdio.h>

#include "mw/file.h"
#include "mw/picture/canvas.h"

static uint32_t total_of(const mw_tally *tally, uint32_t class)
{
    uint32_t total = 0;
    for (uint32_t answer = 0; answer < tally->classes; answer++) {
        total += tally->counts[class][answer];
    }
    return total;
}

/* Half the width of the 95 % confidence interval of the balanced accuracy: the classes' shares are
 * independent, each with the variance of a share of so many. */
static double uncertainty(const mw_tally *tally)
{
    double variance = 0;
    uint32_t heard = 0;
    for (uint32_t class = 0; class < tally->classes; class ++) {
        double total = total_of(tally, class);
        if (total > 0) {
            double share = (tally->counts[class][class] + 1.0) / (total + 2.0);
            variance += share * (1.0 - share) / total;
            heard++;
        }
    }
    return heard ? 1.96 * sqrt(variance) / heard : 0;
}

void mw_print_training(const mw_trainer *trainer, size_t silences, double seconds,
                       const char *output)
{
    const mw_trainer *t = trainer;
    printf("%s: %u bytes, from step %u, after %.0f s\n\n", output, t->best_size, t->best_step,
           seconds);
    printf("class          right     total      share\n");
    for (uint32_t i = 0; i < t->best_tally.classes; i++) {
        uint32_t total = total_of(&t->best_tally, i);
        printf("%-12s %7u of %6u %8.2f %%\n", t->labels->names[i], t->best_tally.counts[i][i],
               total, total ? 100.0 * t->best_tally.counts[i][i] / total : 0.0);
    }
    printf("\nbalanced accuracy on validation, in 8 bits as the chip computes: %.2f %% +- %.2f\n",
           100 * t->best_balance, 100 * uncertainty(&t->best_tally));
    printf("the same network in float32: %.2f %%\n", 100 * t->best_float_balance);
    if (silences > 0) {
        printf("silence is %zu seconds cut from the last fifth of each noise file, which training "
               "never hears\n",
               silences);
    } else {
        printf("there is no noise, so there is no class silence\n");
    }
}

int mw_report_training(const mw_recipe *recipe, const mw_trainer *trainer, double seconds,
                       const char *output, const mw_advice *advice)
{
    const mw_trainer *t = trainer;
    cJSON *report = cJSON_CreateObject();
    cJSON_AddStringToObject(report, "recipe", recipe->name);
    cJSON_AddStringToObject(report, "model", output);
    cJSON_AddNumberToObject(report, "bytes", t->best_size);
    cJSON_AddNumberToObject(report, "step", t->best_step);
    cJSON_AddNumberToObject(report, "seed", (double)t->seed);
    cJSON_AddNumberToObject(report, "seconds", seconds);
    cJSON_AddNumberToObject(report, "balanced_accuracy", t->best_balance);
    cJSON_AddNumberToObject(report, "uncertainty", uncertainty(&t->best_tally));
    cJSON_AddNumberToObject(report, "float_balanced_accuracy", t->best_float_balance);
    cJSON *classes = cJSON_AddObjectToObject(report, "classes");
    for (uint32_t i = 0; i < t->best_tally.classes; i++) {
        cJSON *counts = cJSON_AddObjectToObject(classes, t->labels->names[i]);
        cJSON_AddNumberToObject(counts, "right", t->best_tally.counts[i][i]);
        cJSON_AddNumberToObject(counts, "total", total_of(&t->best_tally, i));
    }
    cJSON *lines = cJSON_AddArrayToObject(report, "advice");
    for (size_t i = 0; i < advice->count; i++) {
        cJSON_AddItemToArray(lines, cJSON_CreateString(advice->lines[i]));
    }
    return mw_report_json(report);
}

bool mw_write_log(const mw_trainer *trainer, const char *path)
{
    mw_file file;
    if (!mw_file_open(&file, path)) {
        return false;
    }
    fputs("step,phase,rate,loss,training_accuracy,validation_accuracy,float_accuracy\n",
          file.stream);
    for (uint32_t i = 0; i < trainer->log_count; i++) {
        const mw_moment_of_training *m = &trainer->log[i];
        fprintf(file.stream, "%u,%s,%.6g,%.5f,%.5f,%.5f,%.5f\n", m->step,
                m->tuning ? "tune" : "train", m->rate, m->loss, m->training_share, m->balance,
                m->float_balance);
    }
    return mw_file_close(&file);
}

/* A panel of curves over the steps. */
typedef struct panel {
    cairo_t *cairo;
    const mw_trainer *trainer;
    double left, top, width, height, least, greatest;
} panel;

static double x_of(const panel *p, uint32_t step)
{
    return p->left + p->width * step / fmax(1, mw_trainer_steps(p->trainer));
}

static double y_of(const panel *p, double value)
{
    double share = (value - p->least) / (p->greatest - p->least);
    return p->top + p->height * (1.0 - fmin(fmax(share, 0), 1));
}

static void draw_grid(const panel *p, const char *title, const char *format, double factor)
{
    char text[64];
    mw_set_font(p->cairo, 11, true);
    mw_set_color(p->cairo, MW_COLOR_TEXT, 1);
    mw_text(p->cairo, p->left, p->top - 8, 0, 0, title);
    mw_set_font(p->cairo, 9, false);
    for (int i = 0; i <= 4; i++) {
        double value = p->least + (p->greatest - p->least) * i / 4;
        cairo_move_to(p->cairo, p->left, y_of(p, value));
        cairo_rel_line_to(p->cairo, p->width, 0);
        mw_set_color(p->cairo, MW_COLOR_GRID, 1);
        cairo_set_line_width(p->cairo, 1);
        cairo_stroke(p->cairo);
        snprintf(text, sizeof text, format, value * factor);
        mw_set_color(p->cairo, MW_COLOR_MUTED, 1);
        mw_text(p->cairo, p->left - 6, y_of(p, value) + 3, 1, 0, text);
    }
    uint32_t steps = mw_trainer_steps(p->trainer);
    for (uint32_t i = 0; i <= 4; i++) {
        snprintf(text, sizeof text, "%u", steps / 4 * i);
        mw_text(p->cairo, x_of(p, steps / 4 * i), p->top + p->height + 14, 0.5, 0, text);
    }
}

static void draw_curve(const panel *p, double (*value)(const mw_moment_of_training *), uint32_t rgb)
{
    cairo_new_path(p->cairo);
    for (uint32_t i = 0; i < p->trainer->log_count; i++) {
        const mw_moment_of_training *m = &p->trainer->log[i];
        cairo_line_to(p->cairo, x_of(p, m->step), y_of(p, value(m)));
    }
    mw_set_color(p->cairo, rgb, 1);
    cairo_set_line_width(p->cairo, 1.6);
    cairo_stroke(p->cairo);
}

static double loss_of(const mw_moment_of_training *m)
{
    return m->loss;
}

static double training_of(const mw_moment_of_training *m)
{
    return m->training_share;
}

static double validation_of(const mw_moment_of_training *m)
{
    return m->balance;
}

static double float_of(const mw_moment_of_training *m)
{
    return m->float_balance;
}

static void draw_legend(const panel *p)
{
    static const char *const texts[] = {"training clips, varied", "validation, 8 bits (balanced)",
                                        "validation, float (balanced)"};
    const uint32_t colors[] = {MW_COLOR_NO_EVENT, mw_label_color(0), mw_label_color(1)};
    double x = p->left + p->width;
    mw_set_font(p->cairo, 9, false);
    for (int i = 2; i >= 0; i--) {
        mw_set_color(p->cairo, colors[i], 1);
        x -= mw_text(p->cairo, x, p->top - 8, 1, 0, texts[i]) + 14;
    }
}

static double greatest_loss(const mw_trainer *t)
{
    double greatest = 0.1;
    for (uint32_t i = 0; i < t->log_count; i++) {
        greatest = fmax(greatest, t->log[i].loss);
    }
    return greatest;
}

bool mw_draw_curves(const mw_trainer *trainer, const char *name, const char *path)
{
    mw_canvas canvas;
    if (!mw_canvas_open(&canvas, path, 720, 460)) {
        return false;
    }
    char title[160];
    panel share = {canvas.cairo, trainer, 56, 62, 640, 190, 0.6, 1.0};
    panel loss = {canvas.cairo, trainer, 56, 300, 640, 120, 0, greatest_loss(trainer)};
    snprintf(title, sizeof title, "Training %s: validation %.2f %% in 8 bits, from step %u", name,
             100 * trainer->best_balance, trainer->best_step);
    mw_set_font(canvas.cairo, 14, true);
    mw_set_color(canvas.cairo, MW_COLOR_TEXT, 1);
    mw_text(canvas.cairo, 16, 26, 0, 688, title);
    draw_grid(&share, "right answers", "%.0f %%", 100);
    draw_curve(&share, training_of, MW_COLOR_NO_EVENT);
    draw_curve(&share, float_of, mw_label_color(1));
    draw_curve(&share, validation_of, mw_label_color(0));
    draw_legend(&share);
    draw_grid(&loss, "loss on training clips", "%.2f", 1);
    draw_curve(&loss, loss_of, MW_COLOR_INK);
    mw_set_font(canvas.cairo, 9, false);
    mw_set_color(canvas.cairo, MW_COLOR_MUTED, 1);
    mw_text(canvas.cairo, 376, 452, 0.5, 0, "steps");
    return mw_canvas_close(&canvas);
}
