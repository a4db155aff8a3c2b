/* SPDX-License-Identifier: Apache-2.0
 *
 * What a threshold buys and costs, in one picture: how many words are found against false events an
 * hour, and both over the threshold. */
#ifndef MW_PICTURE_TRADEOFF_PICTURE_H
#define MW_PICTURE_TRADEOFF_PICTURE_H

#include <stdbool.h>

#include "mw/streaming_report.h"

/* Of an account with a sweep. False with one line on stderr where the file cannot be written. */
bool mw_tradeoff_picture_write(const mw_streaming_account *account, const char *path);

#endif
