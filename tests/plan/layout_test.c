/* SPDX-License-Identifier: Apache-2.0
 *
 * Where the planner puts tensors, checked from outside: lifetimes are found again from the model's
 * operators, places are read from the finished plan. With every model of tests/golden:
 * - no two tensors that are alive at one time overlap, and all lie inside the arena;
 * - while a node runs, no tensor changes that is still needed and not its output (this sees scratch
 *   as well, whose bytes a plan does not tell);
 * - the arena has at least the bytes that are alive at the fullest moment. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/planned.h"

enum { ALWAYS = INT32_MAX, NEVER = -1 };

/* A tensor's life in operators' numbers: written by `first` (-1: an input of the model), last read
 * by `last`. root: the tensor whose bytes it is. */
typedef struct life {
    int32_t first, last;
    uint32_t root, bytes;
    const uint8_t *at; /* NULL: not in the arena */
    uint32_t crc;
} life;

typedef struct lives {
    test_planned p;
    life *tensors;
    uint32_t count;
} lives;

static uint32_t root_of(const lives *l, int32_t tensor)
{
    return l->tensors[tensor].root;
}

/* The node that computes an operator; mw_node_count where it has none. */
static uint32_t node_of(const test_planned *p, uint32_t op)
{
    mw_node_info info;
    uint32_t node = 0;
    while (mw_node_info_get(&p->interpreter, node, &info) == MW_OK && info.operator_index != op) {
        node++;
    }
    return node;
}

static void read_inputs(lives *l)
{
    const mw_model *model = &l->p.model;
    for (uint32_t i = 0; i < l->count; i++) {
        mw_tensor tensor;
        mw_model_tensor(model, i, &tensor);
        l->tensors[i] = (life){ALWAYS, NEVER, i, tensor.bytes, NULL, 0};
    }
    for (uint32_t i = 0; i < mw_model_input_count(model); i++) {
        life *input = &l->tensors[mw_model_input(model, i)];
        input->first = -1;
        input->at = mw_input(&l->p.interpreter, i);
    }
}

/* An operator without a node hands its first input on. */
static void read_operator(lives *l, uint32_t op)
{
    const mw_model *model = &l->p.model;
    uint32_t node = node_of(&l->p, op);
    bool has_node = node < mw_node_count(&l->p.interpreter);
    for (uint32_t i = 0; i < mw_model_operator_input_count(model, op); i++) {
        int32_t input = mw_model_operator_input(model, op, i);
        if (input >= 0) {
            l->tensors[root_of(l, input)].last = (int32_t)op;
        }
    }
    for (uint32_t i = 0; i < mw_model_operator_output_count(model, op); i++) {
        life *output = &l->tensors[mw_model_operator_output(model, op, i)];
        if (has_node) {
            output->first = output->last = (int32_t)op;
            output->at = mw_node_place(&l->p.interpreter, node, i);
        } else {
            output->root = root_of(l, mw_model_operator_input(model, op, 0));
        }
    }
}

static lives lives_of(const test_subject *subject)
{
    lives l = {.p = test_subject_planned(subject, MW_PROFILE_PORTABLE)};
    const mw_model *model = &l.p.model;
    l.count = mw_model_tensor_count(model);
    l.tensors = calloc(l.count, sizeof *l.tensors);
    assert_non_null(l.tensors);
    read_inputs(&l);
    for (uint32_t op = 0; op < mw_model_operator_count(model); op++) {
        read_operator(&l, op);
    }
    for (uint32_t i = 0; i < mw_model_output_count(model); i++) {
        l.tensors[root_of(&l, (int32_t)mw_model_output(model, i))].last = ALWAYS;
    }
    return l;
}

static void lives_free(lives *l)
{
    test_planned_free(&l->p);
    free(l->tensors);
}

static bool at_one_time(const life *a, const life *b)
{
    return a->first <= b->last && b->first <= a->last;
}

static bool overlap(const life *a, const life *b)
{
    return a->at < b->at + b->bytes && b->at < a->at + a->bytes;
}

/* Two tensors that are alive at one time and overlap; -1 where there are none. */
static int32_t find_overlap(const lives *l)
{
    for (uint32_t i = 0; i < l->count; i++) {
        for (uint32_t k = 0; k < i; k++) {
            const life *a = &l->tensors[i], *b = &l->tensors[k];
            if (a->at && b->at && at_one_time(a, b) && overlap(a, b)) {
                return (int32_t)i;
            }
        }
    }
    return -1;
}

static void tensors_alive_do_not_overlap(void **state)
{
    lives l = lives_of(*state);
    uint32_t placed = 0;
    for (uint32_t i = 0; i < l.count; i++) {
        const life *one = &l.tensors[i];
        if (one->at) {
            placed++;
            assert_int_equal((uintptr_t)one->at % 8, 0);
            assert_true(one->at >= l.p.arena.data);
            assert_true(one->at + one->bytes <= l.p.arena.data + l.p.arena.size);
        }
    }
    assert_true(placed >= 2);
    if (find_overlap(&l) >= 0) {
        fail_msg("tensor %d overlaps another that is alive", find_overlap(&l));
    }
    /* The planted fault: each tensor moved onto one it meets is found. */
    for (uint32_t i = 0; i < l.count; i++) {
        for (uint32_t k = 0; k < i; k++) {
            life *a = &l.tensors[i], *b = &l.tensors[k];
            if (a->at && b->at && at_one_time(a, b)) {
                const uint8_t *was = a->at;
                a->at = b->at + b->bytes - 1;
                assert_true(find_overlap(&l) >= 0);
                a->at = was;
                k = i;
            }
        }
    }
    lives_free(&l);
}

