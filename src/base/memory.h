/* SPDX-License-Identifier: Apache-2.0
 *
 * The three functions of the C library that the library may call. string.h is not among the headers
 * that a freestanding compiler has, so they are declared here; whoever links brings them. */
#ifndef MWI_MEMORY_H
#define MWI_MEMORY_H

#include <stddef.h>

void *memcpy(void *to, const void *from, size_t bytes);
void *memmove(void *to, const void *from, size_t bytes);
void *memset(void *to, int value, size_t bytes);

#endif
