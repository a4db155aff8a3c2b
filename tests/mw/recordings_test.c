/* SPDX-License-Identifier: Apache-2.0
 *
 * SHA-1 against digests that others computed, the split rule against a table that others made, and
 * the labels of words, and which score wins. */
#include "support/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mw/evaluation.h"
#include "mw/labels.h"
#include "mw/sound/recordings.h"
#include "mw/sound/sha1.h"

static void digest_is(const void *bytes, size_t size, const char *hex)
{
    uint32_t words[MW_SHA1_WORDS];
    char text[8 * MW_SHA1_WORDS + 1];
    mw_sha1(bytes, size, words);
    for (int i = 0; i < MW_SHA1_WORDS; i++) {
        sprintf(text + 8 * i, "%08x", words[i]);
    }
    assert_string_equal(text, hex);
}

/* FIPS 180's examples, and lengths around a block's end (digests by Python's hashlib). */
static void test_sha1(void **state)
{
    (void)state;
    static char letters[1000000];
    memset(letters, 'a', sizeof letters);
    digest_is("abc", 3, "a9993e364706816aba3e25717850c26c9cd0d89d");
    digest_is("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 56,
              "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
    digest_is(letters, sizeof letters, "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
    digest_is(letters, 0, "da39a3ee5e6b4b0d3255bfef95601890afd80709");
    digest_is(letters, 55, "c1c8bbdc22796e28c0e15163d20899b65621d65a");
    digest_is(letters, 56, "c2db330f6083854c99d4b5bfb6e8f29f201be699");
    digest_is(letters, 63, "03f09f5b158a7a8cdad920bddc29b81c18a551f5");
    digest_is(letters, 64, "0098ba824b5c16427bd7a1122a5a442a25ec644d");
    digest_is(letters, 119, "ee971065aaa017e0632a8ca6c77bb3bf8b1dfc56");
    digest_is(letters, 120, "f34c1488385346a55709ba056ddd08280dd4c6d6");
}

/* Speech Commands' own split of speakers: recordings whose split its published lists name. Only the
 * speaker counts, not the word, the number or the ending. */
static void test_published_split(void **state)
{
    (void)state;
    assert_string_equal(mw_recording_split("a_nohash_0.wav"),
                        mw_recording_split("a_nohash_7.flac"));
    test_bytes table = test_read_file(test_shared("data/speech/splits.tsv"));
    char *text = calloc(1, table.size + 1);
    memcpy(text, table.data, table.size);
    size_t rows = 0;
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
        char path[200];
        char split[40];
        if (sscanf(line, "%199[^\t]\t%39[^\t]", path, split) != 2 || !strstr(path, "_nohash_")) {
            continue;
        }
        /* That table deals the speakers of the published testing part to the other two. */
        const char *rule = mw_recording_split(strchr(path, '/') + 1);
        if (strcmp(rule, "testing") != 0) {
            assert_string_equal(rule, split);
            rows++;
        }
    }
    assert_int_equal(rows, 2922); /* as hashlib counts them */
    free(text);
    test_bytes_free(&table);
}

static void test_words(void **state)
{
    (void)state;
    char *names[] = {"_silence_", "unknown", "yes", "no"};
    mw_labels labels = {4, names};
    assert_int_equal(mw_labels_of_word(&labels, "yes"), 2);
    assert_int_equal(mw_labels_of_word(&labels, "dog"), 1);
    assert_int_equal(mw_labels_of_word(&labels, "silence"), 0);
    assert_int_equal(mw_labels_of_word(&labels, "_background_noise_"), 0);
    mw_labels words_only = {2, names + 2};
    assert_int_equal(mw_labels_of_word(&words_only, "dog"), -1);
    assert_int_equal(mw_labels_of_word(&words_only, "silence"), -1);
    assert_int_equal(mw_labels_of_word(&words_only, "no"), 1);
    mw_labels no_silence = {3, names + 1}; /* silence is no unknown word */
    assert_int_equal(mw_labels_of_word(&no_silence, "_silence_"), -1);
}

/* The greatest score is the answer, of equal ones the first. */
static void test_answers(void **state)
{
    (void)state;
    int8_t scores[] = {-128, 5, 5, 4, /**/ 127, 127, 127, 127, /**/ -128, -128, -128, -127};
    mw_evaluation evaluation = {.count = 3, .scores = scores, .labels = {.count = 4}};
    assert_int_equal(mw_evaluation_answer(&evaluation, 0), 1);
    assert_int_equal(mw_evaluation_answer(&evaluation, 1), 0);
    assert_int_equal(mw_evaluation_answer(&evaluation, 2), 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sha1),
        cmocka_unit_test(test_published_split),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_answers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
