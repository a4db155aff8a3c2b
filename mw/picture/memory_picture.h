/* SPDX-License-Identifier: Apache-2.0
 *
 * The picture of a model's arena: which tensor lies where, and when. */
#ifndef MW_PICTURE_MEMORY_PICTURE_H
#define MW_PICTURE_MEMORY_PICTURE_H

#include "mw/memory.h"
#include "mw/picture/canvas.h"

/* Draws the blocks; false with one line on stderr where the file cannot be written. */
bool mw_memory_picture(const mw_session *session, const mw_memory_block *blocks, uint32_t count,
                       const char *path);

#endif
