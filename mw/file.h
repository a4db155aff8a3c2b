/* SPDX-License-Identifier: Apache-2.0
 *
 * Whole files in and out. A file is written beside its place and renamed, so that it is never there
 * half-written; a place that exists and is no regular file (/dev/full, a pipe) is written directly.
 */
#ifndef MW_FILE_H
#define MW_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Reads a whole file into memory aligned to 8 that the caller frees; false with a line on stderr
 * that calls it what ("model"). An empty file gives a size of 0 and memory that may be freed. */
bool mw_file_read(const char *path, const char *what, uint8_t **bytes, size_t *size);

/* A file being written. */
typedef struct mw_file {
    const char *path;
    char *beside; /* what is written and renamed; NULL: written directly */
    FILE *stream;
} mw_file;

/* Opens, and closes with everything on the disk. Both are false with a line on stderr when the disk
 * is full or the place cannot be written; then nothing is left behind. */
bool mw_file_open(mw_file *file, const char *path);
bool mw_file_close(mw_file *file);

/* Gives a file up that was opened: nothing is left behind. */
void mw_file_abandon(mw_file *file);

/* The three steps in one. */
bool mw_file_write(const char *path, const void *bytes, size_t size);

#endif
