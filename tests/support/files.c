/* SPDX-License-Identifier: Apache-2.0
 *
 * Files, and where they are: the build tells a test in MW_SOURCE_DIR and MW_SHARED
 * (cmake/tests.cmake). */
#include "support/support.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

test_bytes test_read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        fail_msg("%s: %s", path, strerror(errno));
    }
    test_bytes bytes = {NULL, 0};
    size_t room = 0;
    size_t got = 0;
    do {
        bytes.size += got;
        if (bytes.size == room) {
            room = room == 0 ? 4096 : 2 * room;
            bytes.data = realloc(bytes.data, room);
            assert_non_null(bytes.data);
        }
        got = fread(bytes.data + bytes.size, 1, room - bytes.size, file);
    } while (got > 0);
    if (ferror(file)) {
        fail_msg("%s: %s", path, strerror(errno));
    }
    fclose(file);
    return bytes;
}

void test_bytes_free(test_bytes *bytes)
{
    free(bytes->data);
    *bytes = (test_bytes){NULL, 0};
}

/* Paths are few and short; they are kept in a list so that a leak checker sees them until the end.
 */
typedef struct kept_path {
    struct kept_path *next;
    char text[];
} kept_path;

static kept_path *kept_paths;

static const char *keep_path(const char *folder, const char *relative)
{
    size_t size = strlen(folder) + strlen(relative) + 2;
    kept_path *path = malloc(sizeof *path + size);
    assert_non_null(path);
    snprintf(path->text, size, "%s/%s", folder, relative);
    path->next = kept_paths;
    kept_paths = path;
    return path->text;
}

const char *test_source(const char *relative)
{
    const char *folder = getenv("MW_SOURCE_DIR");
    return keep_path(folder != NULL ? folder : ".", relative);
}

bool test_has_shared(void)
{
    return getenv("MW_SHARED") != NULL;
}

const char *test_shared(const char *relative)
{
    if (!test_has_shared()) {
        print_message("skipped for want of ../shared/%s\n", relative);
        skip();
    }
    return keep_path(getenv("MW_SHARED"), relative);
}
