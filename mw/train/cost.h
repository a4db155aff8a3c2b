/* SPDX-License-Identifier: Apache-2.0
 *
 * The recipes there are, and what each will cost on a chip, before anything is trained: a network's
 * bytes and work do not depend on what its weights are. */
#ifndef MW_TRAIN_COST_H
#define MW_TRAIN_COST_H

#include <stdbool.h>
#include <stdint.h>

#include "mw/train/recipe.h"

typedef struct mw_cost {
    uint32_t parameters, classes;
    uint64_t macs, instructions; /* a window; instructions are an estimate for a Cortex-M3 */
    uint32_t file_bytes, plan_bytes, arena_bytes;
} mw_cost;

/* With silence and unknown beside the recipe's words. False with one line on stderr where the
 * library refuses the network. */
bool mw_recipe_cost(const mw_recipe *recipe, mw_cost *cost);

/* Whether a board (a folder of boards/) has the flash for the model and its plan and the RAM for
 * its arena and the front end; code comes on top. False with one line on stderr and the numbers. */
bool mw_recipe_fits(const mw_recipe *recipe, const char *board);

/* mw train --list: the exit code. */
int mw_list_recipes(bool json);

/* The file of a recipe called NAME, malloc'd; NULL where there is none, or `name` is a file. */
char *mw_find_recipe(const char *name);

#endif
