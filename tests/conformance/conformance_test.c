/* SPDX-License-Identifier: Apache-2.0
 *
 * Conformance on the desk: every variant of every kernel against its reference, in memory between
 * pages that cannot be touched, and in a block as a chip has it.
 *
 *     conformance_test                          all of them, 2000 cases each
 *     conformance_test KERNEL VARIANT NUMBER    that one case again (variant: its number)
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conformance/conformance.h"
#include "support/support.h"

enum { CASES = 2000, BLOCK_BYTES = 32768, ARRAYS = 2 * MW_PLACES_MAX };

/* Guarded memory of one case. */
typedef struct pages {
    test_guarded arrays[ARRAYS];
    uint32_t count;
} pages;

static void *take(void *context, uint32_t bytes, uint32_t alignment)
{
    pages *all = context;
    assert_true(all->count < ARRAYS);
    all->arrays[all->count] = test_guarded_new(bytes, alignment);
    return all->arrays[all->count++].data;
}

static bool is_intact(const void *context)
{
    const pages *all = context;
    bool intact = true;
    for (uint32_t i = 0; i < all->count; i++) {
        intact = intact && test_guarded_intact(&all->arrays[i]);
    }
    return intact;
}

static void give_back(void *context)
{
    pages *all = context;
    if (is_intact(all)) { /* else the result says so */
        for (uint32_t i = 0; i < all->count; i++) {
            test_guarded_free(&all->arrays[i]);
        }
    }
    all->count = 0;
}

static pages all_pages;
static const conformance_memory guarded = {take, is_intact, give_back, &all_pages};

static _Alignas(8) uint8_t block_bytes[BLOCK_BYTES];
static conformance_block block = {block_bytes, BLOCK_BYTES, 0, 0, {{0}}};

/* Prints what a case that failed has to be asked for; whether it failed. */
static bool has_failed(const conformance_subject *subject, uint32_t variant, uint32_t number,
                       conformance_answer answer)
{
    if (answer.result == CONFORMANCE_DIFFERENT) {
        print_error("%s %u %u: byte %u is %d, not %d\n", subject->name, variant, number, answer.at,
                    answer.got, answer.want);
    } else if (answer.result == CONFORMANCE_BORDER) {
        print_error("%s %u %u: memory is written that is no output\n", subject->name, variant,
                    number);
    }
    return answer.result == CONFORMANCE_DIFFERENT || answer.result == CONFORMANCE_BORDER;
}

static void run_all(const conformance_subject *subject, uint32_t variant)
{
    const conformance_memory in_block = conformance_block_memory(&block);
    uint32_t failed = 0;
    uint32_t tried = 0;
    uint32_t tried_in_block = 0;
    for (uint32_t number = 0; number < CASES; number++) {
        conformance_answer answer = conformance_run(subject, variant, number, &guarded);
        failed += has_failed(subject, variant, number, answer);
        tried += answer.result != CONFORMANCE_NOT_TAKEN;
        answer = conformance_run(subject, variant, number, &in_block);
        failed += has_failed(subject, variant, number, answer);
        tried_in_block += answer.result == CONFORMANCE_SAME;
    }
    assert_int_equal(failed, 0);
    assert_true(tried >= CASES / 10 && tried_in_block >= CASES / 10);
}

static void test_variants(void **state)
{
    const conformance_subject *subject = *state;
    uint32_t variants = conformance_variants[subject - conformance_subjects];
    if (!subject->make) {
        fail_msg("%s has variants and no cases: write its maker (conformance.h)", subject->name);
    }
    for (uint32_t variant = 0; variant < 32; variant++) {
        if (variant != MWI_VARIANT_reference && (variants >> variant & 1u)) {
            run_all(subject, variant);
        }
    }
}

/* Faults that the checker has to find: it is run on kernels that go wrong at times. */
enum { WRONG_BYTE = 1, BEHIND, BEFORE, INPUT, LAST_LEFT_OUT, FAULTS };
static uint32_t output_bytes; /* of the case at hand: the fault is put at its end */

static mw_status invoke_wrong(const void *parameters, uint32_t fault, void *const *at)
{
    const mw_fully_connected_parameters *p = parameters;
    int8_t *output = at[0];
    output_bytes = (uint32_t)(p->batches * p->units);
    mw_kernel_fully_connected_s8.invoke(parameters, MWI_VARIANT_reference, at);
    if (fault == WRONG_BYTE) {
        output[output_bytes / 2] ^= 1;
    } else if (fault == BEHIND) {
        output[output_bytes] ^= 1;
    } else if (fault == BEFORE) {
        output[-1] ^= 1;
    } else if (fault == INPUT) {
        *(int8_t *)at[1] ^= 1;
    } else if (fault == LAST_LEFT_OUT) {
        output[output_bytes - 1] = (int8_t)0xAA;
    }
    return MW_OK;
}

static bool takes_all(const void *parameters, uint32_t variant)
{
    (void)parameters;
    (void)variant;
    return true;
}

static void test_faults_are_found(void **state)
{
    (void)state;
    const conformance_memory in_block = conformance_block_memory(&block);
    const mw_kernel wrong = {mw_kernel_fully_connected_s8.id, invoke_wrong};
    const conformance_subject subject = {&wrong, "wrong", conformance_make_fully_connected,
                                         takes_all, NULL};
    for (uint32_t fault = 0; fault < FAULTS; fault++) {
        uint32_t found = 0;
        for (uint32_t number = 0; number < 100; number++) {
            conformance_answer answer = conformance_run(&subject, fault, number, &in_block);
            found += answer.result > CONFORMANCE_TOO_LARGE;
        }
        assert_true(fault == 0 ? found == 0 : found >= 90);
    }
}

/* KERNEL VARIANT NUMBER: that case alone. */
static int run_one(char **argv)
{
    uint32_t variant = (uint32_t)strtoul(argv[2], NULL, 10);
    uint32_t number = (uint32_t)strtoul(argv[3], NULL, 10);
    for (uint32_t i = 0; i < conformance_subject_count; i++) {
        const conformance_subject *subject = &conformance_subjects[i];
        if (strcmp(subject->name, argv[1]) == 0 && subject->make) {
            conformance_answer answer = conformance_run(subject, variant, number, &guarded);
            return has_failed(subject, variant, number, answer);
        }
    }
    fprintf(stderr, "no cases of kernel %s\n", argv[1]);
    return 2;
}

int main(int argc, char **argv)
{
    if (argc == 4) {
        return run_one(argv);
    }
    size_t count = 1;
    struct CMUnitTest tests[64] = {cmocka_unit_test(test_faults_are_found)};
    for (uint32_t i = 0; i < conformance_subject_count; i++) {
        const conformance_subject *subject = &conformance_subjects[i];
        if (conformance_variants[i] == 1u << MWI_VARIANT_reference) {
            continue; /* there is nothing to compare */
        }
        tests[count] = (struct CMUnitTest)cmocka_unit_test_prestate(test_variants, NULL);
        tests[count].name = subject->name;
        tests[count].initial_state = (void *)(uintptr_t)subject;
        count++;
    }
    return _cmocka_run_group_tests("conformance", tests, count, NULL, NULL);
}
