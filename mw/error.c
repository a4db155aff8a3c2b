/* SPDX-License-Identifier: Apache-2.0
 *
 * Messages and command lines, the same for every command. */
#include <argp.h>
#include <stdarg.h>
#include <stdio.h>

#include "mw/mw.h"

int mw_error(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fflush(stdout);
    fputs("mw: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    return MW_EXIT_FAILED;
}

int mw_parse(const struct argp *argp, int argc, char **argv, void *input)
{
    argp_err_exit_status = MW_EXIT_USAGE;
    return argp_parse(argp, argc, argv, 0, NULL, input) == 0 ? MW_EXIT_DONE : MW_EXIT_USAGE;
}
