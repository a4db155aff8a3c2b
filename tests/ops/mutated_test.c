/* SPDX-License-Identifier: Apache-2.0
 *
 * Hostile models: those of tests/golden/operators with some of their bytes changed are refused, or
 * run without touching a byte outside their memory. Under the sanitizers also nothing undefined
 * happens on the way.
 *
 *     mutated_test [ROUNDS]     changes each model so often, 100 times if nothing is said
 *
 * A failing case is one that ends the program or a guard that has changed; it is named before it is
 * tried when the environment has MW_TEST_VERBOSE. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/planned.h"
#include "support/support.h"

enum { ARENA_MAX = 16384 }; /* keeps the time of one case bounded; it says nothing about the rest */

static const char *const operators[] = {
    "conv_2d", "depthwise_conv_2d", "fully_connected", "softmax", "reshape", "add",
    "mul",     "average_pool_2d",   "max_pool_2d",     "mean",    "pad",     "logistic",
    "quantize"};
enum { OPERATORS = sizeof operators / sizeof operators[0] };

static uint32_t rounds = 100;
static uint32_t accepted; /* mutated models that ran */

/* Changes one to three places: any byte, or a whole 32-bit word to a number that hurts. */
static void mutate(uint8_t *model, uint32_t bytes, uint64_t *seed)
{
    static const uint32_t words[] = {0,          1,          2,          0x7f,       0x80,
                                     0xffff,     0x10000,    0x1fffffff, 0x20000000, 0x7fffffff,
                                     0x80000000, 0xfffffffe, 0xffffffff, 0x3f800000, 0x7f800000,
                                     0x00000001, 0x33000000, 0x4f000000};
    uint32_t changes = 1 + (uint32_t)(test_random(seed) % 3);
    for (uint32_t i = 0; i < changes; i++) {
        uint32_t at = (uint32_t)(test_random(seed) % bytes);
        uint64_t random = test_random(seed);
        if (random & 1) {
            model[at] = (uint8_t)(random >> 8);
        } else {
            uint32_t word = words[(random >> 8) % (sizeof words / sizeof words[0])];
            at &= ~3u;
            memcpy(model + at, &word, at + 4 <= bytes ? 4 : bytes - at);
        }
    }
}

/* Whether the library takes it, in memory that is not more than this test has patience for. */
static bool is_taken(const uint8_t *bytes, uint32_t size, mw_profile profile)
{
    mw_model model;
    uint32_t plan_bytes = 0;
    test_guarded copy = test_guarded_new(size, 8);
    memcpy(copy.data, bytes, size);
    bool taken = mw_model_open(&model, copy.data, size, NULL) == MW_OK &&
                 mw_plan_measure(&model, test_operators, profile, &plan_bytes, NULL) == MW_OK &&
                 plan_bytes <= ARENA_MAX;
    if (taken) {
        test_guarded plan = test_guarded_new(plan_bytes, 8);
        taken =
            mw_plan_make(&model, test_operators, profile, plan.data, plan_bytes, NULL) == MW_OK &&
            mw_plan_sizes(plan.data).arena <= ARENA_MAX;
        test_guarded_free(&plan);
    }
    test_guarded_free(&copy);
    return taken;
}

/* Runs it once on random inputs, between guards. */
static void run(const uint8_t *bytes, uint32_t size, mw_profile profile, uint64_t *seed)
{
    test_planned planned = test_planned_new(bytes, size, profile);
    mw_tensor_info info;
    for (uint32_t i = 0; mw_input_info(&planned.interpreter, i, &info) == MW_OK; i++) {
        uint8_t *input = mw_input(&planned.interpreter, i);
        for (uint32_t byte = 0; byte < info.bytes; byte++) {
            input[byte] = (uint8_t)test_random(seed);
        }
    }
    assert_int_equal(mw_invoke(&planned.interpreter), MW_OK);
    test_planned_free(&planned);
    accepted++;
}

static void test_mutated(void **state)
{
    const char *name = *state;
    char path[600];
    snprintf(path, sizeof path, "%s/%s.bin", test_source("tests/golden/operators"), name);
    test_bytes file = test_read_file(path);
    uint64_t seed = test_crc32(name, strlen(name));
    bool verbose = getenv("MW_TEST_VERBOSE") != NULL;
    uint32_t number = 0;
    accepted = 0;
    for (size_t at = 0; at < file.size; number++) {
        uint32_t words[4];
        memcpy(words, file.data + at, sizeof words);
        uint8_t *model = malloc(words[0]);
        assert_non_null(model);
        for (uint32_t round = 0; round < rounds; round++) {
            memcpy(model, file.data + at + sizeof words, words[0]);
            mutate(model, words[0], &seed);
            mw_profile profile = round & 1 ? MW_PROFILE_PORTABLE : MW_PROFILE_REFERENCE;
            if (verbose) {
                print_message("%s %u, round %u\n", name, number, round);
            }
            if (is_taken(model, words[0], profile)) {
                run(model, words[0], profile, &seed);
            }
        }
        free(model);
        at += sizeof words + words[0] + words[2] + words[3];
    }
    test_bytes_free(&file);
    assert_true(accepted > 0); /* else nothing was tried */
    if (verbose) {
        print_message("%s: %u of %u ran\n", name, accepted, number * rounds);
    }
}

int main(int argc, char **argv)
{
    struct CMUnitTest tests[OPERATORS];
    rounds = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : rounds;
    for (size_t i = 0; i < OPERATORS; i++) {
        tests[i] = (struct CMUnitTest)cmocka_unit_test_prestate(test_mutated, NULL);
        tests[i].name = operators[i];
        tests[i].initial_state = (void *)(uintptr_t)operators[i];
    }
    return _cmocka_run_group_tests("mutated", tests, OPERATORS, NULL, NULL);
}
