/* SPDX-License-Identifier: Apache-2.0
 *
 * Counts a firmware's run. See count.h. */
#include "mw/bench/count.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "mw/bench/firmware.h"
#include "mw/bench/process.h"
#include "mw/file.h"
#include "mw/mw.h"

enum { MOST_SECONDS = 900, FAULT = 70 };

static bool grow(void **list, size_t count, size_t size)
{
    if ((count & (count - 1)) != 0) {
        return true;
    }
    void *more = realloc(*list, (count ? 2 * count : 1) * size);
    *list = more ? more : *list;
    return more != NULL;
}

static bool add_phase(mw_count *count)
{
    void *list = count->phases;
    bool grown = grow(&list, count->phase_count, sizeof *count->phases);
    count->phases = list;
    if (grown) {
        count->phases[count->phase_count++] = (mw_phase){0};
    }
    return grown;
}

static bool take_instruction(mw_phase *phase, const char *line)
{
    mw_executed e;
    if (sscanf(line,
               "x %" SCNx32 " %" SCNu32 " %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64,
               &e.address, &e.level, &e.count, &e.taken, &e.accesses, &e.split,
               &e.constants) != 7) {
        return false;
    }
    void *list = phase->list;
    bool grown = grow(&list, phase->count, sizeof e);
    phase->list = list;
    if (grown) {
        phase->list[phase->count++] = e;
    }
    return grown;
}

static int by_place(const void *a, const void *b)
{
    const mw_executed *one = a;
    const mw_executed *other = b;
    if (one->level != other->level) {
        return one->level < other->level ? -1 : 1;
    }
    return one->address < other->address ? -1 : one->address > other->address;
}

/* Lines "x" belong to the phase whose line "p" comes next. */
static bool take_line(mw_count *count, mw_phase *open, const char *line)
{
    if (line[0] == 'x') {
        return take_instruction(open, line);
    }
    if (line[0] == 'p') {
        if (sscanf(line, "p %*u %" SCNu64 " %" SCNu64 " %" SCNu64, &open->interrupts, &open->pends,
                   &open->wakes) != 3 ||
            !add_phase(count)) {
            return false;
        }
        if (open->count > 0) {
            qsort(open->list, open->count, sizeof *open->list, by_place);
        }
        count->phases[count->phase_count - 1] = *open;
        *open = (mw_phase){0};
    }
    return line[0] != 'e';
}

static bool read_report(const char *report, mw_count *count)
{
    FILE *file = fopen(report, "r");
    char line[256];
    mw_phase open = {0};
    bool sound = file != NULL;
    while (sound && fgets(line, sizeof line, file)) {
        sound = strchr(line, '\n') && take_line(count, &open, line);
    }
    if (file) {
        fclose(file);
    }
    free(open.list);
    if (!sound || count->phase_count == 0) {
        mw_error("the emulator's report of counts is not whole: %s",
                 file ? "it was ended from outside" : "there is none");
        return false;
    }
    return true;
}

void mw_count_plugin(char *argument, size_t size, const mw_board *board, const char *report,
                     const char *more)
{
    const char *plugin = mw_firmware_plugin();
    snprintf(argument, size, "%s,report=%s,flash=0x%" PRIx32 "-0x%" PRIx32 "%s",
             plugin ? plugin : "", report, board->flash_at,
             board->flash_at + board->flash_bytes - 1, more);
}

/* Waits for the emulator, but not for ever. */
static int wait_for(pid_t process)
{
    const struct timespec pause = {0, 20 * 1000 * 1000};
    time_t end = time(NULL) + MOST_SECONDS;
    int status;
    pid_t done;
    while ((done = waitpid(process, &status, WNOHANG)) == 0) {
        if (time(NULL) > end) {
            kill(process, SIGKILL);
        }
        nanosleep(&pause, NULL);
    }
    if (done < 0) {
        return 127;
    }
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/* One line about a run that did not end well. */
static bool complain(const mw_board *board, int code, const char *text, char *said)
{
    if (code == 127) {
        mw_error("%s cannot be run: install it (scripts/bootstrap device)", board->program);
    } else if (code > 128) {
        mw_error("%s was killed by signal %d before the firmware had ended", board->program,
                 code - 128);
    } else {
        const char *fault = text ? strstr(text, "fault") : NULL;
        fault = fault ? fault : text ? strstr(text, "error") : NULL;
        mw_error("the firmware on %s ended with code %d: %.*s", board->name, code,
                 fault ? (int)strcspn(fault, "\n") : 200, fault ? fault : mw_process_gist(said));
    }
    return false;
}

static pid_t begin(const mw_board *board, const char *work, const char *name)
{
    char argument[3 * MW_BENCH_PATH];
    char path[MW_BENCH_PATH];
    mw_words words = {0};
    mw_bench_path(path, "%s/report", work);
    remove(path);
    mw_count_plugin(argument, sizeof argument, board, path, ",mark=bench_mark");
    mw_words_add(&words, "%s", board->program);
    mw_words_add(&words, "-M");
    mw_words_add(&words, "%s", board->machine);
    mw_words_split(&words, board->options);
    mw_words_split(&words, "-display none -monitor none -serial");
    mw_words_add(&words, "file:%s/text", work);
    mw_words_add(&words, "-kernel");
    mw_words_add(&words, "%s/%s.elf", work, name);
    mw_words_add(&words, "-plugin");
    mw_words_add(&words, "%s", argument);
    mw_bench_path(path, "%s/said", work);
    pid_t process = mw_process_begin(&words, path);
    mw_words_free(&words);
    return process;
}

/* All of a text file; NULL where there is none. */
static char *read_text(const char *work, const char *name)
{
    char path[MW_BENCH_PATH];
    char *text = NULL;
    size_t size = 0;
    mw_bench_path(path, "%s/%s", work, name);
    FILE *file = fopen(path, "r");
    if (file && getdelim(&text, &size, 0, file) < 0) {
        free(text);
        text = NULL;
    }
    if (file) {
        fclose(file);
    }
    return text;
}

bool mw_count_take(const mw_board *board, const char *work, int code, mw_count *count)
{
    char path[MW_BENCH_PATH];
    mw_bench_path(path, "%s/report", work);
    *count = (mw_count){.text = read_text(work, "text")};
    bool sound = code == 0 && read_report(path, count);
    if (code != 0) {
        char *said = read_text(work, "said");
        char nothing[] = "it said nothing";
        complain(board, code, count->text, said ? said : nothing);
        free(said);
    }
    if (!sound) {
        mw_count_free(count);
    }
    return sound;
}

bool mw_count_run(const mw_board *board, const char *work, const char *name, mw_count *count)
{
    *count = (mw_count){0};
    return mw_firmware_plugin() &&
           mw_count_take(board, work, wait_for(begin(board, work, name)), count);
}

void mw_count_free(mw_count *count)
{
    for (size_t i = 0; i < count->phase_count; i++) {
        free(count->phases[i].list);
    }
    free(count->phases);
    free(count->text);
    *count = (mw_count){0};
}

int64_t mw_count_said(const mw_count *count, const char *word)
{
    size_t length = strlen(word);
    for (const char *line = count->text; line && *line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncmp(line, word, length) == 0 && line[length] == ' ') {
            return strtoll(line + length, NULL, 10);
        }
    }
    return -1;
}
