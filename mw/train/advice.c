/* SPDX-License-Identifier: Apache-2.0
 *
 * What a person with few recordings should know. See advice.h. */
#include "mw/train/advice.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>

enum { ENOUGH_TO_TRAIN = 150, ENOUGH_TO_JUDGE = 100 };

static void add(mw_advice *advice, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void add(mw_advice *advice, const char *format, ...)
{
    if (advice->count == MW_ADVICE_LINES) {
        return;
    }
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(advice->lines[advice->count++], MW_ADVICE_BYTES, format, arguments);
    va_end(arguments);
}

static size_t takes_of(const mw_corpus *corpus, uint32_t class)
{
    return corpus->first[class + 1] - corpus->first[class];
}

/* What to record more of. */
static void advise_on_training(const mw_corpus *training, mw_advice *advice)
{
    for (uint32_t class = 0; class < training->labels.count; class ++) {
        size_t count = takes_of(training, class);
        if ((int32_t) class != training->silence && count < ENOUGH_TO_TRAIN) {
            add(advice,
                "record more of '%s': %zu recordings train; below %d a model learns the voices "
                "rather than the word, so more people count for more than more takes",
                training->labels.names[class], count, ENOUGH_TO_TRAIN);
        }
    }
    if (training->unknown < 0) {
        add(advice,
            "record other words too: a model that heard none takes each for one of its own");
    }
    if (training->silence < 0) {
        add(advice, "record some minutes of noise into _background_noise_: the model knows no "
                    "silence, and will hear words in it");
    }
}

/* How sure the figures are. */
static void advise_on_validation(const mw_corpus *validation, mw_advice *advice)
{
    for (uint32_t class = 0; class < validation->labels.count; class ++) {
        size_t count = takes_of(validation, class);
        if ((int32_t) class != validation->silence && count < ENOUGH_TO_JUDGE) {
            add(advice,
                "the share of '%s' is known to about %.0f points at worst: %zu recordings judge",
                validation->labels.names[class], count ? 98 / sqrt((double)count) : 100.0, count);
        }
    }
}

void mw_advise(const mw_corpus *training, const mw_corpus *validation, mw_advice *advice)
{
    advice->count = 0;
    advise_on_validation(validation, advice);
    advise_on_training(training, advice);
}
