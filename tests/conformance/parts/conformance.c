/* SPDX-License-Identifier: Apache-2.0
 *
 * Runs cases: the reference first, then the variant, each into memory of its own. */
#include "conformance/conformance.h"

#include "base/memory.h"
#include "kernels/choose/choose.h"

/* xorshift32: repeatable, and good enough to find what hurts. */
int32_t conformance_random(conformance_case *made, int32_t least, int32_t greatest)
{
    uint32_t x = made->random;
    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    made->random = x;
    uint32_t span = (uint32_t)greatest - (uint32_t)least + 1u;
    return (int32_t)((uint32_t)least + (span ? x % span : x));
}

/* Numbers in one of the ways that hurt: any, only the extremes, or all the same extreme. */
void conformance_fill_s8(conformance_case *made, void *array, uint32_t count)
{
    int32_t way = conformance_random(made, 0, 4);
    int32_t same = conformance_random(made, 0, 1) ? INT8_MIN : INT8_MAX;
    int8_t *numbers = array;
    for (uint32_t i = 0; i < count && numbers; i++) {
        int32_t any = conformance_random(made, INT8_MIN, INT8_MAX);
        numbers[i] = (int8_t)(way == 0 ? same : way == 1 ? (any < 0 ? INT8_MIN : INT8_MAX) : any);
    }
}

/* Mostly quotients such as models have, at times any. */
void conformance_fill_multipliers(conformance_case *made, int32_t *multipliers, int8_t *shifts,
                                  uint32_t count)
{
    bool is_any = conformance_random(made, 0, 3) == 0;
    for (uint32_t i = 0; i < count && multipliers && shifts; i++) {
        multipliers[i] = conformance_random(made, 1 << 30, INT32_MAX);
        shifts[i] = (int8_t)conformance_random(made, is_any ? -31 : -12, is_any ? 30 : -4);
        if (is_any && conformance_random(made, 0, 9) == 0) {
            multipliers[i] = 0;
            shifts[i] = 0;
        }
    }
}

void conformance_fill_bias(conformance_case *made, int32_t *bias, uint32_t count)
{
    int32_t most = conformance_random(made, 0, 3) == 0 ? INT32_MAX : 1 << 14;
    for (uint32_t i = 0; i < count && bias; i++) {
        bias[i] = conformance_random(made, -most - 1, most);
    }
}

void conformance_random_clamp(conformance_case *made, int32_t *least, int32_t *greatest)
{
    bool is_whole = conformance_random(made, 0, 1) == 0;
    *least = is_whole ? INT8_MIN : conformance_random(made, INT8_MIN, INT8_MAX);
    *greatest = is_whole ? INT8_MAX : conformance_random(made, *least, INT8_MAX);
}

int32_t conformance_random_zero_point(conformance_case *made)
{
    static const int8_t extremes[4] = {INT8_MIN, INT8_MAX, 0, -1};
    int32_t way = conformance_random(made, 0, 7);
    return way < 4 ? extremes[way] : conformance_random(made, INT8_MIN, INT8_MAX);
}

void *conformance_place(conformance_case *made, uint32_t place, uint32_t bytes, uint32_t alignment)
{
    void *array = made->memory->take(made->memory->context, bytes, alignment);
    made->places[place] = array;
    made->bytes[place] = bytes;
    made->is_short = made->is_short || !array;
    return array;
}

/* A sum over all that a kernel may only read. */
static uint32_t sum_of_inputs(const conformance_case *made)
{
    uint32_t sum = 0;
    for (uint32_t i = 1; i < MW_PLACES_MAX; i++) {
        const uint8_t *bytes = made->places[i];
        for (uint32_t at = 0; at < made->bytes[i] && i != made->scratch && bytes; at++) {
            sum = (sum << 5 | sum >> 27) ^ bytes[at];
        }
    }
    return sum;
}

/* Runs one variant into an output of its own, which begins as all fill. */
static const int8_t *run_variant(const conformance_subject *subject, conformance_case *made,
                                 uint32_t variant, int fill)
{
    uint32_t scratch =
        subject->scratch_bytes ? subject->scratch_bytes(made->parameters, variant) : 0;
    void *output = conformance_place(made, 0, made->bytes[0], 1);
    if (made->scratch) {
        made->places[made->scratch] = NULL;
        made->bytes[made->scratch] = 0;
        if (scratch) {
            conformance_place(made, made->scratch, scratch, 8);
        }
    }
    if (made->is_short) {
        return NULL;
    }
    memset(output, fill, made->bytes[0]);
    subject->kernel->invoke(made->parameters, variant, made->places);
    return output;
}

