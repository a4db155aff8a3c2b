/* SPDX-License-Identifier: Apache-2.0
 *
 * Compiles and links firmware. See firmware.h. The library's objects are kept, for each core and
 * set of variants, until a file of src/ or boards/ changes. */
#include "mw/bench/firmware.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mw/bench/process.h"
#include "mw/mw.h"

/* As the peers' figures were made: what computes for speed, the rest for size. */
static const char fast[] = "-O2";
static const char small[] = "-Os";
static const char always[] =
    "-ffreestanding -std=c11 -DMW_NO_TEXT -ffunction-sections -fdata-sections "
    "-fno-tree-loop-distribute-patterns";

enum { MOST_OBJECTS = 400, SAID = 16384 };

/* Compiling a folder of sources into a folder of objects. */
typedef struct job {
    const char *tree;
    const mw_image *image;
    char objects[MW_BENCH_PATH]; /* the folder */
    struct timespec newest;      /* header */
    char *sources[MOST_OBJECTS]; /* below the tree */
    size_t count;
} job;

static job *walking; /* nftw hands nothing on */

static bool is_newer(const struct timespec *one, const struct timespec *other)
{
    return one->tv_sec != other->tv_sec ? one->tv_sec > other->tv_sec
                                        : one->tv_nsec > other->tv_nsec;
}

static bool ends_with(const char *text, const char *ending)
{
    size_t length = strlen(text);
    size_t end = strlen(ending);
    return length >= end && strcmp(text + length - end, ending) == 0;
}

static int walk_one(const char *path, const struct stat *about, int kind, struct FTW *where)
{
    (void)where;
    if (kind != FTW_F) {
        return 0;
    }
    if (ends_with(path, ".c") && walking->count < MOST_OBJECTS) {
        walking->sources[walking->count++] = strdup(path + strlen(walking->tree) + 1);
    } else if ((ends_with(path, ".h") || ends_with(path, ".def")) &&
               is_newer(&about->st_mtim, &walking->newest)) {
        walking->newest = about->st_mtim;
    }
    return 0;
}

static void walk(job *j, const char *folder)
{
    char path[MW_BENCH_PATH];
    mw_bench_path(path, "%s/%s", j->tree, folder);
    walking = j;
    nftw(path, walk_one, 16, 0);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void free_job(job *j)
{
    for (size_t i = 0; i < j->count; i++) {
        free(j->sources[i]);
    }
    j->count = 0;
}

static void object_path(const job *j, size_t index, char path[MW_BENCH_PATH])
{
    mw_bench_path(path, "%s/%s", j->objects, j->sources[index]);
    path[strlen(path) - 1] = 'o';
}

static bool is_stale(const job *j, size_t index)
{
    char object[MW_BENCH_PATH];
    char source[MW_BENCH_PATH];
    struct stat made;
    struct stat from;
    object_path(j, index, object);
    mw_bench_path(source, "%s/%s", j->tree, j->sources[index]);
    return stat(object, &made) != 0 || stat(source, &from) != 0 ||
           is_newer(&from.st_mtim, &made.st_mtim) || is_newer(&j->newest, &made.st_mtim);
}

static const char *library_flag(mw_library library)
{
    return library == MW_LIBRARY_EVERY       ? "-DMW_ALL_VARIANTS"
           : library == MW_LIBRARY_REFERENCE ? "-DMW_ONLY_REFERENCE"
                                             : "";
}

/* What every compilation for an image's core begins with. */
static void begin_compile(mw_words *words, const char *tree, const mw_image *image)
{
    mw_words_add(words, "%sgcc", image->core->compiler);
    mw_words_split(words, image->core->flags);
    mw_words_split(words, always);
    mw_words_split(words, library_flag(image->library));
    mw_words_add(words, "-I%s/src", tree);
    mw_words_add(words, "-I%s/boards", tree);
}

static bool computes(const char *source)
{
    return strstr(source, "src/kernels/") || strstr(source, "src/audio/") ||
           strncmp(source, "boards/", 7) == 0;
}

static pid_t begin_object(const job *j, size_t index, const char *said)
{
    mw_words words = {0};
    char object[MW_BENCH_PATH];
    object_path(j, index, object);
    begin_compile(&words, j->tree, j->image);
    mw_words_add(&words, "%s", computes(j->sources[index]) ? fast : small);
    mw_words_add(&words, "-c");
    mw_words_add(&words, "%s/%s", j->tree, j->sources[index]);
    mw_words_add(&words, "-o");
    mw_words_add(&words, "%s", object);
    *strrchr(object, '/') = 0;
    pid_t process = mw_bench_make_folder(object) ? mw_process_begin(&words, said) : -1;
    mw_words_free(&words);
    return process;
}

/* Tells of a compilation that failed, in one line. */
static bool complain(const char *compiler, const char *source, int code, const char *said_path)
{
    char said[SAID] = "";
    FILE *file = fopen(said_path, "r");
    if (file) {
        said[fread(said, 1, sizeof said - 1, file)] = 0;
        fclose(file);
    }
    if (code == 127) {
        mw_error("%sgcc cannot be run: install it (scripts/bootstrap device)", compiler);
    } else {
        mw_error("%s: %sgcc failed with %d: %s", source, compiler, code, mw_process_gist(said));
    }
    return false;
}

/* Compiles what is stale, two at a time. */
static bool compile_stale(const job *j)
{
    enum { AT_ONCE = 2 };
    pid_t running[AT_ONCE] = {0};
    size_t what[AT_ONCE] = {0};
    bool sound = true;
    char said[MW_BENCH_PATH];
    for (size_t i = 0, slot = 0; i < j->count + AT_ONCE; i++, slot = (slot + 1) % AT_ONCE) {
        mw_bench_path(said, "%s/said-%zu", j->objects, slot);
        if (running[slot]) {
            int code = mw_process_wait(running[slot]);
            running[slot] = 0;
            if (code != 0 && sound) {
                sound = complain(j->image->core->compiler, j->sources[what[slot]], code, said);
            }
        }
        if (i < j->count && sound && is_stale(j, i)) {
            running[slot] = begin_object(j, i, said);
            what[slot] = i;
        }
    }
    return sound;
}

/* One process at a time works in a folder of objects; the rest wait. */
static int lock_folder(const char *path)
{
    char file[MW_BENCH_PATH];
    mw_bench_path(file, "%s/.lock", path);
    int lock = mw_bench_make_folder(path) ? open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0666) : -1;
    if (lock < 0 || flock(lock, LOCK_EX) != 0) {
        mw_error("%s cannot be written: %s", path, strerror(errno));
        return -1;
    }
    return lock;
}

