/* SPDX-License-Identifier: Apache-2.0
 *
 * Conformance on a chip: every variant of every kernel against its reference, as
 * conformance/conformance_test.c has it on the desk, compiled for the chip's CPU. Ends the emulator
 * with 0, or with 1 and a line that names the case to run again on the desk. */
#include "conformance/conformance.h"
#include "semihosting.h"

enum { CASES = 300, BLOCK_BYTES = 32768 };

static _Alignas(8) uint8_t block_bytes[BLOCK_BYTES];
static conformance_block block;

static void say(const char *text)
{
    semihosting_call(SEMIHOSTING_WRITE0, text);
}

static void say_number(uint32_t number)
{
    char digits[11];
    uint32_t at = sizeof digits - 1;
    digits[at] = 0;
    do {
        digits[--at] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    say(digits + at);
}

static void say_case(const conformance_subject *subject, uint32_t variant, uint32_t number)
{
    say(subject->name);
    say(" ");
    say_number(variant);
    say(" ");
    say_number(number);
    say(" gives other bytes than the reference\n");
}

/* Runs the cases of a variant; how many were the same, or UINT32_MAX at the first that was not. */
static uint32_t run_variant(const conformance_subject *subject, uint32_t variant)
{
    const conformance_memory memory = conformance_block_memory(&block);
    uint32_t same = 0;
    for (uint32_t number = 0; number < CASES; number++) {
        conformance_answer answer = conformance_run(subject, variant, number, &memory);
        if (answer.result == CONFORMANCE_DIFFERENT || answer.result == CONFORMANCE_BORDER) {
            say_case(subject, variant, number);
            return UINT32_MAX;
        }
        same += answer.result == CONFORMANCE_SAME;
    }
    return same;
}

int main(void)
{
    uint32_t total = 0;
    block.bytes = block_bytes;
    block.size = BLOCK_BYTES;
    for (uint32_t i = 0; i < conformance_subject_count; i++) {
        for (uint32_t variant = 1; variant < 32; variant++) { /* 0 is the reference */
            if ((conformance_variants[i] >> variant & 1u) == 0) {
                continue;
            }
            uint32_t same = run_variant(&conformance_subjects[i], variant);
            if (same == UINT32_MAX) {
                semihosting_exit(1);
            }
            total += same;
        }
    }
    say_number(total);
    say(" cases the same\n");
    semihosting_exit(total == 0);
}
