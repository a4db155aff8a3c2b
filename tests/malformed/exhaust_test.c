/* SPDX-License-Identifier: Apache-2.0
 *
 * Every prefix and every single-byte change (all 256 values at each byte) of two small models:
 * 2,704 and 4,184 bytes, 1.77 million files. Each is refused with a reason, or runs without
 * touching a byte outside its own memory. */
#include <stdio.h>

#include "malformed/exhaust.h"

static void hello_world_int8(void **state)
{
    (void)state;
    exhaust(test_source("tests/golden/models/hello_world_int8/model.tflite"));
}

static void mnist_arduino_q(void **state)
{
    (void)state;
    exhaust(test_source("tests/golden/models/mnist_arduino_q/model.tflite"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hello_world_int8),
        cmocka_unit_test(mnist_arduino_q),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