/* Compiled with other flags than now, all is stale: so the flags are part of the folder's name. */
static unsigned digest(const char *text)
{
    unsigned sum = 5381;
    for (; *text; text++) {
        sum = sum * 33 + (unsigned char)*text;
    }
    return sum;
}

/* The folder of objects: one for each core, set of flags and source tree; and board. */
static void name_objects(job *j, bool boards)
{
    const mw_image *image = j->image;
    char flags[MW_BENCH_PATH + 1024];
    char folder[MW_BENCH_PATH];
    mw_bench_path(folder, "%s/src", j->tree);
    char *real = realpath(folder, NULL);
    snprintf(flags, sizeof flags, "%s %s %s %s %s %s %s", image->core->flags, always, fast, small,
             library_flag(image->library), real ? real : folder, boards ? j->tree : "");
    free(real);
    mw_bench_path(j->objects, "%s/%s-%08x%s%s", mw_bench_cache(), image->core->code, digest(flags),
                  boards ? "-" : "", boards ? image->board->name : "");
}

static bool prepare_objects(job *j, const mw_image *image, bool boards)
{
    *j = (job){.tree = mw_bench_tree(), .image = image};
    if (!j->tree) {
        return false;
    }
    name_objects(j, boards);
    walk(j, "src");
    if (boards) {
        char folder[MW_BENCH_PATH];
        walk(j, "boards");
        free_job(j); /* of those only the headers matter */
        walk(j, "boards/common");
        mw_bench_path(folder, "boards/%s", image->board->name);
        walk(j, folder);
    }
    qsort(j->sources, j->count, sizeof j->sources[0], by_name);
    return true;
}

/* Compiles a job's sources and adds their objects to a linker's command. */
static bool add_objects(mw_words *words, const mw_image *image, bool boards)
{
    job *j = malloc(sizeof *j);
    bool sound = j && prepare_objects(j, image, boards);
    int lock = sound ? lock_folder(j->objects) : -1;
    sound = lock >= 0 && compile_stale(j);
    for (size_t i = 0; sound && i < j->count; i++) {
        char object[MW_BENCH_PATH];
        object_path(j, i, object);
        mw_words_add(words, "%s", object);
    }
    if (lock >= 0) {
        close(lock);
    }
    if (j) {
        free_job(j);
    }
    free(j);
    return sound;
}

/* Compiles one of the image's own sources into the work folder. */
static bool add_own(mw_words *link, const mw_image *image, const char *work, size_t index)
{
    const char *tree = mw_bench_tree();
    const char *source = image->sources[index];
    mw_words words = {0};
    char object[MW_BENCH_PATH];
    char said[MW_BENCH_PATH];
    const char *base = strrchr(source, '/');
    mw_bench_path(object, "%s/%s_%s.o", work, image->name, base ? base + 1 : source);
    mw_bench_path(said, "%s/said", work);
    begin_compile(&words, tree, image);
    mw_words_add(&words, "%s", ends_with(source, "/memory.c") ? fast : small);
    mw_words_add(&words, "-I%s", work);
    mw_words_add(&words, "-I%s/bench/firmware", tree);
    for (size_t i = 0; image->definitions[i]; i++) {
        mw_words_add(&words, "%s", image->definitions[i]);
    }
    mw_words_add(&words, "-c");
    mw_words_add(&words, source[0] == '/' ? "%s%s" : "%s/%s", source[0] == '/' ? "" : tree, source);
    mw_words_add(&words, "-o");
    mw_words_add(&words, "%s", object);
    int code = mw_process_wait(mw_process_begin(&words, said));
    mw_words_free(&words);
    mw_words_add(link, "%s", object);
    return code == 0 || complain(image->core->compiler, source, code, said);
}

