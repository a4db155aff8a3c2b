/* SPDX-License-Identifier: Apache-2.0
 *
 * Every prefix of a model, and every change of a single byte, offered to the library. Shared by the
 * tests of this folder; the work is split among as many processes as there are processors. */
#ifndef TEST_EXHAUST_H
#define TEST_EXHAUST_H

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/offer.h"

/* Share number part of parts: the prefixes and bytes whose number is part modulo parts. */
static inline void exhaust_part(const test_bytes *model, size_t part, size_t parts)
{
    offer *o = offer_new(model->size);
    for (size_t size = part; size < model->size; size += parts) {
        memcpy(offer_bytes(o, size), model->data, size);
        offer_make(o, "prefix of bytes", (long)size, -1);
    }
    uint8_t *bytes = offer_bytes(o, model->size);
    memcpy(bytes, model->data, model->size);
    for (size_t at = part; at < model->size; at += parts) {
        for (int value = 0; value < 256; value++) {
            bytes[at] = (uint8_t)value;
            offer_make(o, "byte changed, its place and value", (long)at, value);
        }
        bytes[at] = model->data[at];
    }
    offer_print_counts(o, "exhausted");
    unsigned long all = 0;
    for (int end = 0; end < OFFER_ENDS; end++) {
        all += offer_count(o, (offer_end)end);
    }
    size_t mine = (model->size - part + parts - 1) / parts;
    assert_int_equal(all, 257 * mine);
    assert_true(offer_count(o, OFFER_NOT_OPENED) > 0 && offer_count(o, OFFER_RUN) > 0);
    offer_free(o);
}

static inline void exhaust(const char *path)
{
    test_bytes model = test_read_file(path);
    long parts = sysconf(_SC_NPROCESSORS_ONLN);
    fflush(stdout);
    for (long part = 0; part < parts; part++) {
        pid_t child = fork();
        assert_true(child >= 0);
        if (child == 0) {
            exhaust_part(&model, (size_t)part, (size_t)parts);
            fflush(stdout);
            _exit(0);
        }
    }
    int failed = 0;
    for (long part = 0; part < parts; part++) {
        int status = 0;
        assert_true(wait(&status) > 0);
        failed += !WIFEXITED(status) || WEXITSTATUS(status) != 0;
    }
    test_bytes_free(&model);
    assert_int_equal(failed, 0);
}

#endif
