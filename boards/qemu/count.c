/* SPDX-License-Identifier: Apache-2.0
 *
 * A QEMU plugin that watches a firmware from outside: it counts instructions exactly, by function
 * and by who runs them (the sound's interrupt, PendSV, main), counts the bytes the firmware takes
 * from its UART, and tells at which byte a light's register was written. The firmware knows nothing
 * of it. scripts/demo_chip.py starts QEMU with it and reads the lines of its report:
 *
 *   i BYTES ISR PEND THREAD SLEEP WAKES   asleep, with all the bytes that were sent: counts so far
 *   r BYTES                               all bytes that were sent are taken, main may be at work
 *   p BYTES COUNT                         a run of PendSV, finished when so many bytes were taken
 *   t BYTES COUNT                         work of main between two sleeps, done at so many bytes
 *   s BYTES ADDRESS                       a store into the lights' registers
 *   f COUNT NAME                          at the end: a function's instructions
 *   e TEXT                                the count cannot be trusted
 *
 * Work and waiting are told apart: what runs in the function that sleeps is counted as SLEEP.
 *
 *   -plugin
 * ./count.so,report=FD,target=FILE,isr=NAME,pend=NAME,sleep=NAME,uart=ADDRESS,lights=FIRST-LAST
 *
 * FD is an open descriptor, FILE holds a uint64: how many bytes have been sent. */
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "plugin_api.h"

__attribute__((visibility("default"))) int qemu_plugin_version = 1;

enum level { THREAD, PEND, ISR, LEVELS };

#define MOST_FUNCTIONS 4096

typedef struct function {
    char *name;
    uint64_t count;
} function;

static struct {
    function functions[MOST_FUNCTIONS];
    size_t functions_used;
    uint64_t executed;         /* every instruction; QEMU adds to it inline */
    uint64_t slept;            /* those of the function that sleeps, as well */
    uint64_t since;            /* `executed` when the present level began */
    uint64_t work[LEVELS];     /* instructions by level, up to `since` */
    enum level before[LEVELS]; /* which level the present one interrupted, and so on */
    int depth;
    enum level level;
    uint64_t pend_start;   /* work[PEND] when PendSV began */
    uint64_t thread_start; /* main's work when it last slept */
    uint64_t bytes, told, wakes;
    bool started;
    const volatile uint64_t *target;
    uint64_t uart, lights_first, lights_last;
    char *names[LEVELS], *sleep;
    int report;
    char line[4096]; /* of the report, not yet written */
    size_t line_used;
} c;

static void flush(void)
{
    size_t done = 0;
    while (done < c.line_used) {
        ssize_t wrote = write(c.report, c.line + done, c.line_used - done);
        if (wrote <= 0) {
            break; /* nobody listens any more */
        }
        done += (size_t)wrote;
    }
    c.line_used = 0;
}

__attribute__((format(printf, 1, 2))) static void tell(const char *format, ...)
{
    if (sizeof c.line - c.line_used < 512) {
        flush();
    }
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(c.line + c.line_used, 512, format, arguments);
    va_end(arguments);
    if (length > 0) {
        c.line_used += length < 512 ? (size_t)length : 511;
    }
}

/* Gives the instructions run since the last change to the present level. `also` are those that run
 * before the change takes effect. */
static void account(uint64_t also)
{
    c.work[c.level] += c.executed + also - c.since;
    c.since = c.executed + also;
}

/* Before each instruction of a handler itself (not of what it calls): the handler's level runs. */
static void in_handler(unsigned int cpu, void *data)
{
    enum level level = (enum level)(uintptr_t)data;
    (void)cpu;
    if (c.level == level) {
        return;
    }
    account(0);
    if (c.depth == LEVELS) {
        tell("e a handler's return was not seen\n");
        c.depth = 0;
    }
    c.before[c.depth++] = c.level;
    c.level = level;
    if (level == PEND) {
        c.pend_start = c.work[PEND];
    }
}

/* Before a handler's return: after it, the interrupted level runs on. */
static void at_return(unsigned int cpu, void *data)
{
    in_handler(cpu, data);
    account(1);
    if (c.level == PEND) {
        tell("p %" PRIu64 " %" PRIu64 "\n", c.bytes, c.work[PEND] - c.pend_start);
        if (c.bytes == *c.target) {
            tell("r %" PRIu64 "\n", c.bytes);
            flush();
        }
    }
    c.level = c.before[--c.depth];
}

static void at_sleep(unsigned int cpu, void *data)
{
    (void)cpu;
    (void)data;
    account(0);
    if (c.level != THREAD || c.depth != 0) {
        tell("e asleep inside an interrupt: a handler's return was not seen\n");
    }
    uint64_t thread = c.work[THREAD] - c.slept;
    if (thread > c.thread_start) {
        tell("t %" PRIu64 " %" PRIu64 "\n", c.bytes, thread - c.thread_start);
        c.thread_start = thread;
    }
    c.wakes++;
    if (c.bytes >= *c.target && (c.bytes != c.told || !c.started)) {
        c.started = true;
        c.told = c.bytes;
        tell("i %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", c.bytes,
             c.work[ISR], c.work[PEND], thread, c.slept, c.wakes);
        flush();
    }
}

static void at_access(unsigned int cpu, qemu_plugin_meminfo_t info, uint64_t address, void *data)
{
    (void)cpu;
    (void)data;
    if (!qemu_plugin_mem_is_store(info)) {
        c.bytes += address == c.uart;
    } else if (address >= c.lights_first && address <= c.lights_last) {
        tell("s %" PRIu64 " %" PRIx64 "\n", c.bytes, address);
    }
}