/* "region `RAM' overflowed by 123 bytes" */
static int64_t overflow_of(const char *said, const char *region)
{
    char wanted[64];
    snprintf(wanted, sizeof wanted, "region `%s' overflowed by ", region);
    const char *at = strstr(said, wanted);
    return at ? strtoll(at + strlen(wanted), NULL, 10) : 0;
}

static mw_made link_image(mw_words *words, const mw_image *image, const char *work,
                          int64_t *flash_missing, int64_t *ram_missing)
{
    static char said[SAID];
    int code = mw_process_run(words, said, sizeof said);
    *flash_missing = overflow_of(said, "FLASH");
    *ram_missing = overflow_of(said, "RAM");
    if (code == 0) {
        return MW_MADE;
    }
    if (*flash_missing > 0 || *ram_missing > 0) {
        return MW_MADE_TOO_BIG;
    }
    mw_error("%s/%s.elf: linking failed with %d: %s", work, image->name, code,
             mw_process_gist(said));
    return MW_MADE_FAILED;
}

static void begin_link(mw_words *words, const mw_image *image, const char *work)
{
    const char *tree = mw_bench_tree();
    mw_words_add(words, "%sgcc", image->core->compiler);
    mw_words_split(words, image->core->flags);
    mw_words_split(words, "-nostdlib -nostartfiles -Wl,--gc-sections -Wl,--no-warn-rwx-segments "
                          "-Wl,--fatal-warnings");
    mw_words_add(words, "-L%s/boards/common", tree);
    mw_words_add(words, "-T%s/boards/%s/memory.ld", tree, image->board->name);
    mw_words_add(words, "-Wl,--defsym=linker_stack_bytes=%u", image->stack_bytes);
    mw_words_add(words, "-Wl,-Map=%s/%s.map", work, image->name);
    mw_words_add(words, "-o");
    mw_words_add(words, "%s/%s.elf", work, image->name);
}

mw_made mw_firmware_make(const mw_image *image, const char *work, int64_t *flash_missing,
                         int64_t *ram_missing)
{
    mw_words *words = calloc(1, sizeof *words);
    mw_made made = MW_MADE_FAILED;
    if (!words || !mw_bench_tree()) {
        free(words);
        return made;
    }
    begin_link(words, image, work);
    bool sound = true;
    for (size_t i = 0; sound && image->sources[i]; i++) {
        sound = add_own(words, image, work, i);
    }
    sound = sound && (!image->with_board || add_objects(words, image, true));
    sound = sound && add_objects(words, image, false);
    if (sound) {
        mw_words_add(words, "-lgcc");
        made = link_image(words, image, work, flash_missing, ram_missing);
    }
    mw_words_free(words);
    free(words);
    return made;
}

const char *mw_firmware_plugin(void)
{
    static char path[MW_BENCH_PATH];
    char source[MW_BENCH_PATH];
    char part[MW_BENCH_PATH];
    const char *tree = mw_bench_tree();
    struct stat made;
    struct stat from;
    int lock = tree ? lock_folder(mw_bench_cache()) : -1;
    if (lock < 0) {
        return NULL;
    }
    mw_bench_path(path, "%s/executed.so", mw_bench_cache());
    mw_bench_path(part, "%s/executed.so.part", mw_bench_cache());
    mw_bench_path(source, "%s/boards/qemu/executed.c", tree);
    int code = 0;
    if (stat(path, &made) != 0 || stat(source, &from) != 0 ||
        is_newer(&from.st_mtim, &made.st_mtim)) {
        char said[SAID];
        mw_words words = {0};
        mw_words_split(&words, "cc -std=c11 -D_GNU_SOURCE -O2 -fPIC -shared -fvisibility=hidden");
        mw_words_add(&words, "%s", source);
        mw_words_add(&words, "-o");
        mw_words_add(&words, "%s", part);
        code = mw_process_run(&words, said, sizeof said);
        mw_words_free(&words);
        if (code != 0 || rename(part, path) != 0) {
            mw_error("%s: cc failed with %d: %s", source, code, mw_process_gist(said));
            code = 1;
        }
    }
    close(lock);
    return code == 0 ? path : NULL;
}
