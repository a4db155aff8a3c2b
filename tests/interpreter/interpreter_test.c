/* SPDX-License-Identifier: Apache-2.0
 *
 * The promises of milliwatt/interpreter.h, with every model of tests/golden: what init refuses,
 * steps that add up to mw_invoke, two interpreters that do not disturb each other, and an arena
 * whose content before an invocation does not matter. */
#include <stdlib.h>
#include <string.h>

#include "base/sample.h"
#include "support/planned.h"

static mw_status init_with(const test_planned *p, const void *model, size_t model_bytes,
                           const void *plan, mw_kernels kernels, mw_diagnostic *why)
{
    mw_interpreter interpreter;
    return mw_interpreter_init(&interpreter, model, model_bytes, kernels, plan, p->state.data,
                               p->sizes.state, p->arena.data, p->sizes.arena, why);
}

/* A word changed at each place that is sampled, another size, another identifier. */
static void init_refuses_another_model(void **state)
{
    test_planned p = test_subject_planned(*state, MW_PROFILE_PORTABLE);
    uint8_t *bytes = p.bytes.data;
    size_t size = p.bytes.size;
    size_t places[MW_PLAN_SAMPLED_WORDS + 1] = {4};
    for (size_t i = 0; i < MW_PLAN_SAMPLED_WORDS; i++) {
        places[i + 1] = (size - 4) / (MW_PLAN_SAMPLED_WORDS + 1) * (i + 1);
    }
    for (size_t i = 0; i < 4 * sizeof places / sizeof places[0]; i++) {
        uint8_t *changed = bytes + places[i / 4] + i % 4;
        *changed ^= 1;
        assert_int_equal(init_with(&p, bytes, size, p.plan.data, test_kernels, NULL),
                         MW_BAD_ARGUMENT);
        *changed ^= 1;
    }
    assert_int_equal(init_with(&p, bytes, size - 1, p.plan.data, test_kernels, NULL),
                     MW_BAD_ARGUMENT);
    assert_int_equal(init_with(&p, bytes, 0, p.plan.data, test_kernels, NULL), MW_BAD_ARGUMENT);
    assert_int_equal(init_with(&p, bytes, size, p.plan.data, test_kernels, NULL), MW_OK);
    test_planned_free(&p);
}

static void init_refuses_what_is_no_plan(void **state)
{
    test_planned p = test_subject_planned(*state, MW_PROFILE_PORTABLE);
    mw_plan_header *header = (void *)p.plan.data;
    const mw_plan_header good = *header;
    header->magic ^= 1;
    assert_int_equal(init_with(&p, p.bytes.data, p.bytes.size, header, test_kernels, NULL),
                     MW_BAD_ARGUMENT);
    *header = good;
    header->format++;
    assert_int_equal(init_with(&p, p.bytes.data, p.bytes.size, header, test_kernels, NULL),
                     MW_BAD_ARGUMENT);
    *header = good;
    header->profile = MW_PROFILES;
    assert_int_equal(init_with(&p, p.bytes.data, p.bytes.size, header, test_kernels, NULL),
                     MW_UNSUPPORTED);
    *header = good;
    assert_int_equal(init_with(&p, p.bytes.data, p.bytes.size, NULL, test_kernels, NULL),
                     MW_BAD_ARGUMENT);
    assert_int_equal(init_with(&p, NULL, p.bytes.size, header, test_kernels, NULL),
                     MW_BAD_ARGUMENT);
    test_planned_free(&p);
}

