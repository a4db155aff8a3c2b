/* SPDX-License-Identifier: Apache-2.0
 *
 * Every parameter that a plan holds lies in the range that kernels/parameters.h gives it: over all
 * int8 models that are here. */
#include "mw/parameters.h"

#include <stdio.h>
#include <string.h>

#include "mw/session.h"
#include "support/support.h"

static uint32_t check_model(const char *path)
{
    mw_session session;
    uint32_t checked = 0;
    assert_true(mw_session_plan(&session, path, MW_PROFILE_PORTABLE));
    assert_true(mw_session_start(&session, -1));
    mw_node_info info;
    for (uint32_t node = 0; mw_node_info_get(&session.interpreter, node, &info) == MW_OK; node++) {
        mw_parameter p;
        for (uint32_t i = 0; mw_parameter_read(info.kernel, info.parameters, i, &p); i++) {
            if (p.value < p.least || p.value > p.greatest) {
                fail_msg("%s, node %u: %s is %lld", path, node, p.name, (long long)p.value);
            }
            checked++;
        }
    }
    mw_session_end(&session);
    return checked;
}

static void copies_are_in_range(void **state)
{
    (void)state;
    const char *path = test_source("tests/golden/models/hello_world_int8/model.tflite");
    assert_true(check_model(path) >= 3 * 10); /* three nodes of ten parameters */
}

static void all_models_are_in_range(void **state)
{
    (void)state;
    char name[128];
    char path[256];
    uint32_t models = 0;
    test_shared("models"); /* skips this test where there is none */
    FILE *names = fopen(test_source("tests/golden/models_int8.txt"), "r");
    assert_non_null(names);
    while (fscanf(names, " %127[^\n]", name) == 1) {
        if (name[0] != '#') {
            snprintf(path, sizeof path, "models/%s.tflite", name);
            check_model(test_shared(path));
            models++;
        }
    }
    fclose(names);
    assert_true(models >= 27);
}

static void signs_and_names_are_read(void **state)
{
    (void)state;
    /* rows, depth, multiplier, shift, difference_min of SOFTMAX (kernel 4) */
    const int32_t softmax[5] = {2, 3, 1 << 30, 22, -31};
    mw_parameter p;
    assert_true(mw_parameter_read(4, softmax, 4, &p));
    assert_string_equal(p.name, "difference_min");
    assert_int_equal(p.value, -31);
    assert_false(mw_parameter_read(4, softmax, 5, &p));
    assert_false(mw_parameter_read(0x7fff, softmax, 0, &p));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(copies_are_in_range),
        cmocka_unit_test(all_models_are_in_range),
        cmocka_unit_test(signs_and_names_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
