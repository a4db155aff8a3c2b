/* SPDX-License-Identifier: Apache-2.0
 *
 * Streams sound into an emulated chip that is counted. See stream.h. */
#include "mw/bench/stream.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "mw/bench/firmware.h"
#include "mw/bench/process.h"
#include "mw/mw.h"

enum { FRAME_SAMPLES = 160, PORTION_SAMPLES = 32, PATIENCE_MS = 60000, LOOK_MS = 100 };

/* boards/qemu/executed.c reads these. */
typedef struct shared_words {
    uint64_t sent, phase;
} shared_words;

typedef struct stream {
    const mw_board *board;
    const char *work;
    pid_t process;
    int to_chip; /* the UART's end of a pipe */
    int report;  /* of the plugin, */
    FILE *copy;  /* all of which goes into a file, too */
    char line[256];
    size_t line_used;
    bool ended;
    uint64_t taken; /* bytes that the firmware had taken when it last fell asleep */
    bool slept;
    volatile shared_words *shared;
} stream;

static bool share_words(stream *s)
{
    char path[MW_BENCH_PATH];
    mw_bench_path(path, "%s/shared", s->work);
    int file = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (file < 0 || ftruncate(file, sizeof(shared_words)) != 0) {
        mw_error("%s cannot be written: %s", path, strerror(errno));
        return false;
    }
    void *at = mmap(NULL, sizeof(shared_words), PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    close(file);
    s->shared = at == MAP_FAILED ? NULL : at;
    if (s->shared) {
        s->shared->phase = MW_STREAM_SOUND;
    }
    return s->shared != NULL;
}

/* On two cores the emulator's threads wake each other at every byte: they get one. */
static void add_one_core(mw_words *words)
{
    cpu_set_t cores;
    if (access("/usr/bin/taskset", X_OK) == 0 && sched_getaffinity(0, sizeof cores, &cores) == 0) {
        size_t core = 0;
        for (size_t i = 0; i < CPU_SETSIZE; i++) {
            core = CPU_ISSET(i, &cores) ? i : core;
        }
        mw_words_add(words, "taskset");
        mw_words_add(words, "-c");
        mw_words_add(words, "%zu", core);
    }
}

static void add_emulator(mw_words *words, const stream *s, const char *name)
{
    char argument[5 * MW_BENCH_PATH];
    char more[2 * MW_BENCH_PATH];
    char report[MW_BENCH_PATH];
    mw_bench_path(report, "%s/report.pipe", s->work);
    snprintf(more, sizeof more,
             ",mark=bench_mark,isr=%s,pend=pend_sv_handler,sleep=board_sleep,uart=0x%" PRIx32
             ",shared=%s/shared",
             s->board->receive_handler, s->board->uart_data, s->work);
    mw_count_plugin(argument, sizeof argument, s->board, report, more);
    add_one_core(words);
    mw_words_add(words, "%s", s->board->program);
    mw_words_add(words, "-M");
    mw_words_add(words, "%s", s->board->machine);
    mw_words_split(words, s->board->options);
    mw_words_split(words, "-display none -monitor none -chardev stdio,id=uart,signal=off -serial "
                          "chardev:uart -kernel");
    mw_words_add(words, "%s/%s.elf", s->work, name);
    mw_words_add(words, "-plugin");
    mw_words_add(words, "%s", argument);
}

static bool begin(stream *s, const char *name)
{
    char path[MW_BENCH_PATH];
    int ends[2];
    mw_words words = {0};
    mw_bench_path(path, "%s/report.pipe", s->work);
    if (!mw_firmware_plugin() || !share_words(s) || mkfifo(path, 0666) != 0 ||
        (s->report = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)) < 0 ||
        pipe2(ends, O_CLOEXEC) != 0) {
        return false;
    }
    mw_bench_path(path, "%s/report", s->work);
    s->copy = fopen(path, "w");
    add_emulator(&words, s, name);
    mw_bench_path(path, "%s/text", s->work);
    s->process = mw_process_begin_with(&words, ends[0], path);
    mw_words_free(&words);
    close(ends[0]);
    s->to_chip = ends[1];
    return s->copy && s->process > 0;
}

/* "i BYTES": asleep, so many bytes taken. */
static void take(stream *s, const char *bytes, size_t count)
{
    fwrite(bytes, 1, count, s->copy);
    for (size_t i = 0; i < count; i++) {
        if (bytes[i] != '\n') {
            if (s->line_used + 1 < sizeof s->line) {
                s->line[s->line_used++] = bytes[i];
            }
            continue;
        }
        s->line[s->line_used] = 0;
        s->line_used = 0;
        if (s->line[0] == 'i') {
            s->slept = true;
            s->taken = strtoull(s->line + 1, NULL, 10);
        }
    }
}

