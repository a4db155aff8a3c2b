/* SPDX-License-Identifier: Apache-2.0
 *
 * The helpers' own test: that they see what they are there to see. */
#include "support/support.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void crc32_is_zlibs(void **state)
{
    (void)state;
    /* The check value that catalogues of CRCs give for this polynomial. */
    assert_int_equal(test_crc32("123456789", 9), 0xCBF43926u);
    assert_int_equal(test_crc32("", 0), 0);
}

static void random_is_splitmix64(void **state)
{
    (void)state;
    /* The first numbers for seed 1234567 in the reference implementation by Vigna. */
    uint64_t seed = 1234567;
    assert_true(test_random(&seed) == 6457827717110365317u);
    assert_true(test_random(&seed) == 3203168211198807973u);
}

static void file_is_read_whole(void **state)
{
    (void)state;
    char path[] = "/tmp/milliwatt_support_XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    static uint8_t bytes[100001];
    uint64_t seed = 1;
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (uint8_t)test_random(&seed);
    }
    assert_int_equal(write(file, bytes, sizeof bytes), sizeof bytes);
    close(file);
    test_bytes got = test_read_file(path);
    unlink(path);
    assert_int_equal(got.size, sizeof bytes);
    test_same_bytes("file", got.data, bytes, sizeof bytes);
    test_bytes_free(&got);
}

/* Whether a child that touches `at` dies of it. */
static bool dies_at(uint8_t *at)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        signal(SIGSEGV, SIG_DFL); /* cmocka would go on with the next test, in the child */
        signal(SIGBUS, SIG_DFL);
        close(STDERR_FILENO); /* a sanitizer would tell at length */
        *(volatile uint8_t *)at = 1;
        _exit(0);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    return !WIFEXITED(status) || WEXITSTATUS(status) != 0;
}

static void guard_faults_one_byte_beyond(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, 1, 8, 4095, 4096, 4097, 70000};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        test_guarded memory = test_guarded_new(sizes[i], 1);
        memset(memory.data, 0, memory.size);
        assert_true(dies_at(memory.data + memory.size));
        assert_true(dies_at(memory.pages + 4095));
        if (memory.size > 0) {
            assert_false(dies_at(memory.data + memory.size - 1));
        }
        test_guarded_free(&memory);
    }
}

static void guard_tells_of_touched_slack(void **state)
{
    (void)state;
    test_guarded memory = test_guarded_new(13, 8);
    assert_int_equal((uintptr_t)memory.data % 8, 0);
    assert_true(dies_at(memory.data + 16));
    assert_true(test_guarded_intact(&memory));

    memory.data[13] ^= 1;
    assert_false(test_guarded_intact(&memory));
    memory.data[13] ^= 1;
    memory.data[-1] ^= 1;
    assert_false(test_guarded_intact(&memory));
    memory.data[-1] ^= 1;
    test_guarded_free(&memory);
}

static void golden_folder_is_read(void **state)
{
    (void)state;
    test_golden golden =
        test_golden_open(test_shared("golden/models/tflite_micro/micro_speech_quantized"));
    assert_string_equal(golden.model, "tflite_micro/micro_speech_quantized.tflite");
    assert_int_equal(golden.input_count, 1);
    assert_string_equal(golden.inputs[0].type, "int8");
    assert_int_equal(golden.inputs[0].bytes, 1960);
    assert_int_equal(golden.output_count, 1);
    assert_int_equal(golden.outputs[0].bytes, 4);
    assert_string_equal(golden.cases[0].name, "yes_1000ms");
    assert_true(golden.cases[0].reset);

    char path[512];
    snprintf(path, sizeof path, "models/%s", golden.model);
    test_bytes model = test_read_file(test_shared(path));
    assert_int_equal(model.size, golden.model_bytes);
    assert_int_equal(test_crc32(model.data, model.size), golden.model_crc);
    test_bytes_free(&model);
    test_golden_free(&golden);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(crc32_is_zlibs),
        cmocka_unit_test(random_is_splitmix64),
        cmocka_unit_test(file_is_read_whole),
        cmocka_unit_test(guard_faults_one_byte_beyond),
        cmocka_unit_test(guard_tells_of_touched_slack),
        cmocka_unit_test(golden_folder_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
