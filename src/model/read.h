/* SPDX-License-Identifier: Apache-2.0
 *
 * What parts of the library read of a proven model besides milliwatt/model.h. */
#ifndef MWI_READ_H
#define MWI_READ_H

#include "milliwatt/model.h"

/* Where a constant's bytes stand in the file; 0: the tensor is no constant. And how many there are.
 */
uint32_t mwi_model_tensor_data(const mw_model *model, uint32_t index, uint32_t *bytes);

#endif
