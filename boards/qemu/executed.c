/* SPDX-License-Identifier: Apache-2.0
 *
 * A QEMU plugin that counts, of every instruction of a firmware, how often it ran, how often
 * something else than the next one ran after it, and its accesses to memory. From that the desk
 * (mw/bench/) makes instructions by function and cycles by a core's timing. count.c beside it
 * serves the demo; this one tells no time and no lights, but everything about the work.
 *
 * A phase ends when the firmware calls the function `mark`, or, in an application, when it falls
 * asleep with all the bytes that were sent, the first time and whenever `phase` has changed. Lines
 * of the report:
 *
 *   x ADDRESS LEVEL COUNT TAKEN ACCESSES SPLIT CONSTANTS   an instruction's counts in this phase
 *   p PHASE ENTERED_ISR ENTERED_PEND WAKES                 the phase is over
 *   i BYTES                                                asleep, all bytes are taken
 *   e TEXT                                                 the counts cannot be trusted
 *
 * LEVEL: 0 main, 1 PendSV, 2 the sound's interrupt. SPLIT: further accesses that an unaligned one
 * needs on a bus of 32 bits. CONSTANTS: reads from flash.
 *
 *   -plugin ./executed.so,report=FILE,mark=NAME,flash=FIRST-LAST
 *           [,isr=NAME,pend=NAME,sleep=NAME,uart=ADDRESS,shared=FILE]
 *
 * `shared` holds two uint64: how many bytes have been sent, and the phase. */
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "plugin_api.h"

__attribute__((visibility("default"))) int qemu_plugin_version = 1;

enum level { THREAD, PEND, ISR, LEVELS };
enum flag { MARK = 1, SLEEP = 2, HANDLER = 4, RETURN = 8 };

#define BUCKETS 65536u

typedef struct counts {
    uint64_t count, taken, accesses, split, constants;
} counts;

typedef struct instruction {
    struct instruction *next; /* of the same bucket */
    uint64_t address;
    uint32_t size, flags;
    enum level handler; /* whose handler it belongs to, where HANDLER is set */
    counts by[LEVELS];
} instruction;

typedef struct shared_words {
    uint64_t sent, phase;
} shared_words;

static struct {
    instruction *buckets[BUCKETS];
    instruction *last; /* that ran before; NULL: none that counts */
    enum level last_level, level;
    struct {
        enum level level;
        instruction *last;
        enum level last_level;
    } interrupted[LEVELS];
    int depth;
    uint64_t entered[LEVELS], wakes, bytes, told, phase;
    bool asleep_before;
    const volatile shared_words *shared;
    uint64_t uart, flash_first, flash_last;
    char *mark, *sleep, *handlers[LEVELS];
    FILE *report;
} p;

static void write_counts(const instruction *i, enum level level)
{
    const counts *c = &i->by[level];
    fprintf(p.report,
            "x %" PRIx64 " %d %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n",
            i->address, (int)level, c->count, c->taken, c->accesses, c->split, c->constants);
}

static void end_phase(void)
{
    for (uint32_t bucket = 0; bucket < BUCKETS; bucket++) {
        for (instruction *i = p.buckets[bucket]; i != NULL; i = i->next) {
            for (enum level level = THREAD; level < LEVELS; level++) {
                if (i->by[level].count > 0) {
                    write_counts(i, level);
                }
            }
            memset(i->by, 0, sizeof i->by);
        }
    }
    fprintf(p.report, "p %" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", p.phase,
            p.entered[ISR], p.entered[PEND], p.wakes);
    p.phase++;
    memset(p.entered, 0, sizeof p.entered);
    p.wakes = 0;
}

static void enter(enum level level)
{
    if (p.depth == LEVELS) {
        fprintf(p.report, "e a handler's return was not seen\n");
        p.depth = 0;
    }
    p.interrupted[p.depth].level = p.level;
    p.interrupted[p.depth].last = p.last;
    p.interrupted[p.depth++].last_level = p.last_level;
    p.level = level;
    p.last = NULL;
    p.entered[level]++;
}

/* The handler's return was counted; the interrupted code goes on as if nothing had been. */
static void leave(instruction *now)
{
    now->by[p.level].taken++;
    p.depth--;
    p.level = p.interrupted[p.depth].level;
    p.last = p.interrupted[p.depth].last;
    p.last_level = p.interrupted[p.depth].last_level;
}

static void fall_asleep(void)
{
    p.wakes++;
    if (p.depth != 0) {
        fprintf(p.report, "e asleep inside an interrupt: a handler's return was not seen\n");
    }
    if (p.bytes < p.shared->sent || (p.asleep_before && p.bytes == p.told)) {
        return;
    }
    if (!p.asleep_before || p.shared->phase != p.phase) {
        end_phase();
    }
    p.asleep_before = true;
    p.told = p.bytes;
    fprintf(p.report, "i %" PRIu64 "\n", p.bytes);
    fflush(p.report);
}

static void before(instruction *now)
{
    if (now->flags & MARK) {
        end_phase();
    }
    if (now->flags & SLEEP) {
        fall_asleep();
    }
    if ((now->flags & HANDLER) && p.level != now->handler) {
        enter(now->handler);
    }
}

