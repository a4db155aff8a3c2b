/* SPDX-License-Identifier: Apache-2.0
 *
 * How often a model was right, in one picture: what was said against what was heard, each class's
 * share with how sure one can be of it, and the recordings that it got furthest wrong, by name and
 * with what they look like. */
#ifndef MW_PICTURE_CONFUSION_PICTURE_H
#define MW_PICTURE_CONFUSION_PICTURE_H

#include <stdbool.h>

#include "mw/accuracy_report.h"

enum { MW_CONFUSION_LABELS = 48 }; /* the most that can be drawn */

/* False with one line on stderr where the file cannot be written, or there are too many labels. */
bool mw_confusion_picture_write(const mw_accuracy *accuracy, const char *path);

#endif
