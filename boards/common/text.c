/* SPDX-License-Identifier: Apache-2.0
 *
 * A number as text, by subtraction: a Cortex-M0 has no division. */
#include <stdbool.h>
#include <stdint.h>

#include "board.h"

void board_write_number(int32_t number)
{
    static const uint32_t powers[] = {1000000000u, 100000000u, 10000000u, 1000000u, 100000u,
                                      10000u,      1000u,      100u,      10u,      1u};
    char text[12];
    uint32_t length = 0;
    uint32_t rest = (uint32_t)number;
    bool started = false;
    if (number < 0) {
        text[length++] = '-';
        rest = 0u - rest;
    }
    for (uint32_t i = 0; i < sizeof powers / sizeof powers[0]; i++) {
        uint32_t digit = 0;
        while (rest >= powers[i]) {
            rest -= powers[i];
            digit++;
        }
        started = started || digit > 0 || powers[i] == 1;
        if (started) {
            text[length++] = (char)('0' + digit);
        }
    }
    text[length] = 0;
    board_write(text);
}