/* Each kernel of the plan left out of the list in turn; the diagnostic names its id. */
static void init_refuses_a_missing_kernel(void **state)
{
    test_planned p = test_subject_planned(*state, MW_PROFILE_PORTABLE);
    const mw_plan_header *header = (const void *)p.plan.data;
    uint32_t refused = 0;
    for (uint32_t left_out = 0; left_out < test_kernels.count; left_out++) {
        const mw_kernel *list[256];
        uint32_t count = 0;
        for (uint32_t i = 0; i < test_kernels.count; i++) {
            if (i != left_out) {
                list[count++] = test_kernels.list[i];
            }
        }
        mw_diagnostic why = {0};
        mw_status status =
            init_with(&p, p.bytes.data, p.bytes.size, p.plan.data, (mw_kernels){list, count}, &why);
        refused += status != MW_OK;
        if (status != MW_OK) {
            assert_int_equal(status, MW_UNSUPPORTED);
            assert_int_equal(why.got, test_kernels.list[left_out]->id);
        }
    }
    assert_true(refused > 0);
    assert_int_equal(refused, header->kernel_count);
    test_planned_free(&p);
}

static uint8_t *random_bytes(size_t count, uint64_t seed)
{
    uint8_t *bytes = malloc(count + 1);
    assert_non_null(bytes);
    for (size_t i = 0; i < count; i++) {
        bytes[i] = (uint8_t)test_random(&seed);
    }
    return bytes;
}

/* A planned model with random inputs and the outputs that mw_invoke gives for them. */
typedef struct trial {
    test_planned p;
    uint8_t *inputs, *outputs, *got;
    size_t output_bytes;
} trial;

static trial trial_new(const test_subject *subject, uint64_t seed)
{
    trial t = {.p = test_subject_planned(subject, MW_PROFILE_PORTABLE)};
    t.output_bytes = test_output_bytes(&t.p.interpreter);
    t.inputs = random_bytes(test_input_bytes(&t.p.interpreter), seed);
    t.outputs = random_bytes(t.output_bytes, 0);
    t.got = random_bytes(t.output_bytes, 0);
    test_set_inputs(&t.p.interpreter, t.inputs);
    assert_int_equal(mw_invoke(&t.p.interpreter), MW_OK);
    test_get_outputs(&t.p.interpreter, t.outputs);
    return t;
}

static void trial_check(trial *t, const char *what)
{
    memset(t->got, 0xee, t->output_bytes);
    test_get_outputs(&t->p.interpreter, t->got);
    test_same_bytes(what, t->got, t->outputs, t->output_bytes);
}

static void trial_free(trial *t)
{
    test_planned_free(&t->p);
    free(t->inputs);
    free(t->outputs);
    free(t->got);
}

static void steps_add_up_to_an_invocation(void **state)
{
    trial t = trial_new(*state, 11);
    mw_interpreter *interpreter = &t.p.interpreter;
    uint32_t nodes = mw_node_count(interpreter);
    assert_int_equal(mw_node_next(interpreter), 0);
    for (uint32_t step = 1; step <= 4; step++) {
        memset(t.p.arena.data, 0xff, t.p.arena.size);
        test_set_inputs(interpreter, t.inputs);
        for (uint32_t done = 0; done < nodes; done += step) {
            assert_int_equal(mw_node_next(interpreter), done);
            assert_int_equal(mw_invoke_nodes(interpreter, step), MW_OK);
        }
        assert_int_equal(mw_node_next(interpreter), 0);
        trial_check(&t, "steps");
    }
    trial_free(&t);
}

/* One begun in steps is begun again. */
static void invoke_begins_at_the_first_node(void **state)
{
    trial t = trial_new(*state, 12);
    assert_int_equal(mw_invoke_nodes(&t.p.interpreter, 1), MW_OK);
    test_set_inputs(&t.p.interpreter, t.inputs);
    assert_int_equal(mw_invoke(&t.p.interpreter), MW_OK);
    trial_check(&t, "begun again");
    assert_int_equal(mw_invoke_nodes(&t.p.interpreter, 1), MW_OK);
    mw_reset(&t.p.interpreter);
    assert_int_equal(mw_node_next(&t.p.interpreter), 0);
    trial_free(&t);
}

