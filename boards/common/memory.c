/* SPDX-License-Identifier: Apache-2.0
 *
 * The three functions that the library and the compiler call and a freestanding image must bring.
 * Words where both sides are aligned, else bytes. Compiled so that the compiler does not turn the
 * loops into calls of themselves. */
#include <stddef.h>
#include <stdint.h>

void *memcpy(void *restrict to, const void *restrict from, size_t bytes);
void *memmove(void *to, const void *from, size_t bytes);
void *memset(void *to, int value, size_t bytes);

typedef uint32_t __attribute__((may_alias)) word;

/* From the lowest byte up, one after another: right for memmove too when `to` lies below `from`. */
static void copy_upwards(void *to, const void *from, size_t bytes)
{
    uint8_t *target = to;
    const uint8_t *source = from;
    if ((((uintptr_t)to | (uintptr_t)from) & 3u) == 0) {
        const void *words_from = from;
        void *words_to = to;
        const word *source_word = words_from;
        word *target_word = words_to;
        for (size_t count = bytes / 4; count > 0; count--) {
            *target_word++ = *source_word++;
        }
        target += bytes & ~(size_t)3u;
        source += bytes & ~(size_t)3u;
        bytes &= 3u;
    }
    while (bytes-- > 0) {
        *target++ = *source++;
    }
}

void *memcpy(void *restrict to, const void *restrict from, size_t bytes)
{
    copy_upwards(to, from, bytes);
    return to;
}

void *memmove(void *to, const void *from, size_t bytes)
{
    uint8_t *target = to;
    const uint8_t *source = from;
    if ((uintptr_t)to <= (uintptr_t)from || (uintptr_t)to >= (uintptr_t)from + bytes) {
        copy_upwards(to, from, bytes);
        return to;
    }
    while (bytes-- > 0) {
        target[bytes] = source[bytes];
    }
    return to;
}

void *memset(void *to, int value, size_t bytes)
{
    uint8_t *target = to;
    uint32_t byte = (uint8_t)value;
    while (bytes > 0 && ((uintptr_t)target & 3u) != 0) {
        *target++ = (uint8_t)byte;
        bytes--;
    }
    void *words = target;
    word *target_word = words;
    for (; bytes >= 4; bytes -= 4, target += 4) {
        *target_word++ = byte * 0x01010101u;
    }
    while (bytes-- > 0) {
        *target++ = (uint8_t)byte;
    }
    return to;
}
