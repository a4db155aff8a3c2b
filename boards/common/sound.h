/* SPDX-License-Identifier: Apache-2.0
 *
 * The ring between the sound's interrupt and PendSV, and the frames on the UART (board.h tells
 * their form). One writer, one reader, each with an index of its own: no lock. The writer's path is
 * run for each of 32,000 bytes a second, so it stands here to be inlined into the interrupt
 * handler, and is as short as it can be. sound.c has the rest. */
#ifndef MW_BOARD_SOUND_H
#define MW_BOARD_SOUND_H

#include "board.h"
#include "common/cortex_m.h"

/* A power of two. The front end works up to 13 ms on a frame, and 13 ms are 208 samples. */
#define BOARD_RING_SAMPLES 512u

typedef struct board_sound {
    volatile uint32_t written; /* samples ever stored */
    volatile uint32_t taken;   /* samples ever given to the application */
    volatile uint32_t lost;    /* samples that found the ring full */
    volatile uint32_t ended;   /* 1: an end of the sound waits to be told, */
    volatile uint32_t end_at;  /* after this many samples */
    uint32_t left;             /* bytes of the present frame still to come */
    uint32_t low;              /* the low byte of a sample, while its high byte is awaited */
} board_sound;

extern board_sound board_sound_state;
extern int16_t board_ring[BOARD_RING_SAMPLES];

/* Ready PendSV for its lowest priority; `heard` as in board_start. */
void board_sound_start(board_heard_function *heard);

static inline void board_sound_wake(void)
{
    SCB_ICSR = SCB_ICSR_PEND_SV;
}

static inline void board_sound_sample(uint32_t sample)
{
    board_sound *sound = &board_sound_state;
    uint32_t written = sound->written;
    if (written - sound->taken == BOARD_RING_SAMPLES) {
        sound->lost++;
        return;
    }
    board_ring[written % BOARD_RING_SAMPLES] = (int16_t)(uint16_t)sample;
    written++;
    sound->written = written;
    if (written % BOARD_PORTION_SAMPLES == 0) {
        board_sound_wake();
    }
}

/* A frame's first byte: the count of its samples. */
static inline void board_sound_count(uint32_t count)
{
    board_sound *sound = &board_sound_state;
    sound->left = 2 * count;
    if (count == 0) {
        sound->end_at = sound->written;
        sound->ended = 1;
        board_sound_wake();
    }
}

/* Takes one byte of the UART. */
static inline void board_sound_byte(uint32_t byte)
{
    board_sound *sound = &board_sound_state;
    uint32_t left = sound->left;
    if (left == 0) {
        board_sound_count(byte);
        return;
    }
    left--;
    sound->left = left;
    if (left & 1u) {
        sound->low = byte;
    } else {
        board_sound_sample(sound->low | byte << 8);
    }
}

#endif
