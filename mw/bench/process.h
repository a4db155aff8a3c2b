/* SPDX-License-Identifier: Apache-2.0
 *
 * Other programs: compilers, linkers, the emulator. */
#ifndef MW_BENCH_PROCESS_H
#define MW_BENCH_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum { MW_WORDS = 512 };

/* A command line that grows. */
typedef struct mw_words {
    char *list[MW_WORDS]; /* ends with NULL; each malloc'd */
    size_t count;
    bool full;
} mw_words;

void mw_words_add(mw_words *words, const char *format, ...) __attribute__((format(printf, 2, 3)));
void mw_words_split(mw_words *words, const char *text); /* at spaces */
void mw_words_free(mw_words *words);

/* Runs it and waits. What it says goes into `said`, cut to size. The exit code; 127 and a text in
 * `said` where it is not installed, 128 and a signal's number where it was killed. */
int mw_process_run(const mw_words *words, char *said, size_t size);

/* The same for many at a time, at most `at_once` together: begins one when there is room, waiting
 * for another. The output of each goes to a file, and
 * its input is empty or a descriptor. */
pid_t mw_process_begin(const mw_words *words, const char *output);
pid_t mw_process_begin_with(const mw_words *words, int input, const char *output);
int mw_process_wait(pid_t process);

/* The line of a compiler's or linker's output that tells most: the first with "error", else with
 * "undefined", else the last. It cuts `said` up. */
char *mw_process_gist(char *said);

#endif