/* Nothing but the inputs goes in: the rest of the arena may hold anything. */
static void arena_content_does_not_matter(void **state)
{
    trial t = trial_new(*state, 13);
    for (uint32_t i = 0; i < 3; i++) {
        uint8_t *noise = random_bytes(t.p.arena.size, 100 + i);
        memcpy(t.p.arena.data, noise, t.p.arena.size);
        free(noise);
        test_set_inputs(&t.p.interpreter, t.inputs);
        assert_int_equal(mw_invoke(&t.p.interpreter), MW_OK);
        trial_check(&t, "noise in the arena");
    }
    trial_free(&t);
}

/* A second interpreter on the same plan with an arena of its own, node by node in turn; and the
 * struct of an interpreter may be moved. */
static void two_interpreters_share_a_plan(void **state)
{
    trial t = trial_new(*state, 14);
    test_guarded arena = test_guarded_new(t.p.sizes.arena, 8);
    test_guarded variables = test_guarded_new(t.p.sizes.state, 8);
    mw_interpreter other;
    assert_int_equal(mw_interpreter_init(&other, t.p.bytes.data, t.p.bytes.size, test_kernels,
                                         t.p.plan.data, variables.data, variables.size, arena.data,
                                         arena.size, NULL),
                     MW_OK);
    uint8_t *inputs = random_bytes(test_input_bytes(&other), 15);
    test_set_inputs(&other, inputs);
    test_set_inputs(&t.p.interpreter, t.inputs);
    for (uint32_t i = 0; i < mw_node_count(&other); i++) {
        mw_interpreter moved = other;
        memset(&other, 0xff, sizeof other);
        assert_int_equal(mw_invoke_nodes(&moved, 1), MW_OK);
        other = moved;
        assert_int_equal(mw_invoke_nodes(&t.p.interpreter, 1), MW_OK);
    }
    trial_check(&t, "beside another");
    test_set_inputs(&other, t.inputs);
    assert_int_equal(mw_invoke(&other), MW_OK);
    test_get_outputs(&other, t.got);
    test_same_bytes("the other", t.got, t.outputs, t.output_bytes);
    free(inputs);
    test_guarded_free(&arena);
    test_guarded_free(&variables);
    trial_free(&t);
}

static void indices_out_of_range_are_refused(void **state)
{
    test_planned p = test_subject_planned(*state, MW_PROFILE_PORTABLE);
    const mw_interpreter *interpreter = &p.interpreter;
    mw_tensor_info tensor;
    mw_node_info node;
    assert_null(mw_input(interpreter, mw_input_count(interpreter)));
    assert_null(mw_output(interpreter, mw_output_count(interpreter)));
    assert_null(mw_output(interpreter, UINT32_MAX));
    assert_int_equal(mw_input_info(interpreter, UINT32_MAX, &tensor), MW_BAD_ARGUMENT);
    assert_int_equal(mw_output_info(interpreter, UINT32_MAX, &tensor), MW_BAD_ARGUMENT);
    assert_int_equal(mw_node_info_get(interpreter, mw_node_count(interpreter), &node),
                     MW_BAD_ARGUMENT);
    assert_int_equal(mw_node_info_get(interpreter, 0, &node), MW_OK);
    assert_null(mw_node_place(interpreter, 0, node.places));
    assert_non_null(mw_node_place(interpreter, 0, 0));
    test_planned_free(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(init_refuses_another_model),
        cmocka_unit_test(init_refuses_what_is_no_plan),
        cmocka_unit_test(init_refuses_a_missing_kernel),
        cmocka_unit_test(steps_add_up_to_an_invocation),
        cmocka_unit_test(invoke_begins_at_the_first_node),
        cmocka_unit_test(arena_content_does_not_matter),
        cmocka_unit_test(two_interpreters_share_a_plan),
        cmocka_unit_test(indices_out_of_range_are_refused),
    };
    return test_run_subjects(tests, sizeof tests / sizeof tests[0]);
}
