/* SPDX-License-Identifier: Apache-2.0
 *
 * Arrays in files of NumPy's format, .npy ("NEP 1 - A simple file format for NumPy arrays"):
 * versions 1 to 3, little-endian numbers in C order. */
#ifndef MW_NPY_H
#define MW_NPY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mw/file.h"

/* Whether bytes are such a file at all. */
bool mw_npy_is(const uint8_t *bytes, size_t size);

/* Where the numbers of a file begin, for numbers of a type (mw_type of the library); 0 with one
 * line on stderr where the file is damaged, has another type, or another order. */
size_t mw_npy_data(const char *path, const uint8_t *bytes, size_t size, uint32_t type);

/* Writes the head of an array of count times dims; the caller writes the numbers behind it. */
void mw_npy_write_head(mw_file *file, uint32_t type, size_t count, const int32_t *dims,
                       uint32_t rank);

#endif
