/* SPDX-License-Identifier: Apache-2.0
 *
 * A folder of recordings. See recordings.h. */
#include "mw/sound/recordings.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "mw/file.h"
#include "mw/mw.h"
#include "mw/sound/sha1.h"

static void *known(void *memory)
{
    if (!memory) {
        exit(mw_error("the list of recordings does not fit into memory"));
    }
    return memory;
}

static char *join(const char *folder, const char *name)
{
    char *path = known(malloc(strlen(folder) + strlen(name) + 2));
    sprintf(path, "%s/%s", folder, name);
    return path;
}

static void add(mw_recordings *r, char *path, const char *word, const char *split)
{
    if ((r->count & (r->count - 1)) == 0) { /* full at each power of two */
        r->items = known(realloc(r->items, (r->count * 2 + 1) * sizeof *r->items));
    }
    r->items[r->count++] = (mw_recording){path, known(strdup(word)), known(strdup(split))};
}

const char *mw_recording_split(const char *file_name)
{
    const uint64_t whole = (1U << 27) - 1;
    const char *end = strstr(file_name, "_nohash_");
    uint32_t digest[MW_SHA1_WORDS];
    mw_sha1(file_name, end ? (size_t)(end - file_name) : strlen(file_name), digest);
    uint64_t percent_of_whole = (digest[MW_SHA1_WORDS - 1] & whole) * 100;
    return percent_of_whole < 10 * whole   ? "validation"
           : percent_of_whole < 20 * whole ? "testing"
                                           : "training";
}

/* The columns of splits.tsv: which field each one is, -1 where it is missing. */
typedef struct columns {
    int path, split, word;
} columns;

enum { MOST_FIELDS = 32 };

/* Parts a line at its tabs, in place; returns how many fields there are. */
static int part(char *line, char *fields[MOST_FIELDS])
{
    int count = 0;
    for (char *at = line; at && count < MOST_FIELDS; count++) {
        fields[count] = strsep(&at, "\t");
    }
    return count;
}

/* The next line, without its end of either kind. */
static char *take_line(char **at)
{
    char *line = strsep(at, "\n");
    line[strcspn(line, "\r")] = 0;
    return line;
}

static columns read_header(char *line)
{
    char *fields[MOST_FIELDS];
    columns c = {-1, -1, -1};
    int count = part(line, fields);
    for (int i = 0; i < count; i++) {
        int *column = strcmp(fields[i], "path") == 0    ? &c.path
                      : strcmp(fields[i], "split") == 0 ? &c.split
                      : strcmp(fields[i], "word") == 0  ? &c.word
                                                        : NULL;
        if (column) {
            *column = i;
        }
    }
    return c;
}

/* The name of the folder that a path ends in: the word, where no column says it. */
static char *folder_of(const char *path)
{
    const char *end = strrchr(path, '/');
    const char *begin = end;
    while (begin && begin > path && begin[-1] != '/') {
        begin--;
    }
    return known(begin ? strndup(begin, (size_t)(end - begin)) : strdup(""));
}

static bool read_line(mw_recordings *r, columns c, char *line)
{
    char *fields[MOST_FIELDS];
    int count = part(line, fields);
    if (count <= c.path || count <= c.split || count <= c.word || *fields[c.path] == 0) {
        return false;
    }
    char *word = c.word < 0 ? folder_of(fields[c.path]) : known(strdup(fields[c.word]));
    add(r, known(strdup(fields[c.path])), word, fields[c.split]);
    free(word);
    return true;
}

static bool read_table(mw_recordings *r, const char *path)
{
    uint8_t *bytes;
    size_t size;
    if (!mw_file_read(path, "table", &bytes, &size)) {
        return false;
    }
    char *text = known(malloc(size + 1));
    memcpy(text, bytes, size);
    text[size] = 0;
    free(bytes);
    char *at = text;
    columns c = read_header(take_line(&at));
    bool good = c.path >= 0 && c.split >= 0;
    if (!good) {
        mw_error("%s: its first line must name the columns path and split, parted by tabs", path);
    }
    for (int number = 2; good && at; number++) {
        char *line = take_line(&at);
        good = *line == 0 || read_line(r, c, line);
        if (!good) {
            mw_error("%s: line %d has fewer fields than the first line names", path, number);
        }
    }
    free(text);
    return good;
}

