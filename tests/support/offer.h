/* SPDX-License-Identifier: Apache-2.0
 *
 * Offers any bytes whatever as a model, and goes as far with them as the library does: open,
 * measure, make, init, invoke. Model, plan, state and arena have just the bytes that were asked
 * for: under AddressSanitizer everything around them is poisoned, elsewhere a page that cannot be
 * touched follows and a pattern lies around. The memory is made once, so that offering is fast.
 *
 * The process ends with the case's name where the library faults, writes to the model or plan,
 * answers what it must not answer, or takes longer than OFFER_SECONDS. */
#ifndef TEST_OFFER_H
#define TEST_OFFER_H

#include "milliwatt.h"
#include "support/support.h"

enum {
    OFFER_SECONDS = 60,
    OFFER_MEMORY = 1 << 20 /* bytes for a plan, state or arena; who wants more gets no more */
};

/* How far an offer came. */
typedef enum offer_end {
    OFFER_NOT_OPENED,
    OFFER_NOT_MEASURED,
    OFFER_NOT_MADE,
    OFFER_TOO_GREAT, /* plan, state or arena wanted more than OFFER_MEMORY */
    OFFER_RUN,
    OFFER_ENDS
} offer_end;

/* A place for the bytes of models of at most size bytes; to be written before each offer. */
typedef struct offer offer;
offer *offer_new(size_t size);
void offer_free(offer *o);

/* The next model will have size bytes; returns where it has to stand, with what stood there. */
uint8_t *offer_bytes(offer *o, size_t size);

/* Offers them. what names the case, with its numbers (-1: none). */
offer_end offer_make(offer *o, const char *what, long number1, long number2);

/* How many offers ended how, so far; prints one line. */
void offer_print_counts(const offer *o, const char *what);
unsigned long offer_count(const offer *o, offer_end end);

#endif
