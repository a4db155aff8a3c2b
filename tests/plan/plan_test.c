/* SPDX-License-Identifier: Apache-2.0
 *
 * The promises of milliwatt/plan.h: sizes are exact to the byte and told when they do not suffice,
 * nothing outside is touched, and a plan's bytes depend on nothing but model, operators and
 * profile. Every case runs with every model of tests/golden. */
#include <stdlib.h>
#include <string.h>

#include "support/planned.h"

static mw_status make(const mw_model *model, void *plan, size_t bytes, mw_diagnostic *why)
{
    return mw_plan_make(model, test_operators, MW_PROFILE_PORTABLE, plan, bytes, why);
}

/* So many bytes between guards are refused, and the diagnostic tells what is needed. */
static void check_refused(const mw_model *model, size_t bytes, uint32_t needed)
{
    mw_diagnostic why = {0};
    test_guarded memory = test_guarded_new(bytes, 8);
    mw_status status = make(model, memory.data, bytes, &why);
    if (status != MW_NO_MEMORY || why.want != (int32_t)needed || why.got != (int32_t)bytes) {
        fail_msg("%zu of %u bytes: %s, got %d, want %d", bytes, needed, mw_status_name(status),
                 why.got, why.want);
    }
    test_guarded_free(&memory);
}

/* One byte too few, nothing at all, and what lies between: all of it for a small plan. */
static void sizes_are_exact(void **state)
{
    test_planned p = test_subject_planned(*state, MW_PROFILE_PORTABLE);
    uint32_t needed = p.sizes.plan;
    check_refused(&p.model, needed - 1, needed);
    uint32_t step = needed < 2500 ? 1 : needed / 97;
    for (uint32_t bytes = 0; bytes < needed; bytes += step) {
        check_refused(&p.model, bytes, needed);
    }
    mw_diagnostic why = {0};
    assert_int_equal(make(&p.model, NULL, 0, &why), MW_NO_MEMORY);
    assert_int_equal(why.want, needed);
    assert_int_equal(make(&p.model, NULL, needed, &why), MW_NO_MEMORY);
    assert_int_equal(make(&p.model, p.plan.data, needed - 1, NULL), MW_NO_MEMORY);
    test_planned_free(&p);
}

static mw_status init(const test_planned *p, size_t state_bytes, void *arena, size_t arena_bytes,
                      mw_diagnostic *why)
{
    mw_interpreter interpreter;
    return mw_interpreter_init(&interpreter, p->bytes.data, p->bytes.size, test_kernels,
                               p->plan.data, p->state.data, state_bytes, arena, arena_bytes, why);
}

static void arena_and_state_are_exact(void **state)
{
    test_planned p = test_subject_planned(*state, MW_PROFILE_PORTABLE);
    mw_diagnostic why = {0};
    assert_true(p.sizes.arena > 0);
    assert_int_equal(init(&p, p.sizes.state, p.arena.data, p.sizes.arena, &why), MW_OK);
    assert_int_equal(init(&p, p.sizes.state, p.arena.data, p.sizes.arena - 1, &why), MW_NO_MEMORY);
    assert_int_equal(why.got, p.sizes.arena - 1);
    assert_int_equal(why.want, p.sizes.arena);
    assert_int_equal(init(&p, p.sizes.state, NULL, 0, &why), MW_NO_MEMORY);
    assert_int_equal(why.want, p.sizes.arena);
    assert_int_equal(init(&p, p.sizes.state, NULL, p.sizes.arena, NULL), MW_NO_MEMORY);
    if (p.sizes.state > 0) {
        assert_int_equal(init(&p, p.sizes.state - 1, p.arena.data, p.sizes.arena, &why),
                         MW_NO_MEMORY);
        assert_int_equal(why.want, p.sizes.state);
    }
    test_planned_free(&p);
}

static void misaligned_memory_is_refused(void **state)
{
    test_planned p = test_subject_planned(*state, MW_PROFILE_PORTABLE);
    mw_diagnostic why;
    for (size_t off = 1; off < 8; off++) {
        test_guarded plan = test_guarded_new(p.sizes.plan + 8, 8);
        assert_int_equal(make(&p.model, plan.data + off, p.sizes.plan, &why), MW_BAD_ARGUMENT);
        test_guarded_free(&plan);

        test_guarded arena = test_guarded_new(p.sizes.arena + 8, 8);
        assert_int_equal(init(&p, p.sizes.state, arena.data + off, p.sizes.arena, &why),
                         MW_BAD_ARGUMENT);
        test_guarded_free(&arena);

        test_guarded bytes = test_guarded_new(p.bytes.size + 8, 8);
        memcpy(bytes.data + off, p.bytes.data, p.bytes.size);
        mw_model moved; /* metadata may lie anywhere, constants may not */
        assert_int_equal(mw_model_open(&moved, bytes.data + off, p.bytes.size, &why), MW_OK);
        assert_int_equal(make(&moved, p.plan.data, p.sizes.plan, &why), MW_BAD_ARGUMENT);
        test_guarded_free(&bytes);
    }
    test_planned_free(&p);
}

static void check_same_plan(const test_planned *p, const mw_model *model, uint8_t fill, size_t more)
{
    test_guarded other = test_guarded_new(p->sizes.plan + more, 8);
    memset(other.data, fill, other.size);
    assert_int_equal(make(model, other.data, other.size, NULL), MW_OK);
    test_same_bytes("plan", other.data, p->plan.data, p->sizes.plan);
    test_guarded_free(&other);
}

