/* SPDX-License-Identifier: Apache-2.0
 *
 * Arrays in files of NumPy's format. See npy.h. */
#include "mw/npy.h"

#include <stdio.h>
#include <string.h>

#include "mw/mw.h"
#include "mw/session.h"

static const char magic[6] = {(char)0x93, 'N', 'U', 'M', 'P', 'Y'};

bool mw_npy_is(const uint8_t *bytes, size_t size)
{
    return size >= sizeof magic && memcmp(bytes, magic, sizeof magic) == 0;
}

/* NumPy's name of a type, without the sign of its byte order; NULL for one it does not share. */
static const char *npy_type(uint32_t type)
{
    switch (type) {
    case MW_INT8:
        return "i1";
    case MW_UINT8:
        return "u1";
    case MW_INT16:
        return "i2";
    case MW_INT32:
        return "i4";
    case MW_INT64:
        return "i8";
    case MW_FLOAT32:
        return "f4";
    default:
        return NULL;
    }
}

size_t mw_npy_data(const char *path, const uint8_t *bytes, size_t size, uint32_t type)
{
    char head[512] = "";
    size_t length_bytes = size > 8 && bytes[6] == 1 ? 2 : 4;
    size_t begin = 8 + length_bytes;
    if (size < begin) {
        mw_error("%s: the .npy file is cut off", path);
        return 0;
    }
    size_t length = bytes[8] | (size_t)bytes[9] << 8;
    length |= length_bytes == 4 ? (size_t)bytes[10] << 16 | (size_t)bytes[11] << 24 : 0;
    if (length > size - begin || length >= sizeof head) {
        mw_error("%s: the head of the .npy file is damaged", path);
        return 0;
    }
    memcpy(head, bytes + begin, length);
    const char *wanted = npy_type(type);
    const char *described = strstr(head, "'descr':");
    const char *quote = described ? strchr(described + 8, '\'') : NULL;
    if (!quote || !wanted || strchr("<|=", quote[1]) == NULL ||
        strncmp(quote + 2, wanted, 2) != 0 || quote[4] != '\'') {
        mw_error("%s holds %.5s; the model takes %s, little-endian", path, quote ? quote : "?",
                 mw_type_name(type));
        return 0;
    }
    if (strstr(head, "'fortran_order': True")) {
        mw_error("%s is in Fortran's order; save it in C order (numpy.ascontiguousarray)", path);
        return 0;
    }
    return begin + length;
}

void mw_npy_write_head(mw_file *file, uint32_t type, size_t count, const int32_t *dims,
                       uint32_t rank)
{
    char head[256];
    const char *name = npy_type(type);
    int length =
        snprintf(head, sizeof head, "{'descr': '%s%s', 'fortran_order': False, 'shape': (%zu,",
                 type == MW_INT8 || type == MW_UINT8 ? "|" : "<", name ? name : "u1", count);
    for (uint32_t d = 0; d < rank; d++) {
        length += snprintf(head + length, sizeof head - (size_t)length, " %d,", dims[d]);
    }
    length += snprintf(head + length, sizeof head - (size_t)length, "), }");
    while ((10 + length + 1) % 64 != 0) {
        head[length++] = ' ';
    }
    head[length++] = '\n';
    const uint8_t version_and_length[4] = {1, 0, (uint8_t)length, (uint8_t)(length >> 8)};
    fwrite(magic, 1, sizeof magic, file->stream);
    fwrite(version_and_length, 1, sizeof version_and_length, file->stream);
    fwrite(head, 1, (size_t)length, file->stream);
}
