/* SPDX-License-Identifier: Apache-2.0
 *
 * The desk program: what its commands share. One file a command; main.c has the list.
 *
 * A command returns the exit code: 0 done, 1 the input or the world is at fault (one line on
 * stderr, printed by mw_error), 2 the command line is (argp says so). */
#ifndef MW_MW_H
#define MW_MW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MW_EXIT_DONE = 0, MW_EXIT_FAILED = 1, MW_EXIT_USAGE = 2 };

/* Each takes its own argc and argv; argv[0] is "mw COMMAND". */
int mw_command_inspect(int argc, char **argv);
int mw_command_run(int argc, char **argv);
int mw_command_plan(int argc, char **argv);
int mw_command_features(int argc, char **argv);
int mw_command_listen(int argc, char **argv);
int mw_command_evaluate(int argc, char **argv);
int mw_command_record(int argc, char **argv);
int mw_command_train(int argc, char **argv);
int mw_command_bench(int argc, char **argv);

/* Prints "mw: " and one line to stderr; returns MW_EXIT_FAILED. */
int mw_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* argp_parse for commands: usage errors exit with 2. Wraps it so that every command's --help is
 * alike. */
struct argp;
int mw_parse(const struct argp *argp, int argc, char **argv, void *input);

#endif
