/* SPDX-License-Identifier: Apache-2.0
 *
 * The recipes there are, and their costs. See cost.h. */
#include "mw/train/cost.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "milliwatt/front_end.h"
#include "mw/bench/board.h"
#include "mw/mw.h"
#include "mw/report.h"
#include "mw/train/chip.h"
#include "mw/train/quantise.h"
#include "mw/train/random.h"

static bool add_costs(const mw_quantised *q, mw_cost *cost)
{
    mw_chip chip;
    if (!mw_chip_open(&chip, q->bytes, q->size)) {
        return false;
    }
    cost->file_bytes = (uint32_t)q->size;
    cost->plan_bytes = chip.sizes.plan;
    cost->arena_bytes = chip.sizes.arena;
    mw_chip_close(&chip);
    return true;
}

/* Instructions of a layer on a Cortex-M3, fitted to what `mw bench --board mps2-an385` counts: so
 * many for each number put out, and for each that goes into it; within a fifth for the recipes. */
static double estimate_layer(const mw_network *network, const mw_layer *layer)
{
    const mw_layer *from = layer->from >= 0 ? &network->layers[layer->from] : layer;
    double outputs = mw_layer_elements(layer);
    double window = layer->kernel.height * layer->kernel.width;
    bool short_rows = layer->kernel.width * from->channels < 8;
    switch (layer->kind) {
    case MW_LAYER_INPUT:
    case MW_LAYER_DROPOUT:
        return 0;
    case MW_LAYER_CONV:
        return outputs * (70 + (short_rows ? 8 : 3.3) * window * from->channels);
    case MW_LAYER_DEPTHWISE:
        return outputs * (70 + 7.5 * window);
    case MW_LAYER_FC:
        return outputs * (70 + 3.3 * mw_layer_elements(from)) + 1500; /* with softmax */
    case MW_LAYER_ADD:
        return outputs * 87;
    case MW_LAYER_MEAN:
        return mw_layer_elements(from) * 19.0;
    case MW_LAYER_MAX_POOL:
    case MW_LAYER_AVERAGE_POOL:
        return outputs * (40 + 12 * window);
    }
    return 0;
}

static uint64_t estimate_instructions(const mw_network *network)
{
    double sum = 0;
    for (int i = 0; i < network->count; i++) {
        sum += estimate_layer(network, &network->layers[i]);
    }
    return (uint64_t)sum;
}

bool mw_recipe_cost(const mw_recipe *recipe, mw_cost *cost)
{
    static const char *const others[] = {"silence", "unknown"};
    char fault[MW_NETWORK_FAULT_BYTES];
    mw_network network = recipe->network;
    uint32_t classes = recipe->word_count + 2;
    if (!mw_network_finish(&network, classes, fault)) {
        mw_error("recipe %s: %s", recipe->path, fault);
        return false;
    }
    char *names[MW_WORDS_MAX + 2];
    for (uint32_t i = 0; i < classes; i++) {
        names[i] = i < 2 ? (char *)(uintptr_t)others[i] : (char *)(uintptr_t)recipe->words[i - 2];
    }
    mw_range ranges[MW_LAYERS_MAX];
    float *weights = calloc(network.parameters, sizeof *weights);
    if (!weights) {
        exit(mw_error("the network does not fit into memory"));
    }
    mw_random random = mw_random_start(1, 'l', 0); /* no two scales alike, as when trained */
    for (uint32_t i = 0; i < network.parameters; i++) {
        weights[i] = (float)mw_random_between(&random, -1, 1);
    }
    for (int i = 0; i < network.count; i++) {
        ranges[i] = (mw_range){-1.0F - (float)i, 1.0F + 0.5F * (float)(i * i)};
    }
    mw_labels labels = {classes, names};
    mw_quantised q;
    mw_quantise(&network, weights, ranges, &labels, &recipe->ear, &recipe->events, &q);
    *cost = (mw_cost){.parameters = mw_network_weights(&network),
                      .classes = classes,
                      .macs = mw_network_macs(&network),
                      .instructions = estimate_instructions(&network)};
    bool good = add_costs(&q, cost);
    mw_quantised_free(&q);
    free(weights);
    return good;
}

bool mw_recipe_fits(const mw_recipe *recipe, const char *name)
{
    mw_cost cost;
    mw_board board;
    if (!mw_recipe_cost(recipe, &cost) || !mw_board_read(name, &board)) {
        return false;
    }
    uint32_t flash = cost.file_bytes + cost.plan_bytes;
    uint32_t ram = cost.arena_bytes + (uint32_t)sizeof(mw_front_end);
    bool fits = flash <= board.flash_bytes && ram <= board.ram_bytes;
    if (!fits) {
        mw_error(
            "recipe %s does not fit %s: model and plan take %u bytes of its %u of flash, arena "
            "and front end %u of its %u of RAM, and code comes on top",
            recipe->path, name, flash, board.flash_bytes, ram, board.ram_bytes);
    }
    return fits;
}

