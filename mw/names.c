/* SPDX-License-Identifier: Apache-2.0
 *
 * Numbers in words: types, operators, kernels, variants, profiles. */
#include <stdio.h>
#include <string.h>

#include "kernels/kernels.def"
#include "kernels/variant.h"
#include "mw/session.h"

static const char *number(const char *what, int32_t value)
{
    static char text[64];
    snprintf(text, sizeof text, "%s %d", what, (int)value);
    return text;
}

static const char *const profiles[MW_PROFILES] = {
    "reference", "portable",   "cortex-m0",  "cortex-m3", "cortex-m4",
    "cortex-m7", "cortex-m33", "cortex-m55", "rv32",
};

bool mw_profile_from_name(const char *name, mw_profile *profile)
{
    for (int i = 0; i < MW_PROFILES; i++) {
        if (strcmp(name, profiles[i]) == 0) {
            *profile = (mw_profile)i;
            return true;
        }
    }
    return false;
}

const char *mw_profile_name(mw_profile profile)
{
    return (int)profile < MW_PROFILES ? profiles[profile] : number("profile", (int32_t)profile);
}

const char *mw_profile_list(void)
{
    static char list[256];
    list[0] = 0;
    for (int i = 0; i < MW_PROFILES; i++) {
        size_t length = strlen(list);
        snprintf(list + length, sizeof list - length, "%s%s", i ? ", " : "", profiles[i]);
    }
    return list;
}

const char *mw_type_name(uint32_t type)
{
    static const char *const names[] = {"float32", "float16",    "int32",  "uint8",     "int64",
                                        "string",  "bool",       "int16",  "complex64", "int8",
                                        "float64", "complex128", "uint64", "resource",  "variant",
                                        "uint32",  "uint16",     "int4",   "bfloat16"};
    return type < sizeof names / sizeof names[0] ? names[type] : number("type", (int32_t)type);
}

const char *mw_kernel_name(uint32_t id)
{
#define NAME(kernel_id, name) [kernel_id] = #name,
    static const char *const names[] = {MWI_KERNELS(NAME)};
#undef NAME
    return id < sizeof names / sizeof names[0] && names[id] ? names[id]
                                                            : number("kernel", (int32_t)id);
}

const char *mw_variant_name(uint32_t variant)
{
    static const char *const names[] = {
        [MWI_VARIANT_reference] = "reference", [MWI_VARIANT_portable] = "portable"};
    return variant < sizeof names / sizeof names[0] ? names[variant]
                                                    : number("variant", (int32_t)variant);
}