static function *function_named(const char *name)
{
    for (size_t i = 0; i < c.functions_used; i++) {
        if (strcmp(c.functions[i].name, name) == 0) {
            return &c.functions[i];
        }
    }
    if (c.functions_used == MOST_FUNCTIONS) {
        return &c.functions[MOST_FUNCTIONS - 1];
    }
    function *added = &c.functions[c.functions_used++];
    added->name = strdup(name);
    return added;
}

/* Thumb: bx lr; pop {..., pc}; the wide pop, ldmia sp!, {..., pc}; ldr pc, [sp], #4. */
static bool is_return(uint32_t code, size_t size)
{
    if (size == 2) {
        return code == 0x4770 || (code & 0xFF00) == 0xBD00;
    }
    uint32_t first = code & 0xFFFF, second = code >> 16;
    return (first == 0xE8BD && (second & 0x8000)) || (first == 0xF85D && second == 0xFB04);
}

static enum level level_of(const char *symbol)
{
    for (int level = PEND; level < LEVELS; level++) {
        if (c.names[level] != NULL && strcmp(symbol, c.names[level]) == 0) {
            return (enum level)level;
        }
    }
    return THREAD;
}

static void translate_one(struct qemu_plugin_insn *insn)
{
    const char *symbol = qemu_plugin_insn_symbol(insn);
    symbol = symbol != NULL ? symbol : "(no symbol)";
    enum level level = level_of(symbol);
    void *data = (void *)(uintptr_t)level;
    size_t size = qemu_plugin_insn_size(insn);
    uint32_t code = 0;
    memcpy(&code, qemu_plugin_insn_data(insn), size < 4 ? size : 4);

    if (level != THREAD) {
        qemu_plugin_register_vcpu_insn_exec_cb(insn, is_return(code, size) ? at_return : in_handler,
                                               QEMU_PLUGIN_CB_NO_REGS, data);
    }
    if (size == 2 && code == 0xBF30) {
        qemu_plugin_register_vcpu_insn_exec_cb(insn, at_sleep, QEMU_PLUGIN_CB_NO_REGS, NULL);
    }
    qemu_plugin_register_vcpu_mem_cb(insn, at_access, QEMU_PLUGIN_CB_NO_REGS,
                                     level == ISR ? QEMU_PLUGIN_MEM_RW : QEMU_PLUGIN_MEM_W, NULL);
    qemu_plugin_register_vcpu_insn_exec_inline(insn, QEMU_PLUGIN_INLINE_ADD_U64, &c.executed, 1);
    qemu_plugin_register_vcpu_insn_exec_inline(insn, QEMU_PLUGIN_INLINE_ADD_U64,
                                               &function_named(symbol)->count, 1);
    if (c.sleep != NULL && strcmp(symbol, c.sleep) == 0) {
        qemu_plugin_register_vcpu_insn_exec_inline(insn, QEMU_PLUGIN_INLINE_ADD_U64, &c.slept, 1);
    }
}

static void translate(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
    (void)id;
    for (size_t i = 0; i < qemu_plugin_tb_n_insns(tb); i++) {
        translate_one(qemu_plugin_tb_get_insn(tb, i));
    }
}

static void at_exit(qemu_plugin_id_t id, void *data)
{
    (void)id;
    (void)data;
    for (size_t i = 0; i < c.functions_used; i++) {
        tell("f %" PRIu64 " %s\n", c.functions[i].count, c.functions[i].name);
    }
    flush();
}

static const volatile uint64_t *map_target(const char *path)
{
    int file = open(path, O_RDONLY);
    void *at = file < 0 ? MAP_FAILED : mmap(NULL, sizeof(uint64_t), PROT_READ, MAP_SHARED, file, 0);
    return at == MAP_FAILED ? NULL : at;
}

static void take_argument(char *argument)
{
    char *value = strchr(argument, '=');
    if (value == NULL) {
        return;
    }
    *value++ = 0;
    if (strcmp(argument, "report") == 0) {
        c.report = atoi(value);
    } else if (strcmp(argument, "target") == 0) {
        c.target = map_target(value);
    } else if (strcmp(argument, "isr") == 0) {
        c.names[ISR] = strdup(value);
    } else if (strcmp(argument, "pend") == 0) {
        c.names[PEND] = strdup(value);
    } else if (strcmp(argument, "sleep") == 0) {
        c.sleep = strdup(value);
    } else if (strcmp(argument, "uart") == 0) {
        c.uart = strtoull(value, NULL, 0);
    } else if (strcmp(argument, "lights") == 0) {
        char *end;
        c.lights_first = strtoull(value, &end, 0);
        c.lights_last = strtoull(end + 1, NULL, 0);
    }
}

__attribute__((visibility("default"))) int
qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int count, char **arguments)
{
    static const uint64_t no_target;
    (void)info;
    c.report = STDERR_FILENO;
    c.target = &no_target;
    for (int i = 0; i < count; i++) {
        take_argument(arguments[i]);
    }
    if (c.target == NULL) {
        fputs("count: the file named by target= cannot be mapped\n", stderr);
        return -1;
    }
    qemu_plugin_register_vcpu_tb_trans_cb(id, translate);
    qemu_plugin_register_atexit_cb(id, at_exit, NULL);
    return 0;
}
