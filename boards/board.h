/* SPDX-License-Identifier: Apache-2.0
 *
 * What every board offers an application, and nothing else of it is known outside boards/: a chip
 * with start-up code, a memory map, sound in, lights out. A board is a folder of four small files
 * (vectors.c, board.c, memory.ld, README of its facts at the top of board.c); boards/common/ has
 * what Cortex-M boards share. apps/hello_world is the smallest application, apps/yes_no the whole
 * of it. To bring up a new chip, copy the folder of the nearest one.
 *
 * Sound comes as 16 kHz mono 16-bit samples through a UART, in frames: one byte with a count of
 * 1..255 samples, then those samples, little-endian. So every value reaches the application, -32768
 * too. A count of 0 marks an end of the sound. On a chip with a microphone, its driver calls
 * board_sound_sample (common/sound.h) instead.
 *
 * Who runs when: the UART's interrupt stores a sample (highest priority); PendSV, the lowest
 * interrupt, hands portions of samples to the application; main() runs below both and sleeps when
 * it has nothing to do. */
#ifndef MW_BOARD_H
#define MW_BOARD_H

#include <stdbool.h>
#include <stdint.h>

#define BOARD_SAMPLE_RATE_HZ 16000u

/* Called from PendSV with 1 to BOARD_PORTION_SAMPLES samples, which stay where they are until it
 * returns; and with (NULL, 0) at each end of the sound, after all samples that came before it. */
#define BOARD_PORTION_SAMPLES 32u
typedef void board_heard_function(const int16_t *samples, uint32_t count);

/* Clocks, lights (all off), the UART; `heard` may be NULL in an application without sound.
 * Memory is set up, and the stack painted, before main(). */
void board_start(board_heard_function *heard);

/* Samples lost so far because the ring was full: the application was too slow. */
uint32_t board_overruns(void);

/* Switches light 0 .. board_lights - 1; others are ignored. */
extern const uint32_t board_lights;
void board_light(uint32_t light, bool on);

/* Sends text, waiting while the line is busy. Only from main(): it has no lock. */
void board_write(const char *text);
void board_write_number(int32_t number);

/* Sleeps (wfi) until *work, set by the application in `heard`, is not zero. */
void board_sleep(const volatile uint32_t *work);

/* Bars all interrupts, `heard` among them: a few dozen instructions at most, or sound is lost. */
void board_lock(void);
void board_unlock(void);

/* A free-running count of CPU cycles, to be subtracted modulo 2^24. */
uint32_t board_cycles(void);

/* Bytes of stack: kept for it, and the most that were ever in use (the painted words tell). */
uint32_t board_stack_bytes(void);
uint32_t board_stack_used(void);

/* Ends the emulator with this exit code (semihosting); a chip without a debugger stays stopped. */
_Noreturn void board_stop(uint32_t code);

#endif