static bool emulator_has_ended(const stream *s)
{
    siginfo_t info = {0};
    return waitid(P_PID, (id_t)s->process, &info, WEXITED | WNOHANG | WNOWAIT) != 0 ||
           info.si_pid != 0;
}

/* Waits for the plugin to report, or for the emulator to end; false when there is nothing for long.
 */
static bool wait_for_report(const stream *s)
{
    struct pollfd wait = {s->report, POLLIN, 0};
    for (int waited = 0; waited < PATIENCE_MS; waited += LOOK_MS) {
        int ready = poll(&wait, 1, LOOK_MS);
        if (ready > 0 || emulator_has_ended(s)) {
            return true;
        }
        if (ready < 0 && errno != EINTR) {
            return false;
        }
    }
    return false;
}

/* Reads what the plugin reports. */
static bool pump(stream *s)
{
    static char bytes[65536];
    if (!wait_for_report(s)) {
        return false;
    }
    ssize_t got = read(s->report, bytes, sizeof bytes);
    if (got > 0) {
        take(s, bytes, (size_t)got);
    } else if (got == 0 || errno != EAGAIN) {
        s->ended = true;
    }
    return true;
}

/* Until the firmware sleeps and has taken all; false where it ended or hangs. */
static bool wait_for_sleep(stream *s)
{
    while (!(s->slept && s->taken == s->shared->sent)) {
        if (!pump(s) || s->ended) {
            return false;
        }
    }
    return true;
}

static bool send_bytes(stream *s, const uint8_t *bytes, size_t count)
{
    s->shared->sent += count;
    while (count > 0) {
        ssize_t sent = write(s->to_chip, bytes, count);
        if (sent < 0 && errno != EINTR) {
            return false;
        }
        bytes += sent > 0 ? sent : 0;
        count -= sent > 0 ? (size_t)sent : 0;
    }
    return true;
}

/* A portion is what PendSV takes at once; with more of it waiting, what PendSV does would depend on
 * when the bytes came. */
static bool send_portion(stream *s, const int16_t *samples, bool begins_frame)
{
    uint8_t bytes[2 * PORTION_SAMPLES + 1];
    size_t used = 0;
    if (begins_frame) {
        bytes[used++] = FRAME_SAMPLES;
    }
    for (size_t i = 0; i < PORTION_SAMPLES; i++) {
        bytes[used++] = (uint8_t)((uint16_t)samples[i] & 0xFF);
        bytes[used++] = (uint8_t)((uint16_t)samples[i] >> 8);
    }
    return send_bytes(s, bytes, used) && wait_for_sleep(s);
}

/* All whole chunks, then two marks of an end: the first ends the hearing, the second the program.
 */
static bool send_sound(stream *s, const mw_sound *sound)
{
    static const uint8_t end_mark;
    size_t samples = sound->count - sound->count % MW_STREAM_CHUNK_SAMPLES;
    bool well = wait_for_sleep(s);
    for (size_t at = 0; well && at < samples; at += PORTION_SAMPLES) {
        if (at + PORTION_SAMPLES == samples) {
            s->shared->phase = MW_STREAM_END;
        }
        well = send_portion(s, sound->samples + at, at % FRAME_SAMPLES == 0);
    }
    well = well && send_bytes(s, &end_mark, 1) && wait_for_sleep(s) && send_bytes(s, &end_mark, 1);
    while (well && !s->ended && pump(s)) {
    }
    return well && s->ended;
}

static void finish(stream *s)
{
    if (s->to_chip > 0) {
        close(s->to_chip);
    }
    if (s->report > 0) {
        close(s->report);
    }
    if (s->copy) {
        fclose(s->copy);
    }
    if (s->shared) {
        munmap((void *)(uintptr_t)s->shared, sizeof(shared_words));
    }
}

bool mw_stream_run(const mw_board *board, const char *work, const char *name, const mw_sound *sound,
                   mw_count *count)
{
    stream s = {.board = board, .work = work};
    *count = (mw_count){0};
    void (*before)(int) = signal(SIGPIPE, SIG_IGN);
    bool well = begin(&s, name) && send_sound(&s, sound);
    finish(&s);
    signal(SIGPIPE, before);
    if (!well && s.process > 0 && !s.ended) {
        kill(s.process, SIGKILL);
    }
    int code = s.process > 0 ? mw_process_wait(s.process) : 127;
    return mw_count_take(board, work, code, count);
}
