/* SPDX-License-Identifier: Apache-2.0
 *
 * Filling in a diagnostic at the place where something is refused. */
#ifndef MWI_DIAGNOSE_H
#define MWI_DIAGNOSE_H

#include "milliwatt/status.h"

/* A reason in words; NULL, which becomes "", in a build with MW_NO_TEXT, where flash counts. */
#if defined(MW_NO_TEXT)
#define MWI_TEXT(text) NULL
#else
#define MWI_TEXT(text) (text)
#endif

/* Returns status, having written why (which may be NULL) without a node, tensor and numbers. */
mw_status mwi_fail(mw_diagnostic *why, mw_status status, const char *text);

/* Adds the two numbers to a diagnostic that was written; returns status. */
mw_status mwi_with_numbers(mw_diagnostic *why, mw_status status, int32_t got, int32_t want);

/* MW_NO_MEMORY with the bytes that were given and those that are needed. */
mw_status mwi_fail_memory(mw_diagnostic *why, const char *text, size_t got, uint32_t want);

/* Whether memory is aligned as MW_ALIGNED says; NULL is. */
static inline int mwi_is_aligned(const void *memory)
{
    return ((uintptr_t)memory & 7u) == 0;
}

#endif
