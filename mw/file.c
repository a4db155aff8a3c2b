/* SPDX-License-Identifier: Apache-2.0
 *
 * Whole files in and out. See file.h. */
#include "mw/file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mw/mw.h"

bool mw_file_read(const char *path, const char *what, uint8_t **bytes, size_t *size)
{
    FILE *stream = fopen(path, "rb");
    struct stat about;
    if (stream && fstat(fileno(stream), &about) == 0 && S_ISDIR(about.st_mode)) {
        fclose(stream);
        stream = NULL;
        errno = EISDIR;
    }
    if (!stream) {
        mw_error("%s %s cannot be read: %s", what, path, strerror(errno));
        return false;
    }
    size_t capacity = 1 << 16;
    size_t length = 0;
    uint8_t *memory = malloc(capacity);
    while (memory) {
        length += fread(memory + length, 1, capacity - length, stream);
        if (length < capacity) {
            break;
        }
        uint8_t *more = realloc(memory, capacity *= 2);
        if (!more) {
            free(memory);
        }
        memory = more;
    }
    bool sound = memory && !ferror(stream);
    fclose(stream);
    if (!sound) {
        free(memory);
        mw_error("%s %s cannot be read to its end", what, path);
        return false;
    }
    *bytes = memory;
    *size = length;
    return true;
}

static bool complain(const mw_file *file, int error)
{
    mw_error("%s cannot be written: %s", file->path, strerror(error));
    return false;
}

bool mw_file_open(mw_file *file, const char *path)
{
    struct stat about;
    *file = (mw_file){.path = path};
    if (stat(path, &about) != 0 || S_ISREG(about.st_mode)) {
        if (asprintf(&file->beside, "%s.%ld.part", path, (long)getpid()) < 0) {
            file->beside = NULL;
            return complain(file, ENOMEM);
        }
    }
    file->stream = fopen(file->beside ? file->beside : path, "wb");
    if (!file->stream) {
        complain(file, errno);
        free(file->beside);
        file->beside = NULL;
        return false;
    }
    return true;
}

void mw_file_abandon(mw_file *file)
{
    if (file->stream) {
        fclose(file->stream);
    }
    if (file->beside) {
        remove(file->beside);
        free(file->beside);
    }
    *file = (mw_file){0};
}

bool mw_file_close(mw_file *file)
{
    errno = 0;
    bool written = fflush(file->stream) == 0 && !ferror(file->stream);
    int error = errno;
    if (fclose(file->stream) != 0 && written) {
        written = false;
        error = errno;
    }
    file->stream = NULL;
    if (written && file->beside && rename(file->beside, file->path) != 0) {
        written = false;
        error = errno;
    }
    if (!written) {
        complain(file, error ? error : EIO);
        mw_file_abandon(file);
        return false;
    }
    free(file->beside);
    *file = (mw_file){0};
    return true;
}

bool mw_file_write(const char *path, const void *bytes, size_t size)
{
    mw_file file;
    if (!mw_file_open(&file, path)) {
        return false;
    }
    errno = 0;
    if (fwrite(bytes, 1, size, file.stream) != size) {
        complain(&file, errno ? errno : EIO);
        mw_file_abandon(&file);
        return false;
    }
    return mw_file_close(&file);
}