/* Whatever the memory held, wherever it and the model lie, and however much of it there is. */
static void bytes_depend_on_the_model_alone(void **state)
{
    test_planned p = test_subject_planned(*state, MW_PROFILE_PORTABLE);
    static const size_t more[] = {0, 1, 4, 8, 13, 1000, 100000};
    for (size_t i = 0; i < sizeof more / sizeof more[0]; i++) {
        check_same_plan(&p, &p.model, 0x00, more[i]);
        check_same_plan(&p, &p.model, 0xff, more[i]);
        check_same_plan(&p, &p.model, 0xa5, more[i]);
    }
    test_guarded bytes = test_guarded_new(p.bytes.size, 64);
    memcpy(bytes.data, p.bytes.data, p.bytes.size);
    mw_model moved;
    assert_int_equal(mw_model_open(&moved, bytes.data, bytes.size, NULL), MW_OK);
    check_same_plan(&p, &moved, 0x5a, 0);
    test_guarded_free(&bytes);
    test_planned_free(&p);
}

/* The order of the application's lists does not matter. */
static void bytes_do_not_depend_on_the_lists_order(void **state)
{
    test_planned p = test_subject_planned(*state, MW_PROFILE_PORTABLE);
    const mw_operator *reversed[256];
    uint32_t count = test_operators.count;
    for (uint32_t i = 0; i < count; i++) {
        reversed[i] = test_operators.list[count - 1 - i];
    }
    test_guarded plan = test_guarded_new(p.sizes.plan, 8);
    mw_operators list = {reversed, count};
    assert_int_equal(mw_plan_make(&p.model, list, MW_PROFILE_PORTABLE, plan.data, plan.size, NULL),
                     MW_OK);
    test_same_bytes("plan", plan.data, p.plan.data, plan.size);
    test_guarded_free(&plan);
    test_planned_free(&p);
}

/* Without an operator that the model needs neither step goes through, and its node is named. */
static void missing_operators_are_named(void **state)
{
    test_planned p = test_subject_planned(*state, MW_PROFILE_PORTABLE);
    mw_diagnostic why = {0};
    uint32_t bytes = 0;
    mw_operators none = {NULL, 0};
    assert_int_equal(mw_plan_measure(&p.model, none, MW_PROFILE_PORTABLE, &bytes, &why),
                     MW_UNSUPPORTED);
    assert_int_equal(why.node, 0);
    assert_int_equal(why.got, mw_model_operator_code(&p.model, 0));
    assert_int_equal(
        mw_plan_make(&p.model, none, MW_PROFILE_PORTABLE, p.plan.data, p.sizes.plan, &why),
        MW_UNSUPPORTED);
    test_planned_free(&p);
}

/* mw_plan_verify sees every change: each byte of a small model, many of a large one. */
static void verify_sees_every_changed_byte(void **state)
{
    test_planned p = test_subject_planned(*state, MW_PROFILE_PORTABLE);
    size_t size = p.bytes.size;
    assert_int_equal(mw_plan_verify(p.plan.data, p.bytes.data, size, NULL), MW_OK);
    assert_int_equal(mw_plan_verify(p.plan.data, p.bytes.data, size - 1, NULL), MW_BAD_ARGUMENT);
    assert_int_equal(mw_plan_verify(NULL, p.bytes.data, size, NULL), MW_BAD_ARGUMENT);
    size_t step = size < 5000 ? 1 : size / 1009;
    for (size_t i = 0; i < size; i += step) {
        uint8_t was = p.bytes.data[i];
        for (uint32_t change = 1; change < 256; change += size < 3000 ? 1 : 51) {
            p.bytes.data[i] = (uint8_t)(was ^ change);
            if (mw_plan_verify(p.plan.data, p.bytes.data, size, NULL) != MW_BAD_ARGUMENT) {
                fail_msg("byte %zu changed from %u to %u is not seen", i, was, p.bytes.data[i]);
            }
        }
        p.bytes.data[i] = was;
    }
    assert_int_equal(mw_plan_verify(p.plan.data, p.bytes.data, size, NULL), MW_OK);
    test_planned_free(&p);
}

static void arguments_are_checked(void **state)
{
    test_planned p = test_subject_planned(*state, MW_PROFILE_PORTABLE);
    mw_diagnostic why;
    uint32_t bytes = 0;
    mw_profile none = MW_PROFILES;
    mw_operators no_list = {NULL, 1};
    assert_int_equal(mw_plan_measure(NULL, test_operators, MW_PROFILE_PORTABLE, &bytes, &why),
                     MW_BAD_ARGUMENT);
    assert_int_equal(mw_plan_measure(&p.model, test_operators, none, &bytes, &why),
                     MW_BAD_ARGUMENT);
    assert_int_equal(mw_plan_measure(&p.model, no_list, MW_PROFILE_PORTABLE, &bytes, &why),
                     MW_BAD_ARGUMENT);
    assert_int_equal(mw_plan_make(&p.model, test_operators, none, p.plan.data, p.plan.size, &why),
                     MW_BAD_ARGUMENT);
    test_planned_free(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes_are_exact),
        cmocka_unit_test(arena_and_state_are_exact),
        cmocka_unit_test(misaligned_memory_is_refused),
        cmocka_unit_test(bytes_depend_on_the_model_alone),
        cmocka_unit_test(bytes_do_not_depend_on_the_lists_order),
        cmocka_unit_test(missing_operators_are_named),
        cmocka_unit_test(verify_sees_every_changed_byte),
        cmocka_unit_test(arguments_are_checked),
    };
    return test_run_subjects(tests, sizeof tests / sizeof tests[0]);
}
