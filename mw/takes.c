/* SPDX-License-Identifier: Apache-2.0
 *
 * Where recordings of one's own go. See takes.h. */
#include "mw/takes.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "mw/mw.h"
#include "mw/sound/recordings.h"
#include "mw/sound/wav.h"

enum { PATH_BYTES = 4096, LONGEST_NAME = 60, VALIDATION_EVERY = 5, LETTERS = 26 };

static bool is_name(const char *text)
{
    bool good = *text != 0 && *text != '.' && strlen(text) <= LONGEST_NAME;
    for (; good && *text; text++) {
        good = (unsigned char)*text > ' ' && *text != '/' && *text != 0x7f;
    }
    return good;
}

static bool make_folder(const char *path)
{
    struct stat about;
    if (mkdir(path, 0777) == 0 ||
        (errno == EEXIST && stat(path, &about) == 0 && S_ISDIR(about.st_mode))) {
        return true;
    }
    mw_error("folder %s cannot be made: %s", path, strerror(errno));
    return false;
}

/* What a file's name begins with, before its number. */
static void make_prefix(const mw_takes *t, char prefix[MW_TAKE_NAME_BYTES])
{
    snprintf(prefix, MW_TAKE_NAME_BYTES, "%s%s",
             t->noise     ? "noise_"
             : t->speaker ? t->speaker
                          : "",
             t->speaker && !t->noise ? "_nohash_" : "");
}

/* One more than the greatest number there is. */
static void find_next(mw_takes *t, const char *path)
{
    char prefix[MW_TAKE_NAME_BYTES];
    make_prefix(t, prefix);
    t->next = t->speaker && !t->noise ? 0 : 1;
    DIR *entries = opendir(path);
    for (struct dirent *entry; entries && (entry = readdir(entries));) {
        if (strncmp(entry->d_name, prefix, strlen(prefix)) == 0) {
            unsigned long number = strtoul(entry->d_name + strlen(prefix), NULL, 10);
            t->next = number >= t->next && number < UINT32_MAX ? (uint32_t)number + 1 : t->next;
        }
    }
    if (entries) {
        closedir(entries);
    }
}

bool mw_takes_open(mw_takes *takes, const char *folder, const char *word, const char *speaker)
{
    char path[PATH_BYTES];
    struct stat about;
    *takes = (mw_takes){.folder = folder, .word = word, .speaker = speaker};
    takes->noise = strcmp(word, "_background_noise_") == 0;
    if (!is_name(word) || (speaker && (!is_name(speaker) || strstr(speaker, "_nohash_")))) {
        mw_error("'%s' is no name for a %s: take letters and digits, without spaces, at most %d",
                 is_name(word) ? speaker : word, is_name(word) ? "speaker" : "word", LONGEST_NAME);
        return false;
    }
    snprintf(path, sizeof path, "%s/splits.tsv", folder);
    if (stat(path, &about) == 0) {
        mw_error("%s says what belongs to %s, so new recordings would be left out: record into "
                 "another folder",
                 path, folder);
        return false;
    }
    if (!make_folder(folder)) {
        return false;
    }
    snprintf(path, sizeof path, "%s/%s", folder, word);
    if (!make_folder(path)) {
        return false;
    }
    find_next(takes, path);
    return true;
}

/* Tries letters behind the number until the name falls into the split that it shall. */
static void choose_name(const mw_takes *t, char name[MW_TAKE_NAME_BYTES])
{
    const char *wanted = t->next % VALIDATION_EVERY == 0 ? "validation" : "training";
    for (int i = 0; i < LETTERS * LETTERS * LETTERS; i++) {
        char letters[4] = {(char)('a' + i % LETTERS), 0, 0, 0};
        if (i >= LETTERS) {
            letters[1] = (char)('a' + i / LETTERS % LETTERS);
        }
        if (i >= LETTERS * LETTERS) {
            letters[2] = (char)('a' + i / (LETTERS * LETTERS));
        }
        snprintf(name, MW_TAKE_NAME_BYTES, "%04u%s.wav", t->next, letters);
        if (strcmp(mw_recording_split(name), wanted) == 0) {
            return;
        }
    }
}

static void count_split(mw_takes *t, const char *name)
{
    const char *split = mw_recording_split(name);
    size_t *count = strcmp(split, "training") == 0     ? &t->training
                    : strcmp(split, "validation") == 0 ? &t->validation
                                                       : &t->other;
    ++*count;
}

bool mw_takes_save(mw_takes *t, const int16_t *samples, size_t count)
{
    char path[PATH_BYTES];
    char prefix[MW_TAKE_NAME_BYTES];
    char name[MW_TAKE_NAME_BYTES];
    make_prefix(t, prefix);
    if (t->noise || t->speaker) {
        snprintf(name, sizeof name, "%.100s%u.wav", prefix, t->next);
    } else {
        choose_name(t, name);
    }
    snprintf(path, sizeof path, "%s/%s/%s", t->folder, t->word, name);
    if (!mw_wav_write(path, samples, count)) {
        return false;
    }
    t->next++;
    count_split(t, name);
    snprintf(t->name, sizeof t->name, "%.60s/%.60s", t->word, name);
    return true;
}
