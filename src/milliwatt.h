/* SPDX-License-Identifier: Apache-2.0
 *
 * Milliwatt: machine-learning models on microcontrollers, in plain C11.
 *
 *     mw_model_open     bytes of a .tflite file -> a proven model           milliwatt/model.h
 *     mw_plan_measure   how much memory the plan takes                      milliwatt/plan.h
 *     mw_plan_make      the plan: a list of nodes and a place for every tensor
 *     mw_interpreter_init, mw_input, mw_invoke, mw_output                   milliwatt/interpreter.h
 *
 * With a plan made beforehand (`mw plan`) only the interpreter and the kernels are linked. Sound
 * goes through milliwatt/front_end.h and milliwatt/recogniser.h. The library allocates nothing, has
 * no state of its own, and needs no other library. */
#ifndef MILLIWATT_H
#define MILLIWATT_H

#define MW_VERSION_MAJOR 0
#define MW_VERSION_MINOR 1
#define MW_VERSION_PATCH 0

#include "milliwatt/front_end.h"
#include "milliwatt/interpreter.h"
#include "milliwatt/kernel.h"
#include "milliwatt/model.h"
#include "milliwatt/operator.h"
#include "milliwatt/plan.h"
#include "milliwatt/profile.h"
#include "milliwatt/recogniser.h"
#include "milliwatt/scale.h"
#include "milliwatt/status.h"

#endif
