/* SPDX-License-Identifier: Apache-2.0
 *
 * Runs below the sound's interrupt and above the inference, so that no sound waits for one. The
 * model's input is written here, at the moment an inference is due, and only when main is done with
 * the last one: so an input never changes under an inference, and always ends where it should. */
#include "hearing.h"

#include "app.h"
#include "base/memory.h"
#include "board.h"
#include "milliwatt/front_end.h"

enum { HOP_SAMPLES = APP_HOP_MS * MW_SAMPLES_PER_SECOND / 1000, WINDOW_MS = 30 };

app_hearing app_shared;

/* Their sizes stand in the table of memory that the build prints. */
mw_front_end app_front_end;
int8_t app_features[APP_FRAMES][APP_FEATURES]; /* a ring */

static int8_t *volatile model_input; /* 0: not started, sound is not heard */
static uint32_t newest;              /* row of the newest frame */
static uint32_t frames;              /* that were heard, up to APP_FRAMES */
static uint32_t end_ms;              /* of the newest frame, in sound */
static uint32_t due_ms; /* of the next inference; 0: the first, when the input is full */
static bool waiting;    /* an inference is due, and main still busy with the last one */

void app_hearing_start(int8_t *input)
{
    newest = APP_FRAMES - 1;
    end_ms = WINDOW_MS - APP_HOP_MS;
    (void)mw_front_end_init(&app_front_end, APP_RULES, HOP_SAMPLES);
    model_input = input;
}

static void waste_time(void)
{
    for (uint32_t left = MW_APP_WASTE / 4; left > 0; left--) {
        __asm volatile("nop\n\tnop");
    }
}

/* The ring's rows, the oldest first. */
static void hand_over(void)
{
    uint32_t oldest = newest + 1;
    uint32_t tail_bytes = (APP_FRAMES - oldest) * APP_FEATURES;
    memcpy(model_input, app_features + oldest, tail_bytes);
    memcpy(model_input + tail_bytes, app_features, oldest * APP_FEATURES);
    app_shared.time_ms = end_ms;
    app_shared.infer = 1;
    app_shared.work = 1;
}

static void on_frame(void)
{
    newest = newest + 1 < APP_FRAMES ? newest + 1 : 0;
    end_ms += APP_HOP_MS;
    frames += frames < APP_FRAMES;
    waste_time();
    if (frames < APP_FRAMES || (int32_t)(end_ms - due_ms) < 0) {
        return;
    }
    if (app_shared.infer) {
        app_shared.late += !waiting;
        waiting = true;
        return;
    }
    waiting = false;
    due_ms = (due_ms == 0 ? end_ms : due_ms) + MW_APP_PERIOD_MS;
    hand_over();
}

static void put_out_lights(void)
{
    for (uint32_t light = 0; light < APP_LIGHTS; light++) {
        if ((app_shared.lit >> light & 1u) &&
            (int32_t)(app_shared.samples - app_shared.off_at[light]) >= 0) {
            app_shared.lit &= ~(1u << light);
            board_light(light, false);
        }
    }
}

void app_heard(const int16_t *samples, uint32_t count)
{
    if (count == 0) {
        app_shared.ends++;
        app_shared.work = 1;
        return;
    }
    app_shared.samples += count;
    if (app_shared.lit) {
        put_out_lights();
    }
    while (count > 0 && app_shared.ends == 0 && model_input != 0) {
        uint32_t row = newest + 1 < APP_FRAMES ? newest + 1 : 0;
        bool ready;
        size_t taken = mw_front_end_feed(&app_front_end, samples, count, app_features[row], &ready);
        samples += taken;
        count -= (uint32_t)taken;
        if (ready) {
            on_frame();
        }
    }
}

void app_light_up(uint32_t light)
{
    board_lock();
    app_shared.off_at[light] = app_shared.samples + APP_LIGHT_MS * (MW_SAMPLES_PER_SECOND / 1000);
    app_shared.lit |= 1u << light;
    board_light(light, true);
    board_unlock();
}

const int8_t *app_newest_frame(void)
{
    return app_features[newest];
}
