/* SPDX-License-Identifier: Apache-2.0
 *
 * Offers bytes as a model, between guards. See offer.h. */
#include "support/offer.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "support/planned.h"

#if defined(__SANITIZE_ADDRESS__)
#define HAS_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_ASAN 1
#endif
#endif

#ifdef HAS_ASAN
#include <sanitizer/asan_interface.h>
#define POISON(at, bytes)   ASAN_POISON_MEMORY_REGION(at, bytes)
#define UNPOISON(at, bytes) ASAN_UNPOISON_MEMORY_REGION(at, bytes)
#else
#define POISON(at, bytes)   ((void)(at), (void)(bytes))
#define UNPOISON(at, bytes) ((void)(at), (void)(bytes))
#endif

enum { PAGE = 4096, PATTERN = 0xC5, BORDER = 64 /* bytes of pattern before the data */ };

/* Memory that ends where a page cannot be touched; the data is the last of it, aligned to 8. */
typedef struct room {
    uint8_t *pages, *end;
    size_t pages_bytes;
    uint8_t *data;
    size_t size;
} room;

struct offer {
    room model, plan, state, arena;
    uint8_t *model_copy, *plan_copy;
    unsigned long counts[OFFER_ENDS];
};

/* The case at hand, for whoever ends the process. */
static struct {
    const char *what;
    long number1, number2;
} at_hand;

static void print_case(void)
{
    char text[200];
    int length = snprintf(text, sizeof text, "\nmalformed: the case is: %s %ld %ld\n", at_hand.what,
                          at_hand.number1, at_hand.number2);
    if (write(STDERR_FILENO, text, (size_t)length) < 0) {
        _exit(3);
    }
}

static void give_up(const char *why)
{
    print_case();
    fprintf(stderr, "malformed: %s\n", why);
    _exit(1);
}

static void on_signal(int number)
{
    print_case();
    const char *why = number == SIGALRM ? "malformed: it takes too long\n" : "malformed: a fault\n";
    if (write(STDERR_FILENO, why, strlen(why)) < 0) {
        _exit(3);
    }
    _exit(1);
}

static void watch(void)
{
    signal(SIGALRM, on_signal);
#ifdef HAS_ASAN
    __asan_set_death_callback(print_case);
#else
    signal(SIGSEGV, on_signal);
    signal(SIGBUS, on_signal);
    signal(SIGFPE, on_signal);
    signal(SIGILL, on_signal);
#endif
}

