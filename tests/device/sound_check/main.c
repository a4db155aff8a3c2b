/* SPDX-License-Identifier: Apache-2.0
 *
 * Firmware for tests of the board alone: hears sound, tells at its end how many samples came and
 * their CRC-32, and switches light after light on and off, a change each 60 ms of sound. Nothing of
 * the library. */
#include <stdint.h>

#include "board.h"

#define TOGGLE_SAMPLES (BOARD_SAMPLE_RATE_HZ * 6 / 100)

static volatile uint32_t ended;
static uint32_t samples_heard;
static uint32_t crc = 0xFFFFFFFFu;
static uint32_t until_toggle = TOGGLE_SAMPLES;
static uint32_t light;
static bool lit;

/* CRC-32 of IEEE 802.3, bit by bit. */
static void crc_byte(uint32_t byte)
{
    crc ^= byte;
    for (int bit = 0; bit < 8; bit++) {
        crc = crc >> 1 ^ (0xEDB88320u & (0u - (crc & 1u)));
    }
}

static void heard(const int16_t *samples, uint32_t count)
{
    if (count == 0) {
        ended++;
    }
    for (uint32_t i = 0; i < count; i++) {
        uint32_t sample = (uint16_t)samples[i];
        crc_byte(sample & 0xFFu);
        crc_byte(sample >> 8);
        if (--until_toggle == 0) {
            until_toggle = TOGGLE_SAMPLES;
            lit = !lit;
            board_light(light, lit);
            light += !lit;
            light = light < board_lights ? light : 0;
        }
    }
    samples_heard += count;
}

int main(void)
{
    board_start(heard);
    board_write("start sound_check\n");
    board_sleep(&ended);
    board_write("samples ");
    board_write_number((int32_t)samples_heard);
    board_write(" crc ");
    board_write_number((int32_t)~crc);
    board_write(" lost ");
    board_write_number((int32_t)board_overruns());
    board_write(" stack ");
    board_write_number((int32_t)board_stack_used());
    board_write("\nend\n");
    board_stop(0);
}
