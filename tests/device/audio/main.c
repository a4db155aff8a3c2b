/* SPDX-License-Identifier: Apache-2.0
 *
 * Firmware that runs the front end over a file of sounds and compares every byte with what is
 * expected. The file, cases.bin, is made by tests/audio/front_end_device_test.sh and read through
 * semihosting; it is a row of cases, each
 *
 *     uint32 rules (0: tflm, 1: microfrontend), hop_samples, count of samples, count of frames
 *     int16 samples[], int8 expected[frames][40]
 *
 * Exit code 0: every byte equal. 1: some differ. 2: the file is not as described. */
#include "milliwatt/front_end.h"
#include "milliwatt/recogniser.h"

/* What the headers say that they take on a chip. */
_Static_assert(sizeof(mw_front_end) == 2152, "milliwatt/front_end.h tells another size");
_Static_assert(sizeof(mw_recogniser) == 424, "milliwatt/recogniser.h tells another size");

enum {
    SYS_OPEN = 0x01,
    SYS_WRITE0 = 0x04,
    SYS_READ = 0x06,
    SYS_EXIT_EXTENDED = 0x20,
    OPEN_READ_BINARY = 1,
    STOPPED_BY_APPLICATION = 0x20026,
    HEADER_WORDS = 4
};

static uint32_t semihosting(uint32_t operation, const void *argument)
{
    register uint32_t r0 __asm__("r0") = operation;
    register const void *r1 __asm__("r1") = argument;
    __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
    return r0;
}

static _Noreturn void leave(uint32_t code)
{
    const uint32_t block[2] = {STOPPED_BY_APPLICATION, code};
    for (;;) {
        semihosting(SYS_EXIT_EXTENDED, block);
    }
}

static uint32_t open_cases(void)
{
    static const char name[] = "cases.bin";
    const uint32_t block[3] = {(uint32_t)(uintptr_t)name, OPEN_READ_BINARY, sizeof name - 1};
    return semihosting(SYS_OPEN, block);
}

/* Returns how many bytes could not be read. */
static uint32_t read_bytes(uint32_t file, void *to, uint32_t bytes)
{
    const uint32_t block[3] = {file, (uint32_t)(uintptr_t)to, bytes};
    return semihosting(SYS_READ, block);
}

static void read_all(uint32_t file, void *to, uint32_t bytes)
{
    if (bytes > 0 && read_bytes(file, to, bytes) != 0) {
        semihosting(SYS_WRITE0, "cases.bin: ends too early; make it anew\n");
        leave(2);
    }
}

/* A whole case in memory. */
static int16_t samples[64000];
static int8_t expected[400 * MW_FRAME_FEATURES];

/* 1: one wrong number in the rules, to see that this test sees it. */
#ifndef PLANT_A_FAULT
#define PLANT_A_FAULT 0
#endif

/* Called around each hop: where a counter of instructions looks. */
__attribute__((noinline)) void hop_begins(void)
{
    __asm__ volatile("");
}

__attribute__((noinline)) void hop_ends(void)
{
    __asm__ volatile("");
}

static uint32_t count_differences(const uint32_t header[HEADER_WORDS])
{
    static mw_front_end front_end;
    mw_front_end_rules rules = header[0] == 0 ? mw_rules_tflm : mw_rules_microfrontend;
    rules.whole = (uint16_t)(rules.whole + PLANT_A_FAULT);
    mw_front_end_init(&front_end, &rules, header[1]);
    uint32_t differences = 0, frames = 0;
    for (uint32_t at = 0; at < header[2];) {
        int8_t frame[MW_FRAME_FEATURES];
        bool ready = false;
        hop_begins();
        at += (uint32_t)mw_front_end_feed(&front_end, samples + at, header[2] - at, frame, &ready);
        hop_ends();
        for (uint32_t i = 0; ready && frames < header[3] && i < MW_FRAME_FEATURES; i++) {
            differences += frame[i] != expected[MW_FRAME_FEATURES * frames + i];
        }
        frames += ready;
    }
    return frames == header[3] ? differences : differences + 1;
}

int main(void);

int main(void)
{
    uint32_t file = open_cases(), differences = 0, cases = 0;
    uint32_t header[HEADER_WORDS];
    while (file != UINT32_MAX && read_bytes(file, header, sizeof header) == 0) {
        if (header[2] > sizeof samples / sizeof samples[0] ||
            header[3] > sizeof expected / MW_FRAME_FEATURES) {
            leave(2);
        }
        read_all(file, samples, header[2] * (uint32_t)sizeof samples[0]);
        read_all(file, expected, header[3] * MW_FRAME_FEATURES);
        differences += count_differences(header);
        cases++;
    }
    leave(cases == 0 ? 2 : differences == 0 ? 0 : 1);
}