static room room_new(size_t size)
{
    size_t inner = (size + BORDER + PAGE - 1) / PAGE * PAGE;
    room r = {.pages_bytes = inner + 2 * PAGE};
    void *pages = mmap(NULL, r.pages_bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_true(pages != MAP_FAILED);
    r.pages = pages;
    r.end = r.pages + PAGE + inner;
    r.data = r.end;
    assert_int_equal(mprotect(r.pages + PAGE, inner, PROT_READ | PROT_WRITE), 0);
    memset(r.pages + PAGE, PATTERN, inner);
    POISON(r.pages + PAGE, inner);
    return r;
}

static size_t rounded(size_t size)
{
    return (size + 7) / 8 * 8;
}

/* Makes room for size bytes, and pattern around them. */
static void room_open(room *r, size_t size)
{
    UNPOISON(r->end - rounded(size) - BORDER, rounded(size) + BORDER);
    r->data = r->end - rounded(size);
    r->size = size;
    memset(r->data - BORDER, PATTERN, BORDER);
    memset(r->data + size, PATTERN, rounded(size) - size);
    POISON(r->data - BORDER, BORDER);
    POISON(r->data + size, rounded(size) - size);
}

static void room_close(room *r, const char *what)
{
    UNPOISON(r->data - BORDER, BORDER + rounded(r->size));
    bool intact = true;
    for (size_t i = 0; i < BORDER; i++) {
        intact = intact && r->data[-1 - (long)i] == PATTERN;
    }
    for (size_t i = r->size; i < rounded(r->size); i++) {
        intact = intact && r->data[i] == PATTERN;
    }
    if (!intact) {
        give_up(what);
    }
    POISON(r->data - BORDER, BORDER + rounded(r->size));
}

static void room_free(room *r)
{
    UNPOISON(r->pages + PAGE, r->pages_bytes - 2 * PAGE);
    munmap(r->pages, r->pages_bytes);
}

offer *offer_new(size_t size)
{
    offer *o = calloc(1, sizeof *o);
    assert_non_null(o);
    o->model = room_new(size);
    o->plan = room_new(OFFER_MEMORY);
    o->state = room_new(OFFER_MEMORY);
    o->arena = room_new(OFFER_MEMORY);
    o->model_copy = malloc(size + 1);
    o->plan_copy = malloc(OFFER_MEMORY);
    assert_true(o->model_copy && o->plan_copy);
    watch();
    return o;
}

void offer_free(offer *o)
{
    alarm(0);
    room_free(&o->model);
    room_free(&o->plan);
    room_free(&o->state);
    room_free(&o->arena);
    free(o->model_copy);
    free(o->plan_copy);
    free(o);
}

uint8_t *offer_bytes(offer *o, size_t size)
{
    room_close(&o->model, "bytes around the model were written");
    room_open(&o->model, size);
    return o->model.data;
}

/* A refusal of the model is one of these. */
static void must_be_refusal(mw_status status, const mw_diagnostic *why)
{
    if ((status != MW_BAD_MODEL && status != MW_UNSUPPORTED) || !why->text || !*why->text) {
        give_up(mw_status_name(status));
    }
}

/* Fills the arena with what was not there before, and the inputs with numbers. */
static void fill(const offer *o, const mw_interpreter *interpreter)
{
    mw_tensor_info info;
    for (uint32_t i = 0; mw_input_info(interpreter, i, &info) == MW_OK; i++) {
        memset(mw_input(interpreter, i), (int)(o->counts[OFFER_RUN] * 37 & 0xff), info.bytes);
    }
}

static void read_outputs(const mw_interpreter *interpreter)
{
    mw_tensor_info info;
    volatile uint8_t last;
    for (uint32_t i = 0; mw_output_info(interpreter, i, &info) == MW_OK; i++) {
        const uint8_t *output = mw_output(interpreter, i);
        last = info.bytes ? output[0] : 0;
        last = info.bytes ? output[info.bytes - 1] : 0;
    }
    (void)last;
}

static offer_end run(offer *o, mw_sizes sizes, mw_diagnostic *why)
{
    mw_interpreter interpreter;
    mw_status status =
        mw_interpreter_init(&interpreter, o->model.data, o->model.size, test_kernels, o->plan.data,
                            o->state.data, o->state.size, o->arena.data, o->arena.size, why);
    if (sizes.state > o->state.size || sizes.arena > o->arena.size) {
        uint32_t wanted = sizes.state > o->state.size ? sizes.state : sizes.arena;
        if (status != MW_NO_MEMORY || why->want != (int32_t)wanted) {
            give_up("init did not tell the bytes it needs");
        }
        return OFFER_TOO_GREAT;
    }
    if (status != MW_OK) {
        give_up("init refused a plan that was made");
    }
    fill(o, &interpreter);
    memcpy(o->plan_copy, o->plan.data, o->plan.size);
    status = mw_invoke(&interpreter);
    if (status != MW_OK && status != MW_BAD_INPUT && status != MW_STEP_LIMIT) {
        give_up("an invocation failed");
    }
    read_outputs(&interpreter);
    if (memcmp(o->plan_copy, o->plan.data, o->plan.size) != 0) {
        give_up("the plan was written to");
    }
    return OFFER_RUN;
}

static size_t at_most(uint32_t bytes)
{
    return bytes < OFFER_MEMORY ? bytes : OFFER_MEMORY;
}

/* Makes the plan in just the bytes measured, or finds that there are not so many. */
static offer_end plan(offer *o, const mw_model *model, mw_diagnostic *why)
{
    uint32_t needed = 0;
    mw_status status = mw_plan_measure(model, test_operators, MW_PROFILE_PORTABLE, &needed, why);
    if (status != MW_OK) {
        must_be_refusal(status, why);
        return OFFER_NOT_MEASURED;
    }
    room_open(&o->plan, at_most(needed));
    status =
        mw_plan_make(model, test_operators, MW_PROFILE_PORTABLE, o->plan.data, o->plan.size, why);
    offer_end end = OFFER_NOT_MADE;
    if (status == MW_OK && needed <= OFFER_MEMORY) {
        mw_sizes sizes = mw_plan_sizes(o->plan.data);
        room_open(&o->state, at_most(sizes.state));
        room_open(&o->arena, at_most(sizes.arena));
        end = run(o, sizes, why);
        room_close(&o->state, "bytes around the state were written");
        room_close(&o->arena, "bytes around the arena were written");
    } else if (status == MW_NO_MEMORY && needed > OFFER_MEMORY) {
        end = OFFER_TOO_GREAT;
    } else {
        must_be_refusal(status, why);
    }
    room_close(&o->plan, "bytes around the plan were written");
    return end;
}

offer_end offer_make(offer *o, const char *what, long number1, long number2)
{
    mw_diagnostic why = {-1, -1, 0, 0, ""};
    mw_model model;
    at_hand.what = what;
    at_hand.number1 = number1;
    at_hand.number2 = number2;
    alarm(OFFER_SECONDS);
    memcpy(o->model_copy, o->model.data, o->model.size);
    offer_end end = OFFER_NOT_OPENED;
    mw_status status = mw_model_open(&model, o->model.data, o->model.size, &why);
    if (status == MW_OK) {
        end = plan(o, &model, &why);
    } else {
        must_be_refusal(status, &why);
    }
    if (memcmp(o->model_copy, o->model.data, o->model.size) != 0) {
        give_up("the model was written to");
    }
    o->counts[end]++;
    return end;
}

void offer_print_counts(const offer *o, const char *what)
{
    const unsigned long *counts = o->counts;
    print_message("%s: refused when opened %lu, measured %lu, made %lu; too great %lu; run %lu\n",
                  what, counts[OFFER_NOT_OPENED], counts[OFFER_NOT_MEASURED],
                  counts[OFFER_NOT_MADE], counts[OFFER_TOO_GREAT], counts[OFFER_RUN]);
}

unsigned long offer_count(const offer *o, offer_end end)
{
    return o->counts[end];
}
