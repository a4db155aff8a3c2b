/* SPDX-License-Identifier: Apache-2.0
 *
 * A node's parameters by name, from the lists in kernels/parameters.h: what inspect prints, and a
 * check of their ranges. */
#ifndef MW_PARAMETERS_H
#define MW_PARAMETERS_H

#include <stdbool.h>
#include <stdint.h>

typedef struct mw_parameter {
    const char *name;
    int64_t value, least, greatest;
} mw_parameter;

/* Reads parameter number index of a kernel's struct; false behind the last, or for a kernel that is
 * not known. */
bool mw_parameter_read(uint32_t kernel, const void *parameters, uint32_t index,
                       mw_parameter *parameter);

#endif
