/* SPDX-License-Identifier: Apache-2.0
 *
 * Runs other programs. See process.h. */
#include "mw/bench/process.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { NOT_INSTALLED = 127, KILLED = 128 };

static void add(mw_words *words, char *word)
{
    if (word && words->count + 1 < MW_WORDS) {
        words->list[words->count++] = word;
        words->list[words->count] = NULL;
    } else {
        words->full = true;
        free(word);
    }
}

void mw_words_add(mw_words *words, const char *format, ...)
{
    char *word;
    va_list arguments;
    va_start(arguments, format);
    if (vasprintf(&word, format, arguments) < 0) {
        word = NULL;
    }
    va_end(arguments);
    add(words, word);
}

void mw_words_split(mw_words *words, const char *text)
{
    while (*(text += strspn(text, " ")) != 0) {
        size_t length = strcspn(text, " ");
        add(words, strndup(text, length));
        text += length;
    }
}

void mw_words_free(mw_words *words)
{
    for (size_t i = 0; i < words->count; i++) {
        free(words->list[i]);
    }
    *words = (mw_words){0};
}

/* In the child: what it says goes to a descriptor, and it becomes the program. */
static _Noreturn void become(const mw_words *words, int input, int output)
{
    dup2(input >= 0 ? input : open("/dev/null", O_RDONLY), STDIN_FILENO);
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    execvp(words->list[0], words->list);
    dprintf(STDERR_FILENO, "%s: %s", words->list[0], strerror(errno));
    _exit(NOT_INSTALLED);
}

pid_t mw_process_begin(const mw_words *words, const char *output)
{
    return mw_process_begin_with(words, -1, output);
}

pid_t mw_process_begin_with(const mw_words *words, int input, const char *output)
{
    fflush(NULL);
    pid_t process = words->full ? -1 : fork();
    if (process == 0) {
        int file = open(output, O_WRONLY | O_CREAT | O_TRUNC, 0666);
        become(words, input, file);
    }
    return process;
}

int mw_process_wait(pid_t process)
{
    int status = 0;
    while (process > 0 && waitpid(process, &status, 0) < 0) {
        if (errno != EINTR) {
            return NOT_INSTALLED;
        }
    }
    if (process < 0) {
        return NOT_INSTALLED;
    }
    return WIFSIGNALED(status) ? KILLED + WTERMSIG(status) : WEXITSTATUS(status);
}

int mw_process_run(const mw_words *words, char *said, size_t size)
{
    int ends[2];
    size_t length = 0;
    said[0] = 0;
    if (words->full || pipe2(ends, O_CLOEXEC) != 0) {
        return NOT_INSTALLED;
    }
    fflush(NULL);
    pid_t process = fork();
    if (process == 0) {
        become(words, -1, ends[1]);
    }
    close(ends[1]);
    char dropped[4096];
    for (;;) {
        bool room = length + 1 < size;
        ssize_t got = read(ends[0], room ? said + length : dropped,
                           room ? size - 1 - length : sizeof dropped);
        if (got == 0 || (got < 0 && errno != EINTR)) {
            break;
        }
        length += room && got > 0 ? (size_t)got : 0;
    }
    said[length] = 0;
    close(ends[0]);
    return mw_process_wait(process);
}

char *mw_process_gist(char *said)
{
    char *last = said;
    char *telling = NULL;
    char *next;
    for (char *line = said; line; line = next) {
        next = strchr(line, '\n');
        if (next) {
            *next++ = 0;
        }
        if (!telling && (strstr(line, "error:") || strstr(line, "undefined"))) {
            telling = line;
        }
        last = *line ? line : last;
    }
    return telling ? telling : last;
}