static bool is_sound_name(const char *name)
{
    static const char *const endings[] = {".wav", ".flac", ".ogg", ".oga", ".opus", ".mp3",
                                          ".aif", ".aiff", ".au",  ".caf", ".w64"};
    const char *ending = strrchr(name, '.');
    for (size_t i = 0; ending && i < sizeof endings / sizeof endings[0]; i++) {
        if (strcasecmp(ending, endings[i]) == 0) {
            return *name != '.';
        }
    }
    return false;
}

static void scan_word(mw_recordings *r, const char *word)
{
    struct dirent **entries;
    char *folder = join(r->folder, word);
    int count = scandir(folder, &entries, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        const char *name = entries[i]->d_name;
        if (is_sound_name(name)) {
            add(r, join(word, name), word, mw_recording_split(name));
        }
        free(entries[i]);
    }
    if (count >= 0) {
        free(entries);
    }
    free(folder);
}

static bool scan(mw_recordings *r)
{
    struct dirent **entries;
    int count = scandir(r->folder, &entries, NULL, alphasort);
    if (count < 0) {
        mw_error("folder %s cannot be read: %s", r->folder, strerror(errno));
        return false;
    }
    for (int i = 0; i < count; i++) {
        const char *name = entries[i]->d_name;
        if (*name != '.' && strcmp(name, "_background_noise_") != 0) {
            scan_word(r, name);
        }
        free(entries[i]);
    }
    free(entries);
    return true;
}

enum { MOST_LISTED = 12, LIST_BYTES = 400 };

/* "training, validation": the splits that there are, in the order in which they appear. */
static void list_splits(const mw_recordings *r, char list[LIST_BYTES])
{
    const char *listed[MOST_LISTED];
    int count = 0;
    size_t length = 0;
    for (size_t i = 0; i < r->count && count < MOST_LISTED && length < LIST_BYTES; i++) {
        bool seen = false;
        for (int k = 0; k < count && !seen; k++) {
            seen = strcmp(r->items[i].split, listed[k]) == 0;
        }
        if (!seen) {
            listed[count] = r->items[i].split;
            length += (size_t)snprintf(list + length, LIST_BYTES - length, "%s%s",
                                       count > 0 ? ", " : "", listed[count]);
            count++;
        }
    }
}

static void free_recording(mw_recording *item)
{
    free(item->path);
    free(item->word);
    free(item->split);
}

/* Keeps those of a split; false with a line on stderr when there are none. */
static bool keep(mw_recordings *r, const char *split)
{
    size_t kept = 0;
    bool all = strcmp(split, "all") == 0;
    if (r->count == 0) {
        mw_error("there are no recordings in %s: it should hold a folder for each word, with sound "
                 "files in it, or a splits.tsv",
                 r->folder);
        return false;
    }
    for (size_t i = 0; i < r->count; i++) {
        kept += all || strcmp(r->items[i].split, split) == 0;
    }
    if (kept == 0) {
        char list[LIST_BYTES];
        list_splits(r, list);
        mw_error("no recording in %s is of split '%s': there are %s; `all` takes every one",
                 r->folder, split, list);
        return false;
    }
    kept = 0;
    for (size_t i = 0; i < r->count; i++) {
        if (all || strcmp(r->items[i].split, split) == 0) {
            r->items[kept++] = r->items[i];
        } else {
            free_recording(&r->items[i]);
        }
    }
    r->count = kept;
    return true;
}

bool mw_recordings_find(const char *folder, const char *split, mw_recordings *recordings)
{
    struct stat about;
    *recordings = (mw_recordings){.folder = folder};
    if (stat(folder, &about) != 0 || !S_ISDIR(about.st_mode)) {
        mw_error("folder %s cannot be read: %s", folder,
                 strerror(stat(folder, &about) != 0 ? errno : ENOTDIR));
        return false;
    }
    char *table = join(folder, "splits.tsv");
    bool found = stat(table, &about) == 0 ? read_table(recordings, table) : scan(recordings);
    free(table);
    if (!found || !keep(recordings, split)) {
        mw_recordings_free(recordings);
        return false;
    }
    return true;
}

void mw_recordings_free(mw_recordings *recordings)
{
    for (size_t i = 0; i < recordings->count; i++) {
        free_recording(&recordings->items[i]);
    }
    free(recordings->items);
    *recordings = (mw_recordings){0};
}

char *mw_recording_path(const mw_recordings *recordings, size_t index)
{
    return join(recordings->folder, recordings->items[index].path);
}