/* The folder that holds recipes/ and models/: where we are, else beside the program's folder. */
static void find_home(char home[4096])
{
    snprintf(home, 4096, ".");
    if (access("recipes", R_OK) == 0) {
        return;
    }
    char program[4000];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    if (length > 0) {
        program[length] = 0;
        char *slash = strrchr(program, '/');
        *slash = 0;
        snprintf(home, 4096, "%s/..", program);
    }
}

static void find_recipes(glob_t *found)
{
    char home[4096];
    char pattern[4200];
    find_home(home);
    snprintf(pattern, sizeof pattern, "%s/recipes/*.ini", home);
    glob(pattern, 0, NULL, found);
    snprintf(pattern, sizeof pattern, "%s/models/*/recipe.ini", home);
    glob(pattern, GLOB_APPEND, NULL, found);
}

static const char *without_dot(const char *path)
{
    return strncmp(path, "./", 2) == 0 ? path + 2 : path;
}

static cJSON *describe(const mw_recipe *recipe, const mw_cost *cost)
{
    cJSON *object = cJSON_CreateObject();
    cJSON_AddStringToObject(object, "name", recipe->name);
    cJSON_AddStringToObject(object, "path", without_dot(recipe->path));
    cJSON_AddStringToObject(object, "about", recipe->about);
    cJSON_AddNumberToObject(object, "parameters", cost->parameters);
    cJSON_AddNumberToObject(object, "macs", (double)cost->macs);
    cJSON_AddNumberToObject(object, "file_bytes", cost->file_bytes);
    cJSON_AddNumberToObject(object, "plan_bytes", cost->plan_bytes);
    cJSON_AddNumberToObject(object, "arena_bytes", cost->arena_bytes);
    cJSON_AddNumberToObject(object, "instructions_estimated", (double)cost->instructions);
    return object;
}

static void print_cost(const mw_recipe *recipe, const mw_cost *cost)
{
    printf("%-14s %10u %9llu %10u %10u %9u %9.2f M\n    %s\n    %s\n", recipe->name,
           cost->parameters, (unsigned long long)cost->macs, cost->file_bytes,
           cost->file_bytes + cost->plan_bytes, cost->arena_bytes, (double)cost->instructions / 1e6,
           recipe->about, without_dot(recipe->path));
}

int mw_list_recipes(bool json)
{
    glob_t found = {0};
    find_recipes(&found);
    cJSON *list = json ? cJSON_CreateArray() : NULL;
    bool good = found.gl_pathc > 0;
    if (!good) {
        mw_error("there is no recipe in recipes/ or models/: call it from the project's folder, or "
                 "name a recipe's file");
    } else if (!json) {
        printf("%-14s %10s %9s %10s %10s %9s %11s\n", "recipe", "parameters", "MACs", "file",
               "flash", "arena", "estimate");
    }
    for (size_t i = 0; good && i < found.gl_pathc; i++) {
        mw_recipe recipe;
        mw_cost cost;
        good = mw_recipe_read(found.gl_pathv[i], &recipe) && mw_recipe_cost(&recipe, &cost);
        if (good && json) {
            cJSON_AddItemToArray(list, describe(&recipe, &cost));
        } else if (good) {
            print_cost(&recipe, &cost);
        }
    }
    globfree(&found);
    if (!good) {
        cJSON_Delete(list);
        return MW_EXIT_FAILED;
    }
    if (json) {
        return mw_report_json(list);
    }
    printf("\nfile: bytes of the .tflite; flash: file and plan, without code; arena: bytes of RAM; "
           "estimate:\ninstructions a window on a Cortex-M3, front end not counted\n");
    return mw_report_end();
}

char *mw_find_recipe(const char *name)
{
    glob_t found = {0};
    char *path = NULL;
    if (access(name, R_OK) == 0) {
        return NULL;
    }
    find_recipes(&found);
    for (size_t i = 0; i < found.gl_pathc && !path && !strchr(name, '/'); i++) {
        mw_recipe recipe;
        if (mw_recipe_read(found.gl_pathv[i], &recipe) && strcmp(recipe.name, name) == 0) {
            path = strdup(found.gl_pathv[i]);
        }
    }
    globfree(&found);
    return path;
}
