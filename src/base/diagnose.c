/* SPDX-License-Identifier: Apache-2.0
 *
 * Filling in a diagnostic. */
#include "base/diagnose.h"

mw_status mwi_fail(mw_diagnostic *why, mw_status status, const char *text)
{
    if (why) {
        *why = (mw_diagnostic){-1, -1, 0, 0, text ? text : ""};
    }
    return status;
}

mw_status mwi_with_numbers(mw_diagnostic *why, mw_status status, int32_t got, int32_t want)
{
    if (why) {
        why->got = got;
        why->want = want;
    }
    return status;
}

mw_status mwi_fail_memory(mw_diagnostic *why, const char *text, size_t got, uint32_t want)
{
    mwi_fail(why, MW_NO_MEMORY, text);
    return mwi_with_numbers(why, MW_NO_MEMORY, got > INT32_MAX ? INT32_MAX : (int32_t)got,
                            (int32_t)want);
}
