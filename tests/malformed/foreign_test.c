/* SPDX-License-Identifier: Apache-2.0
 *
 * Every file of ../shared/models, most of which need operators that are not there: opened and run,
 * or refused with a reason. */
#include <ftw.h>
#include <stdio.h>
#include <string.h>

#include "support/offer.h"

static char paths[400][512];
static size_t path_count;

static int collect(const char *path, const struct stat *status, int type, struct FTW *walk)
{
    (void)status;
    (void)walk;
    size_t length = strlen(path);
    if (type == FTW_F && length > 7 && strcmp(path + length - 7, ".tflite") == 0) {
        assert_true(path_count < sizeof paths / sizeof paths[0]);
        snprintf(paths[path_count++], sizeof paths[0], "%s", path);
    }
    return 0;
}

static void shared_models_run_or_are_refused(void **state)
{
    (void)state;
    assert_int_equal(nftw(test_shared("models"), collect, 8, FTW_PHYS), 0);
    unsigned long counts[OFFER_ENDS] = {0};
    for (size_t i = 0; i < path_count; i++) {
        test_bytes file = test_read_file(paths[i]);
        offer *o = offer_new(file.size);
        memcpy(offer_bytes(o, file.size), file.data, file.size);
        counts[offer_make(o, paths[i], -1, -1)]++;
        offer_free(o);
        test_bytes_free(&file);
    }
    print_message("%zu files: not opened %lu, not measured %lu, not made %lu, too great %lu, run "
                  "%lu\n",
                  path_count, counts[0], counts[1], counts[2], counts[3], counts[4]);
    assert_true(path_count >= 192);
    assert_true(counts[OFFER_RUN] >= 27 && counts[OFFER_NOT_MEASURED] > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(shared_models_run_or_are_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
