/* SPDX-License-Identifier: Apache-2.0
 *
 * Filling in a diagnostic. */
#include "base/diagnose.h"

mw_status mwi_fail(mw_diagnostic *why, mw_status status, const char *text)
{
    if (why) {
        *why = (mw_diagnostic){-1, -1, 0, 0, text};
    }
    return status;
}

mw_status mwi_fail_memory(mw_diagnostic *why, const char *text, size_t got, uint32_t want)
{
    mwi_fail(why, MW_NO_MEMORY, text);
    if (why) {
        why->got = got > INT32_MAX ? INT32_MAX : (int32_t)got;
        why->want = (int32_t)want;
    }
    return MW_NO_MEMORY;
}