static void at_instruction(unsigned int cpu, void *data)
{
    instruction *now = data;
    (void)cpu;
    if (now->flags) {
        before(now);
    }
    if (p.last != NULL && now->address != p.last->address + p.last->size) {
        p.last->by[p.last_level].taken++;
    }
    p.last = now;
    p.last_level = p.level;
    now->by[p.level].count++;
    if (now->flags & RETURN) {
        leave(now);
    }
}

/* A bus of 32 bits carries so many transfers more. */
static unsigned split_of(uint64_t address, unsigned size_shift)
{
    if (size_shift == 1) {
        return (unsigned)(address & 1);
    }
    return size_shift != 2 || (address & 3) == 0 ? 0 : address & 1 ? 2 : 1;
}

static void at_access(unsigned int cpu, qemu_plugin_meminfo_t info, uint64_t address, void *data)
{
    instruction *now = data;
    counts *c = &now->by[p.level];
    (void)cpu;
    c->accesses++;
    c->split += split_of(address, qemu_plugin_mem_size_shift(info));
    if (!qemu_plugin_mem_is_store(info)) {
        c->constants += address >= p.flash_first && address <= p.flash_last;
        p.bytes += p.uart != 0 && address == p.uart;
    }
}

static instruction *instruction_at(uint64_t address)
{
    instruction **bucket = &p.buckets[(address >> 1) % BUCKETS];
    for (instruction *i = *bucket; i != NULL; i = i->next) {
        if (i->address == address) {
            return i;
        }
    }
    instruction *made = calloc(1, sizeof *made);
    if (made == NULL) {
        fputs("executed: out of memory\n", stderr);
        exit(1);
    }
    made->next = *bucket;
    made->address = address;
    *bucket = made;
    return made;
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

static bool is_named(const char *symbol, const char *name)
{
    return symbol != NULL && name != NULL && strcmp(symbol, name) == 0;
}

/* What has to be done before or after an instruction beside counting it. `is_first`: no instruction
 * before it has the same symbol. */
static void find_flags(instruction *made, const char *symbol, uint32_t code)
{
    static uint64_t mark_begins;
    if (is_named(symbol, p.mark) && (mark_begins == 0 || made->address <= mark_begins)) {
        mark_begins = made->address;
        made->flags |= MARK;
    }
    if (is_named(symbol, p.sleep) && made->size == 2 && code == 0xBF30) {
        made->flags |= SLEEP;
    }
    for (enum level level = PEND; level < LEVELS; level++) {
        if (is_named(symbol, p.handlers[level])) {
            made->handler = level;
            made->flags |= is_return(code, made->size) ? HANDLER | RETURN : HANDLER;
        }
    }
}

static void translate_one(struct qemu_plugin_insn *insn)
{
    instruction *made = instruction_at(qemu_plugin_insn_vaddr(insn));
    if (made->size == 0) {
        uint32_t code = 0;
        made->size = (uint32_t)qemu_plugin_insn_size(insn);
        memcpy(&code, qemu_plugin_insn_data(insn), made->size < 4 ? made->size : 4);
        find_flags(made, qemu_plugin_insn_symbol(insn), code);
    }
    qemu_plugin_register_vcpu_insn_exec_cb(insn, at_instruction, QEMU_PLUGIN_CB_NO_REGS, made);
    qemu_plugin_register_vcpu_mem_cb(insn, at_access, QEMU_PLUGIN_CB_NO_REGS, QEMU_PLUGIN_MEM_RW,
                                     made);
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
    end_phase();
    fclose(p.report);
}

static const volatile shared_words *map_shared(const char *path)
{
    int file = open(path, O_RDONLY);
    void *at =
        file < 0 ? MAP_FAILED : mmap(NULL, sizeof(shared_words), PROT_READ, MAP_SHARED, file, 0);
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
        p.report = fopen(value, "w");
    } else if (strcmp(argument, "shared") == 0) {
        p.shared = map_shared(value);
    } else if (strcmp(argument, "mark") == 0) {
        p.mark = strdup(value);
    } else if (strcmp(argument, "sleep") == 0) {
        p.sleep = strdup(value);
    } else if (strcmp(argument, "isr") == 0) {
        p.handlers[ISR] = strdup(value);
    } else if (strcmp(argument, "pend") == 0) {
        p.handlers[PEND] = strdup(value);
    } else if (strcmp(argument, "uart") == 0) {
        p.uart = strtoull(value, NULL, 0);
    } else if (strcmp(argument, "flash") == 0) {
        char *end;
        p.flash_first = strtoull(value, &end, 0);
        p.flash_last = strtoull(end + 1, NULL, 0);
    }
}

__attribute__((visibility("default"))) int
qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int count, char **arguments)
{
    static const shared_words nothing_sent;
    (void)info;
    p.shared = &nothing_sent;
    for (int i = 0; i < count; i++) {
        take_argument(arguments[i]);
    }
    if (p.report == NULL || p.shared == NULL) {
        fputs("executed: the files named by report= and shared= cannot be opened\n", stderr);
        return -1;
    }
    qemu_plugin_register_vcpu_tb_trans_cb(id, translate);
    qemu_plugin_register_atexit_cb(id, at_exit, NULL);
    return 0;
}
