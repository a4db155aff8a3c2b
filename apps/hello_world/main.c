/* SPDX-License-Identifier: Apache-2.0
 *
 * The smallest application: a model that learnt the sine, drawn by a chip, a line of text for each
 * point; light 0 shows where it is positive. The plan lies in flash, so all there is to do is to
 * give the interpreter memory, write an input, invoke, read an output. apps/yes_no is the next to
 * read. */
#include <stdint.h>

#include "app.h"
#include "board.h"
#include "milliwatt/interpreter.h"

/* The model's input and output are int8: -128..127 stands for x = 0 .. 2 pi, and its output's zero
 * point for y = 0. */
enum { FIRST_X = -128, LAST_X = 127, STEP_X = 10, COLUMNS = 64 };

_Alignas(8) uint8_t app_arena[APP_ARENA_BYTES];
_Alignas(8) uint8_t app_state[APP_STATE_BYTES + 1]; /* an array of no bytes is no C */

static void draw(int32_t x, int32_t y)
{
    char line[COLUMNS + 1];
    int32_t column = (y + 128) * COLUMNS / 256;
    for (int32_t i = 0; i < column; i++) {
        line[i] = ' ';
    }
    line[column] = 0;
    board_write(line);
    board_write("* ");
    board_write_number(x);
    board_write(" ");
    board_write_number(y);
    board_write("\n");
}

int main(void)
{
    mw_interpreter interpreter;
    mw_tensor_info output;
    board_start(0);
    if (mw_interpreter_init(&interpreter, app_model, APP_MODEL_BYTES, app_kernels, app_plan,
                            app_state, APP_STATE_BYTES, app_arena, APP_ARENA_BYTES, 0) != MW_OK ||
        mw_output_info(&interpreter, 0, &output) != MW_OK) {
        board_write("error the plan and the model or the CPU do not belong together\n");
        board_stop(1);
    }
    for (int32_t x = FIRST_X; x <= LAST_X; x += STEP_X) {
        int8_t *input = mw_input(&interpreter, 0);
        *input = (int8_t)x;
        if (mw_invoke(&interpreter) != MW_OK) {
            board_write("error the model failed\n");
            board_stop(1);
        }
        const int8_t *y = mw_output(&interpreter, 0);
        board_light(0, *y > output.zero_point);
        draw(x, *y);
    }
    board_write("end\n");
    board_stop(0);
}
