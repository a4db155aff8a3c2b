/* SPDX-License-Identifier: Apache-2.0
 *
 * A node's parameters by name. See parameters.h. */
#include "mw/parameters.h"

#include <stddef.h>
#include <string.h>

#include "kernels/kernels.def"
#include "kernels/parameters.h"

typedef struct field {
    const char *name;
    size_t offset;
    size_t bytes;
    bool is_signed;
    int64_t least, greatest;
} field;

#define FIELD(type, name, least, greatest)                                                         \
    {#name, offsetof(STRUCT, name), sizeof(type), (type)-1 < (type)1, least, greatest},
#define END                                                                                        \
    {                                                                                              \
        NULL, 0, 0, false, 0, 0                                                                    \
    }

#define STRUCT mw_conv_2d_parameters
static const field conv_2d_s8[] = {MWI_CONV_2D_FIELDS(FIELD) END};
#undef STRUCT
#define STRUCT mw_depthwise_conv_2d_parameters
static const field depthwise_conv_2d_s8[] = {MWI_DEPTHWISE_CONV_2D_FIELDS(FIELD) END};
#undef STRUCT
#define STRUCT mw_fully_connected_parameters
static const field fully_connected_s8[] = {MWI_FULLY_CONNECTED_FIELDS(FIELD) END};
#undef STRUCT
#define STRUCT mw_softmax_parameters
static const field softmax_s8[] = {MWI_SOFTMAX_FIELDS(FIELD) END};
#undef STRUCT
#define STRUCT mw_add_parameters
static const field add_s8[] = {MWI_ADD_FIELDS(FIELD) END};
#undef STRUCT
#define STRUCT mw_mul_parameters
static const field mul_s8[] = {MWI_MUL_FIELDS(FIELD) END};
#undef STRUCT
#define STRUCT mw_pool_2d_parameters
static const field average_pool_2d_s8[] = {MWI_POOL_2D_FIELDS(FIELD) END};
static const field max_pool_2d_s8[] = {MWI_POOL_2D_FIELDS(FIELD) END};
#undef STRUCT
#define STRUCT mw_mean_parameters
static const field mean_s8[] = {MWI_MEAN_FIELDS(FIELD) END};
#undef STRUCT
#define STRUCT mw_pad_parameters
static const field pad_s8[] = {MWI_PAD_FIELDS(FIELD) END};
#undef STRUCT
#define STRUCT mw_logistic_parameters
static const field logistic_s8[] = {MWI_LOGISTIC_FIELDS(FIELD) END};
#undef STRUCT
#define STRUCT mw_quantize_integer_parameters
static const field quantize_integer[] = {MWI_QUANTIZE_INTEGER_FIELDS(FIELD) END};
#undef STRUCT

/* A kernel without a list here does not compile. */
#define LIST(id, name) [id] = name,
static const field *const lists[] = {MWI_KERNELS(LIST)};

static int64_t read_value(const field *f, const uint8_t *at)
{
    int64_t value = 0;
    memcpy(&value, at, f->bytes); /* little-endian, as all of Milliwatt */
    int64_t span = (int64_t)1 << 8 * f->bytes;
    return f->is_signed && value >= span / 2 ? value - span : value;
}

bool mw_parameter_read(uint32_t kernel, const void *parameters, uint32_t index,
                       mw_parameter *parameter)
{
    if (kernel >= sizeof lists / sizeof lists[0] || !lists[kernel]) {
        return false;
    }
    const field *f = lists[kernel];
    for (uint32_t i = 0; i < index && f->name; i++) {
        f++;
    }
    if (!f->name) {
        return false;
    }
    *parameter = (mw_parameter){f->name, read_value(f, (const uint8_t *)parameters + f->offset),
                                f->least, f->greatest};
    return true;
}