/* Every place of a node that reads a tensor is where the tensor was written. */
static void readers_look_where_writers_wrote(void **state)
{
    lives l = lives_of(*state);
    const mw_model *model = &l.p.model;
    for (uint32_t node = 0; node < mw_node_count(&l.p.interpreter); node++) {
        mw_node_info info;
        mw_node_info_get(&l.p.interpreter, node, &info);
        for (uint32_t i = 0; i < mw_model_operator_input_count(model, info.operator_index); i++) {
            int32_t input = mw_model_operator_input(model, info.operator_index, i);
            const uint8_t *at = input < 0 ? NULL : l.tensors[root_of(&l, input)].at;
            bool found = at == NULL; /* a constant, or left out */
            for (uint32_t place = 0; place < info.places; place++) {
                found = found || mw_node_place(&l.p.interpreter, node, place) == at;
            }
            if (!found) {
                fail_msg("node %u does not read its input %u where it lies", node, i);
            }
        }
    }
    lives_free(&l);
}

static bool is_alive_after(const life *one, int32_t op)
{
    return one->at && one->first <= op && one->last > op;
}

static void check_unchanged(const lives *l, int32_t op)
{
    for (uint32_t i = 0; i < l->count; i++) {
        const life *one = &l->tensors[i];
        if (one->first < op && is_alive_after(one, op) &&
            test_crc32(one->at, one->bytes) != one->crc) {
            fail_msg("operator %d changes tensor %u, which is still needed", op, i);
        }
    }
}

static void nodes_leave_other_tensors_alone(void **state)
{
    lives l = lives_of(*state);
    uint64_t seed = 3;
    for (uint32_t i = 0; i < l.p.arena.size; i++) {
        l.p.arena.data[i] = (uint8_t)test_random(&seed);
    }
    int32_t op = -1;
    for (uint32_t node = 0; node <= mw_node_count(&l.p.interpreter); node++) {
        for (uint32_t i = 0; i < l.count; i++) {
            life *one = &l.tensors[i];
            if (one->at && one->first == op) {
                one->crc = test_crc32(one->at, one->bytes);
            }
        }
        mw_node_info info;
        if (mw_node_info_get(&l.p.interpreter, node, &info) != MW_OK) {
            break;
        }
        op = (int32_t)info.operator_index;
        assert_int_equal(mw_invoke_nodes(&l.p.interpreter, 1), MW_OK);
        check_unchanged(&l, op);
    }
    lives_free(&l);
}

/* Bytes alive at the fullest moment: no packing needs fewer. */
static uint32_t lower_bound(const lives *l)
{
    uint32_t bound = 0;
    for (int32_t op = -1; op < (int32_t)mw_model_operator_count(&l->p.model); op++) {
        uint32_t alive = 0;
        for (uint32_t i = 0; i < l->count; i++) {
            const life *one = &l->tensors[i];
            alive += one->at && one->first <= op && one->last >= op ? one->bytes : 0;
        }
        bound = alive > bound ? alive : bound;
    }
    return bound;
}

/* What the documentation promises for plan, state and arena together. */
static uint32_t promised_bytes(const char *name)
{
    static const struct {
        const char *name;
        uint32_t bytes;
    } promises[] = {{"tflite_micro/micro_speech_quantized", 6400},
                    {"mlperf_tiny/kws_ref_model", 20500},
                    {"mlperf_tiny/pretrainedResnet_quant", 52500},
                    {"mlperf_tiny/vww_96_int8", 72000},
                    {"tflite_micro/person_detect", 71500}};
    for (size_t i = 0; i < sizeof promises / sizeof promises[0]; i++) {
        if (strcmp(name, promises[i].name) == 0) {
            return promises[i].bytes;
        }
    }
    return UINT32_MAX;
}

static void arena_is_near_its_bound(void **state)
{
    const test_subject *subject = *state;
    lives l = lives_of(subject);
    uint32_t bound = lower_bound(&l);
    uint32_t all = l.p.sizes.plan + l.p.sizes.state + l.p.sizes.arena;
    print_message("arena %u bytes, at least %u are alive at one time; all memory %u\n",
                  l.p.sizes.arena, bound, all);
    assert_true(bound > 0 && l.p.sizes.arena >= bound);
    assert_true(all < promised_bytes(subject->name));
    lives_free(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tensors_alive_do_not_overlap),
        cmocka_unit_test(readers_look_where_writers_wrote),
        cmocka_unit_test(nodes_leave_other_tensors_alone),
        cmocka_unit_test(arena_is_near_its_bound),
    };
    return test_run_subjects(tests, sizeof tests / sizeof tests[0]);
}
