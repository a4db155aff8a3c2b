/* SPDX-License-Identifier: Apache-2.0
 *
 * Makes firmware: compiles the library for a core, once, and links images with it. The compiler is
 * called directly: what a firmware needs is src/, one folder of boards/, boards/common/ and the
 * application's own few files. */
#ifndef MW_BENCH_FIRMWARE_H
#define MW_BENCH_FIRMWARE_H

#include "mw/bench/board.h"
#include "mw/bench/core.h"
#include "mw/bench/tree.h"

/* Which variants of kernels the library has: those of the core, all, or the references only. */
typedef enum mw_library { MW_LIBRARY_NATIVE, MW_LIBRARY_EVERY, MW_LIBRARY_REFERENCE } mw_library;

enum { MW_IMAGE_SOURCES = 16 };

/* An image to be made. Paths of sources are below the tree, or begin with '/'. */
typedef struct mw_image {
    const char *name; /* NAME.elf and NAME.map in the work folder */
    const mw_core *core;
    const mw_board *board; /* whose memory it is linked for, */
    bool with_board;       /* and whose drivers it has */
    mw_library library;
    const char *sources[MW_IMAGE_SOURCES];     /* ends with NULL */
    const char *definitions[MW_IMAGE_SOURCES]; /* "-DNAME=1" and the like; ends with NULL */
    uint32_t stack_bytes;
} mw_image;

/* How making an image ended. */
typedef enum mw_made {
    MW_MADE,
    MW_MADE_TOO_BIG, /* flash_missing and ram_missing tell by how much; nothing is printed */
    MW_MADE_FAILED   /* with one line on stderr */
} mw_made;

/* Makes it in the folder `work`; where it does not fit, the bytes that are missing. */
mw_made mw_firmware_make(const mw_image *image, const char *work, int64_t *flash_missing,
                         int64_t *ram_missing);

/* Compiles the counting plugin and tells where it is; NULL with one line on stderr. */
const char *mw_firmware_plugin(void);

#endif
