/* SPDX-License-Identifier: Apache-2.0
 *
 * Statuses and diagnostics in words, without stdio. Linked only where it is called. */
#include "milliwatt/status.h"

#include <stdbool.h>

const char *mw_status_name(mw_status status)
{
    static const char *const names[] = {"MW_OK",          "MW_BAD_ARGUMENT", "MW_BAD_MODEL",
                                        "MW_UNSUPPORTED", "MW_NO_MEMORY",    "MW_BAD_INPUT",
                                        "MW_STEP_LIMIT"};
    return (unsigned)status < sizeof names / sizeof names[0] ? names[status] : "unknown status";
}

/* Text that grows into a buffer of fixed size and is cut off at its end. */
typedef struct line {
    char *text;
    size_t size, length;
} line;

static void put(line *to, const char *text)
{
    for (; *text; text++) {
        if (to->length + 1 < to->size) {
            to->text[to->length++] = *text;
        }
    }
}

static void put_number(line *to, int32_t number)
{
    char digits[12];
    size_t at = sizeof digits - 1;
    uint32_t rest = number < 0 ? 0u - (uint32_t)number : (uint32_t)number;
    digits[at] = 0;
    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (number < 0) {
        digits[--at] = '-';
    }
    put(to, digits + at);
}

size_t mw_diagnostic_print(const mw_diagnostic *why, char *text, size_t size)
{
    line to = {text, size, 0};
    if (why->node >= 0) {
        put(&to, "node ");
        put_number(&to, why->node);
        put(&to, why->tensor >= 0 ? ", " : ": ");
    }
    if (why->tensor >= 0) {
        put(&to, "tensor ");
        put_number(&to, why->tensor);
        put(&to, ": ");
    }
    put(&to, why->text);
    if (why->got != 0 || why->want != 0) {
        put(&to, " (");
        put_number(&to, why->got);
        put(&to, ", ");
        put_number(&to, why->want);
        put(&to, ")");
    }
    if (size > 0) {
        text[to.length] = 0;
    }
    return to.length;
}
