/* SPDX-License-Identifier: Apache-2.0
 *
 * The instrument: what a model, or the whole application, costs on a chip, without the chip. It
 * builds a firmware, runs it on an emulated chip whose every instruction is counted, and costs the
 * instructions by the core's published timing. mw/bench.c is the command; measure_model.c and
 * measure_application.c do the two measurements; bench/cores/ has the timing, boards/NAME/board.ini
 * how each board is emulated. */
#ifndef MW_BENCH_H
#define MW_BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MW_BENCH_NAME = 64 };

/* What to measure. */
typedef struct mw_bench_request {
    const char *model; /* path of the .tflite */
    const char *board; /* a folder of boards/; NULL: the roomiest board of the core */
    const char *core;  /* whose timing estimates cycles, a file of bench/cores/ ("cortex-m0plus");
                          NULL: the board's own. Its code must run on the board's core */
    int profile;       /* mw_profile; -1: the core's own */
    const char *firmware; /* where to keep the firmware that measures itself; NULL: nowhere */

    /* The application only; its model may be NULL: the project's own. */
    const char *sound;  /* a sound file, */
    const char *labels; /* "silence,unknown,yes,no", where the model does not say; else NULL, */
    uint32_t every_ms;  /* from one inference to the next; 0: the application's default */
} mw_bench_request;

/* Counted instructions, and cycles estimated from them: at zero wait states, and what one flash
 * wait state adds, at most. */
typedef struct mw_bench_cost {
    uint64_t instructions;
    uint64_t cycles;          /* 0 where !timed */
    uint64_t cycles_per_wait; /* taken branches and constants read from flash */
    uint64_t divide_slack; /* cycles is too high by this, at most: divides are taken as slowest */
    bool timed;            /* the core has a timing table */
} mw_bench_cost;

/* A named share: an operator, a function, a module, a section. */
typedef struct mw_bench_row {
    char name[MW_BENCH_NAME];
    mw_bench_cost cost;
    uint64_t macs;
    uint32_t bytes; /* of flash */
} mw_bench_row;

typedef struct mw_bench_rows {
    mw_bench_row *list;
    size_t count;
} mw_bench_rows;

/* Flash and RAM of the smallest image that does the work, nothing of the bench in it. */
typedef struct mw_bench_image {
    uint32_t flash, flash_without_model; /* text, constants, initialised data; the plan where it
                                            lies in flash */
    uint32_t static_ram;                 /* initialised and zeroed data; no stack */
    uint32_t ram;                        /* static_ram and the stack's high-water mark */
    uint32_t stack;                      /* most bytes of stack in use, set-up and invocation */
    mw_bench_cost set_up;
    mw_bench_rows sections, modules; /* bytes of flash */
} mw_bench_image;

/* Where it was measured. */
typedef struct mw_bench_place {
    char board[MW_BENCH_NAME], measured_on[MW_BENCH_NAME]; /* the same, where it fits */
    char core[MW_BENCH_NAME], profile[MW_BENCH_NAME];
    bool fits;
    int64_t flash_missing, ram_missing; /* bytes; 0 or less: there is room */
    uint32_t board_flash, board_ram;
    uint32_t clock_hz;
    bool timing_assumed; /* the table was published for another core */
} mw_bench_place;

/* One model. */
typedef struct mw_bench_model {
    mw_bench_place place;
    uint64_t macs;
    mw_bench_cost invocation;
    mw_bench_rows operators, functions;
    uint32_t model, plan, state, arena; /* bytes */
    mw_bench_image in_flash;            /* the plan was made beforehand and lies in flash */
    mw_bench_image on_chip;             /* the plan is made on the chip, in RAM */
} mw_bench_model;

/* The whole application over a sound: apps/yes_no. */
typedef struct mw_bench_application {
    mw_bench_place place;
    mw_bench_image image;
    double seconds;    /* of sound */
    uint32_t every_ms; /* from one inference to the next */
    uint64_t inferences, frames, interrupts, wakes, events;
    mw_bench_cost start;         /* reset to the first sleep */
    mw_bench_cost total;         /* of the sound: all work; no waiting, no text */
    mw_bench_cost per_frame;     /* 20 ms of sound: PendSV, which is the front end */
    mw_bench_cost per_inference; /* main, from the input to the event */
    mw_bench_cost per_interrupt; /* of the UART, which brings a byte; with entry and return */
    mw_bench_cost per_wake;      /* out of sleep and back */
    mw_bench_cost per_second;    /* all of it, as this board hears, once inferences have begun */
    mw_bench_cost
        work_per_second; /* without interrupts and waking: a chip whose DMA brings sound */
    double asleep;       /* share of time at clock_hz; below 0: no timing */
    mw_bench_rows functions;
} mw_bench_application;

/* Both are false with one line on stderr when it cannot be measured. */
bool mw_bench_measure_model(const mw_bench_request *request, mw_bench_model *result);
bool mw_bench_measure_application(const mw_bench_request *request, mw_bench_application *result);
void mw_bench_free_model(mw_bench_model *result);
void mw_bench_free_application(mw_bench_application *result);

/* The roomiest board whose core runs a core's code: "microbit" is never it, "mps2-an385" is for
 * cortex-m0, cortex-m0plus and cortex-m3. NULL with a line on stderr that lists the cores. */
const char *mw_bench_roomiest_board(const char *core);

#endif
