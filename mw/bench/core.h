/* SPDX-License-Identifier: Apache-2.0
 *
 * A core: how code for it is made, and how long its instructions take, as bench/cores/NAME.ini
 * tells. thumb.h has the classes of instructions, cycles.h what the timing is used for. */
#ifndef MW_BENCH_CORE_H
#define MW_BENCH_CORE_H

#include <stdbool.h>
#include <stdint.h>

#include "mw/bench/bench.h"

/* Classes of instructions with a timing of their own; K(enumerator, key in the .ini file). */
#define MW_CLASSES(K)                                                                              \
    K(ALU, alu)                                                                                    \
    K(ALU_TO_PC, alu_to_pc)                                                                        \
    K(MULTIPLY, multiply)                                                                          \
    K(MULTIPLY_ADD, multiply_add)                                                                  \
    K(LONG_MULTIPLY, long_multiply)                                                                \
    K(LONG_MULTIPLY_ADD, long_multiply_add)                                                        \
    K(DIVIDE, divide)                                                                              \
    K(LOAD, load)                                                                                  \
    K(LOAD_UPDATE, load_update)                                                                    \
    K(LOAD_TO_PC, load_to_pc)                                                                      \
    K(LOAD_DOUBLE, load_double)                                                                    \
    K(LOAD_MULTIPLE, load_multiple)                                                                \
    K(POP_TO_PC, pop_to_pc)                                                                        \
    K(STORE, store)                                                                                \
    K(STORE_INDEXED, store_indexed)                                                                \
    K(STORE_DOUBLE, store_double)                                                                  \
    K(STORE_MULTIPLE, store_multiple)                                                              \
    K(BRANCH, branch)                                                                              \
    K(BRANCH_LINK, branch_link)                                                                    \
    K(BRANCH_REGISTER, branch_register)                                                            \
    K(TABLE_BRANCH, table_branch)                                                                  \
    K(IF_THEN, if_then)                                                                            \
    K(STATUS, status)                                                                              \
    K(BARRIER, barrier)                                                                            \
    K(HINT, hint)                                                                                  \
    K(SLEEP, sleep)                                                                                \
    K(FLOAT, float)

#define MW_CLASS_ENUM(name, key) MW_CLASS_##name,
typedef enum mw_class { MW_CLASSES(MW_CLASS_ENUM) MW_CLASS_COUNT } mw_class;
#undef MW_CLASS_ENUM

/* Cycles; the .ini file's keys have the same names, and bench/cores/README.md what they mean. */
typedef struct mw_timing {
    bool given;
    bool assumed; /* another core's, because none is published for this one */
    char source[256];
    uint32_t cost[MW_CLASS_COUNT]; /* not taken, no register of a list counted */
    uint32_t each_register;        /* of a load or store of several */
    uint32_t taken;                /* more for a branch that is taken */
    uint32_t skipped;              /* an instruction that its IT block leaves out */
    uint32_t divide_least;         /* DIVIDE is the most */
    uint32_t load_pipelined;       /* a LOAD right behind a LOAD; 0: they do not overlap */
    uint32_t store_pipelined;      /* a STORE_INDEXED right behind a LOAD */
    uint32_t address_wait;         /* more, where the address was made by the instruction before */
    uint32_t unaligned;            /* more, for each further access of an unaligned one */
    uint32_t interrupt; /* entry and return together, beside the handler's instructions */
} mw_timing;

enum { MW_FLASH_KINDS = 8, MW_FLASH_STEPS = 8 };

/* Flash of chips with this core: up to mhz[i] it needs i wait states. */
typedef struct mw_flash_kind {
    char name[MW_BENCH_NAME];
    uint32_t mhz[MW_FLASH_STEPS];
    uint32_t steps;
} mw_flash_kind;

typedef struct mw_core {
    char name[MW_BENCH_NAME];
    char code[MW_BENCH_NAME];     /* the core whose machine code it runs, most often itself */
    char profile[MW_BENCH_NAME];  /* of plans */
    char compiler[MW_BENCH_NAME]; /* "arm-none-eabi-": what its tools' names begin with */
    char flags[256];
    char roomiest[MW_BENCH_NAME]; /* the board to measure on what fits nowhere else */
    mw_timing timing;
    mw_flash_kind flash[MW_FLASH_KINDS];
    uint32_t flash_kinds;
} mw_core;

/* False with one line on stderr: an unknown core with the list of those there are, or what is wrong
 * with its file. */
bool mw_core_read(const char *name, mw_core *core);

/* From another file than bench/cores/NAME.ini. */
bool mw_core_read_file(const char *path, const char *name, mw_core *core);

#endif
