/* SPDX-License-Identifier: Apache-2.0
 *
 * What a command prints on stdout. See report.h. */
#include "mw/report.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "mw/mw.h"

int mw_report_json(cJSON *object)
{
    char *text = cJSON_PrintUnformatted(object);
    cJSON_Delete(object);
    if (!text) {
        return mw_error("the report does not fit into memory");
    }
    puts(text);
    cJSON_free(text);
    return mw_report_end();
}

int mw_report_end(void)
{
    errno = 0;
    if (fflush(stdout) == 0 && !ferror(stdout)) {
        return MW_EXIT_DONE;
    }
    if (errno == 0) { /* it failed earlier: once more, to learn why */
        clearerr(stdout);
        putchar('\n');
        fflush(stdout);
    }
    return mw_error("stdout cannot be written: %s", strerror(errno ? errno : EIO));
}
