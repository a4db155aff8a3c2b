/* SPDX-License-Identifier: Apache-2.0
 *
 * The half of the application that runs in PendSV: sound to features, and every period the features
 * of the last second into the model's input. main.c is the other half. The two share this struct;
 * each member says who writes it. */
#ifndef MW_APP_HEARING_H
#define MW_APP_HEARING_H

#include <stdbool.h>
#include <stdint.h>

/* Build options (apps/yes_no/CMakeLists.txt). */
#ifndef MW_APP_PERIOD_MS
#define MW_APP_PERIOD_MS 250 /* between two inferences */
#endif
#ifndef MW_APP_WASTE
#define MW_APP_WASTE 0 /* instructions thrown away at each hop, to make the firmware too slow */
#endif

enum { APP_FEATURES = 40, APP_LIGHT_MS = 500, APP_LIGHTS = 10 };

typedef struct app_hearing {
    volatile uint32_t work; /* hearing sets it when main has something to do; main clears it */
    volatile uint32_t
        infer;              /* hearing sets it with a new input; main clears it when done with it */
    volatile uint32_t ends; /* ends of the sound that were met; hearing writes */
    volatile uint32_t samples; /* heard so far; hearing writes */
    volatile uint32_t late;    /* times an inference was due and main still busy; hearing writes */
    uint32_t time_ms;          /* where the input ends, in sound; valid while `infer` is set */
    volatile uint32_t off_at[APP_LIGHTS]; /* `samples` when a light goes off; main writes, */
    volatile uint32_t lit; /* bits: lights that are on; both write, main with the lock */
} app_hearing;

extern app_hearing app_shared;

/* `input`: APP_FRAMES x 40 bytes, the model's. */
void app_hearing_start(int8_t *input);

/* The board's `heard`. */
void app_heard(const int16_t *samples, uint32_t count);

/* Switches a light on, and off APP_LIGHT_MS of sound later. From main. */
void app_light_up(uint32_t light);

/* The newest frame: 40 features. From main. */
const int8_t *app_newest_frame(void);

#endif
