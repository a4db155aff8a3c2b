/* SPDX-License-Identifier: Apache-2.0
 *
 * What is told of a training: a report, a table, a picture of its course. */
#ifndef MW_TRAIN_CURVES_H
#define MW_TRAIN_CURVES_H

#include "mw/report.h"
#include "mw/train/advice.h"
#include "mw/train/trainer.h"

/* Prints the report; the second one in JSON, and returns the exit code. silences: how many of the
 * validation clips are cut from noise. */
void mw_print_training(const mw_trainer *trainer, size_t silences, double seconds,
                       const char *output);
int mw_report_training(const mw_recipe *recipe, const mw_trainer *trainer, double seconds,
                       const char *output, const mw_advice *advice);

/* Both false with one line on stderr. */
bool mw_write_log(const mw_trainer *trainer, const char *path);
bool mw_draw_curves(const mw_trainer *trainer, const char *name, const char *path);

#endif
