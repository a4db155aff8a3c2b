/* SPDX-License-Identifier: Apache-2.0
 *
 * Says when a "yes" or a "no" was said, and lights a light for it: the whole of Milliwatt on a
 * chip. Sound comes by interrupt, becomes features in PendSV (hearing.c), and here, in main, every
 * period the model judges the last second, the recogniser makes events of its scores, and between
 * them the chip sleeps. The plan lies in flash: nothing is set up but pointers. Time is counted in
 * sound.
 *
 * What it tells, a line each: `start yes_no NAME NUMBER`, `scores TIME_MS SCORE...` and `frame
 * DIGITS` (the newest features, 0 to 7) after each inference, `event TIME_MS LABEL SCORE`, and `end
 * NAME NUMBER...`. After a first end of the sound it hears no more, but goes on counting it until
 * its lights are out; a second one ends the program. */
#include <stdbool.h>
#include <stdint.h>

#include "app.h"
#include "board.h"
#include "hearing.h"
#include "milliwatt/interpreter.h"
#include "milliwatt/recogniser.h"

/* Their sizes stand in the table of memory that the build prints. */
_Alignas(8) uint8_t app_arena[APP_ARENA_BYTES];
_Alignas(8) uint8_t app_state[APP_STATE_BYTES + 1]; /* an array of no bytes is no C */
mw_recogniser app_recogniser;

static mw_interpreter interpreter;

static _Noreturn void give_up(const char *why)
{
    board_write("error ");
    board_write(why);
    board_write("\n");
    board_stop(1);
}

/* Words have lights, in their order among the labels; silence and what is unknown have none. */
static bool is_word(uint32_t label)
{
    return ((uint32_t)APP_EVENT_LABELS >> label & 1u) != 0;
}

static uint32_t light_of(uint32_t word)
{
    uint32_t light = 0;
    for (uint32_t label = 0; label < word; label++) {
        light += is_word(label);
    }
    return light;
}

static void write_scores(const int8_t *scores)
{
    board_write("scores ");
    board_write_number((int32_t)app_shared.time_ms);
    for (uint32_t label = 0; label < APP_LABELS; label++) {
        board_write(" ");
        board_write_number(scores[label] + 128);
    }
    board_write("\nframe ");
    const int8_t *frame = app_newest_frame();
    char digits[APP_FEATURES + 1];
    for (uint32_t i = 0; i < APP_FEATURES; i++) {
        digits[i] = (char)('0' + ((frame[i] + 128) >> 5));
    }
    digits[APP_FEATURES] = 0;
    board_write(digits);
    board_write("\n");
}

static void tell_event(mw_recogniser_top top)
{
    if (light_of(top.label) < APP_LIGHTS) {
        app_light_up(light_of(top.label));
    }
    board_write("event ");
    board_write_number((int32_t)app_shared.time_ms);
    board_write(" ");
    board_write(app_labels[top.label]);
    board_write(" ");
    board_write_number(top.score);
    board_write("\n");
}

static void judge(void)
{
    if (mw_invoke(&interpreter) != MW_OK) {
        give_up("the model failed");
    }
    const int8_t *scores = mw_output(&interpreter, 0);
    mw_recogniser_top top;
    if (mw_recogniser_feed(&app_recogniser, scores, app_shared.time_ms, &top)) {
        tell_event(top);
    }
    write_scores(scores);
    app_shared.infer = 0;
}

static _Noreturn void end(void)
{
    board_write("end overruns ");
    board_write_number((int32_t)board_overruns());
    board_write(" late ");
    board_write_number((int32_t)app_shared.late);
    board_write(" stack ");
    board_write_number((int32_t)board_stack_used());
    board_write("\n");
    board_stop(0);
}

static void start_recogniser(void)
{
    mw_recogniser_parameters parameters =
        mw_recogniser_defaults(APP_LABELS, APP_EVENT_LABELS, MW_APP_PERIOD_MS);
    parameters.threshold = APP_THRESHOLD;
    parameters.average_ms = APP_AVERAGE_MS;
    parameters.suppression_ms = APP_SUPPRESSION_MS;
    if (mw_recogniser_init(&app_recogniser, &parameters) != MW_OK) {
        give_up("the recogniser cannot work with this period and these labels");
    }
}

static void start_model(void)
{
    if (mw_interpreter_init(&interpreter, app_model, APP_MODEL_BYTES, app_kernels, app_plan,
                            app_state, APP_STATE_BYTES, app_arena, APP_ARENA_BYTES, 0) != MW_OK) {
        give_up("the plan and the model or the CPU do not belong together");
    }
    mw_tensor_info input, output;
    if (mw_input_info(&interpreter, 0, &input) != MW_OK ||
        mw_output_info(&interpreter, 0, &output) != MW_OK ||
        input.bytes != APP_FRAMES * APP_FEATURES || output.bytes != APP_LABELS) {
        give_up("the model's input is not its frames, or its output not its labels");
    }
}

int main(void)
{
    board_start(app_heard);
    start_model();
    start_recogniser();
    app_hearing_start(mw_input(&interpreter, 0));
    board_write("start yes_no period_ms ");
    board_write_number(MW_APP_PERIOD_MS);
    board_write("\n");
    for (;;) {
        board_sleep(&app_shared.work);
        app_shared.work = 0;
        if (app_shared.infer) {
            judge();
        }
        if (app_shared.ends >= 2) {
            end();
        }
    }
}
