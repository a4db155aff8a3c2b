/* SPDX-License-Identifier: Apache-2.0
 *
 * The picture of what chips make of an application: a bar of microwatts a chip, on a scale of
 * decades, with what a coin, two AA cells and indoor light can give marked across. */
#ifndef MW_PICTURE_CHIPS_PICTURE_H
#define MW_PICTURE_CHIPS_PICTURE_H

#include "mw/bench/chips_report.h"
#include "mw/picture/canvas.h"

/* False with one line on stderr; then nothing is left behind. */
bool mw_chips_picture(const mw_chip_table *table, const mw_chips_question *question,
                      const mw_chip_line *lines, size_t count, const char *path);

#endif
