/* SPDX-License-Identifier: Apache-2.0
 *
 * mw: Milliwatt on the desk. Each command has a file of its own name. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "milliwatt.h"
#include "mw/mw.h"

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *does;
} commands[] = {
    {"inspect", mw_command_inspect, "what a model is, and what it will cost on a chip"},
    {"run", mw_command_run, "run a model on bytes from a file"},
    {"plan", mw_command_plan, "write a model's plan as C, to lie in flash"},
    {"features", mw_command_features, "what the front end hears in a sound"},
    {"listen", mw_command_listen, "the whole pipeline over a sound: scores and events"},
    {"evaluate", mw_command_evaluate, "accuracy over a folder of recordings"},
    {"record", mw_command_record, "words of your own into a folder"},
    {"train", mw_command_train, "recordings to a model"},
    {"bench", mw_command_bench, "what a model costs on a chip: instructions, cycles, bytes"},
};

static void print_help(FILE *to)
{
    fprintf(to, "Usage: mw COMMAND [ARGUMENTS]\n\n"
                "Machine-learning models for microcontrollers, from the desk.\n\n");
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        fprintf(to, "  %-10s %s\n", commands[i].name, commands[i].does);
    }
    fprintf(to, "\n`mw COMMAND --help` shows a command's options and an example.\n");
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        print_help(stderr);
        return MW_EXIT_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
        print_help(stdout);
        return MW_EXIT_DONE;
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("mw %d.%d.%d\n", MW_VERSION_MAJOR, MW_VERSION_MINOR, MW_VERSION_PATCH);
        return MW_EXIT_DONE;
    }
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++) {
        if (strcmp(argv[1], commands[i].name) == 0) {
            char name[64];
            snprintf(name, sizeof name, "mw %s", argv[1]);
            argv[1] = name;
            return commands[i].run(argc - 1, argv + 1);
        }
    }
    fprintf(stderr, "mw: there is no command '%s'; `mw --help` lists them\n", argv[1]);
    return MW_EXIT_USAGE;
}