static conformance_answer compare(const conformance_case *made, const int8_t *got,
                                  const int8_t *want)
{
    conformance_answer answer = {CONFORMANCE_SAME, 0, 0, 0};
    while (answer.at < made->bytes[0] && got[answer.at] == want[answer.at]) {
        answer.at++;
    }
    if (answer.at < made->bytes[0]) {
        answer.result = CONFORMANCE_DIFFERENT;
        answer.got = got[answer.at];
        answer.want = want[answer.at];
    }
    return answer;
}

static conformance_answer run_case(const conformance_subject *subject, uint32_t variant,
                                   conformance_case *made)
{
    conformance_answer answer = {CONFORMANCE_TOO_LARGE, 0, 0, 0};
    subject->make(made);
    if (made->is_short) {
        return answer;
    }
    if (!subject->takes(made->parameters, variant)) {
        answer.result = CONFORMANCE_NOT_TAKEN;
        return answer;
    }
    const int8_t *want = run_variant(subject, made, MWI_VARIANT_reference, 0x55);
    uint32_t before = sum_of_inputs(made);
    const int8_t *got = want ? run_variant(subject, made, variant, 0xAA) : NULL;
    if (!got) {
        return answer;
    }
    answer = compare(made, got, want);
    if (sum_of_inputs(made) != before || !made->memory->is_intact(made->memory->context)) {
        answer.result = CONFORMANCE_BORDER;
    }
    return answer;
}

conformance_answer conformance_run(const conformance_subject *subject, uint32_t variant,
                                   uint32_t number, const conformance_memory *memory)
{
    conformance_case made = {.memory = memory,
                             .random = (number + 1u) * 2654435761u ^ subject->kernel->id};
    made.random = made.random ? made.random : 1u;
    for (int32_t i = 0; i < 4; i++) {
        conformance_random(&made, 0, 1);
    }
    conformance_answer answer = run_case(subject, variant, &made);
    memory->give_back(memory->context);
    return answer;
}

/* Whether a variant takes the parameters, as the planner would ask. */
#define TAKES_ONE(kernel, variant_name, takes)                                                     \
    if (variant == (uint32_t)MWI_VARIANT_##variant_name) {                                         \
        return MWI_TAKES_##takes(kernel, variant_name);                                            \
    }
#define TAKES(kernel, type)                                                                        \
    static bool takes_##kernel(const void *parameters, uint32_t variant)                           \
    {                                                                                              \
        const type *p = parameters;                                                                \
        (void)p;                                                                                   \
        MWI_ORDER_##kernel(TAKES_ONE) return false;                                                \
    }
TAKES(conv_2d_s8, mw_conv_2d_parameters)
TAKES(depthwise_conv_2d_s8, mw_depthwise_conv_2d_parameters)
TAKES(fully_connected_s8, mw_fully_connected_parameters)

static uint32_t scratch_conv_2d(const void *parameters, uint32_t variant)
{
    return mwi_conv_2d_s8_scratch_bytes(parameters, (mwi_variant)variant);
}

static uint32_t scratch_depthwise_conv_2d(const void *parameters, uint32_t variant)
{
    return mwi_depthwise_conv_2d_s8_scratch_bytes(parameters, (mwi_variant)variant);
}

/* A line for every kernel of kernels.def, in its order: its maker, or nothing. */
#define MADE_conv_2d_s8 conformance_make_conv_2d, takes_conv_2d_s8, scratch_conv_2d
#define MADE_depthwise_conv_2d_s8                                                                  \
    conformance_make_depthwise_conv_2d, takes_depthwise_conv_2d_s8, scratch_depthwise_conv_2d
#define MADE_fully_connected_s8 conformance_make_fully_connected, takes_fully_connected_s8, NULL
#define MADE_softmax_s8         NULL, NULL, NULL
#define MADE_add_s8             NULL, NULL, NULL
#define MADE_mul_s8             NULL, NULL, NULL
#define MADE_average_pool_2d_s8 NULL, NULL, NULL
#define MADE_max_pool_2d_s8     NULL, NULL, NULL
#define MADE_mean_s8            NULL, NULL, NULL
#define MADE_pad_s8             NULL, NULL, NULL
#define MADE_logistic_s8        NULL, NULL, NULL
#define MADE_quantize_integer   NULL, NULL, NULL

#define SUBJECT(id, kernel) {&mw_kernel_##kernel, #kernel, MADE_##kernel},
const conformance_subject conformance_subjects[] = {MWI_KERNELS(SUBJECT)};

#define VARIANT_BIT(kernel, variant, takes) | 1u << MWI_VARIANT_##variant
#define VARIANTS(id, kernel)                0 MWI_ORDER_##kernel(VARIANT_BIT),
const uint32_t conformance_variants[] = {MWI_KERNELS(VARIANTS)};

const uint32_t conformance_subject_count =
    sizeof conformance_subjects / sizeof conformance_subjects[0];
