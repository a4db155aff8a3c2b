/* SPDX-License-Identifier: Apache-2.0
 *
 * The reading end of the ring: PendSV hands the application one portion, and asks to be called
 * again while there is more. It may take long (a frame of the front end); the UART's interrupt
 * interrupts it, and fills the ring meanwhile. Cortex-M only. */
#include "common/sound.h"

#if defined(__arm__)

board_sound board_sound_state;
_Alignas(4) int16_t board_ring[BOARD_RING_SAMPLES];

static board_heard_function *board_heard;

void board_sound_start(board_heard_function *heard)
{
    board_heard = heard;
    SCB_SHPR3 |= SCB_SHPR3_PEND_SV;
}

uint32_t board_overruns(void)
{
    return board_sound_state.lost;
}

/* How many samples may be handed over: at most a portion, contiguous, none beyond an end. Portions
 * start at multiples of their length, so they never wrap, except after an end in mid-portion. */
static uint32_t portion_at(const board_sound *sound, uint32_t taken)
{
    uint32_t waiting = (sound->ended ? sound->end_at : sound->written) - taken;
    uint32_t whole = BOARD_PORTION_SAMPLES - taken % BOARD_PORTION_SAMPLES;
    if (waiting < whole) {
        return sound->ended ? waiting : 0;
    }
    return whole;
}

void pend_sv_handler(void)
{
    board_sound *sound = &board_sound_state;
    uint32_t taken = sound->taken;
    uint32_t count = portion_at(sound, taken);
    if (count > 0) {
        board_heard(&board_ring[taken % BOARD_RING_SAMPLES], count);
        sound->taken = taken + count;
    } else if (sound->ended) {
        sound->ended = 0;
        board_heard(0, 0);
    } else {
        return;
    }
    if (sound->ended || sound->written - sound->taken >= BOARD_PORTION_SAMPLES) {
        board_sound_wake();
    }
}

#endif
