/* SPDX-License-Identifier: Apache-2.0
 *
 * What a model says of itself in its metadata: labels and front end. The models are written here,
 * so each test knows what they say; the commands must do with it what they do with the same
 * options.
 */
#include "support/support.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mw/mw.h"
#include "mw/spotter.h"
#include "mw/tflite/model_writer.h"

enum { LABELS = 3, MOST_INPUT = 100 * 40 };

static char folder[] = "/tmp/mw_model_says_XXXXXX";
static char model_path[64], sound_path[64], out_path[64];

/* A model of one layer, FULLY_CONNECTED with weights of its own, for windows of so many frames. */
static void write_model(uint32_t frames, const char *labels, const char *front_end)
{
    static int8_t weights[LABELS * MOST_INPUT];
    static const float scales[] = {0.1F, 0.02F, 0.5F};
    int32_t inputs = (int32_t)frames * 40;
    for (int32_t i = 0; i < LABELS * inputs; i++) {
        weights[i] = (int8_t)(i * 37 % 101 - 50);
    }
    const mw_tflite_tensor tensors[] = {
        {.type = 9, .rank = 2, .dims = {1, inputs}, .scales = &scales[0], .scale_count = 1},
        {.type = 9,
         .rank = 2,
         .dims = {LABELS, inputs},
         .data = weights,
         .data_bytes = (size_t)(LABELS * inputs),
         .scales = &scales[1],
         .scale_count = 1},
        {.type = 9, .rank = 2, .dims = {1, LABELS}, .scales = &scales[2], .scale_count = 1},
    };
    const mw_tflite_operator operators[] = {
        {.code = MW_TFLITE_FULLY_CONNECTED, .inputs = {0, 1}, .input_count = 2, .output = 2}};
    mw_tflite_metadata metadata[2];
    size_t count = 0;
    if (labels) {
        metadata[count++] = (mw_tflite_metadata){MW_METADATA_LABELS, labels, strlen(labels)};
    }
    if (front_end) {
        metadata[count++] =
            (mw_tflite_metadata){MW_METADATA_FRONT_END, front_end, strlen(front_end)};
    }
    const mw_tflite_model model = {tensors, 3, operators, 1, 0, 2, metadata, count};
    uint8_t *bytes;
    size_t size;
    mw_tflite_write(&model, &bytes, &size);
    FILE *file = fopen(model_path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    fclose(file);
    free(bytes);
}

/* Two seconds of a tone that comes and goes: a wave file, made by hand. */
static void write_sound(void)
{
    enum { COUNT = 32000 };
    FILE *file = fopen(sound_path, "wb");
    assert_non_null(file);
    const uint32_t head[] = {0x46464952, 36 + 2 * COUNT, 0x45564157, 0x20746d66,
                             16,         0x00010001,     16000,      32000,
                             0x00100002, 0x61746164,     2 * COUNT};
    fwrite(head, 4, 11, file);
    for (int i = 0; i < COUNT; i++) {
        int16_t sample = (int16_t)((i % 40 - 20) * (i / 4000 % 3) * 300);
        fwrite(&sample, 2, 1, file);
    }
    fclose(file);
}

/* Runs a command with stdout in a file, and gives what it printed. */
static char *output_of(int (*command)(int, char **), int argc, char **argv, int want)
{
    static char text[200000];
    fflush(stdout);
    int kept = dup(STDOUT_FILENO);
    assert_non_null(freopen(out_path, "w", stdout));
    int code = command(argc, argv);
    fflush(stdout);
    dup2(kept, STDOUT_FILENO);
    close(kept);
    assert_int_equal(code, want);
    FILE *file = fopen(out_path, "r");
    assert_non_null(file);
    text[fread(text, 1, sizeof text - 1, file)] = 0;
    fclose(file);
    return text;
}

static bool opens(const char *labels, mw_ear ear, mw_spotter *spotter)
{
    return mw_spotter_open(spotter, model_path, labels, &ear);
}

static void test_labels(void **state)
{
    (void)state;
    mw_spotter spotter;
    static const char *const good[] = {"silence\nyes\n\xc3\xa4h\n", "silence\nyes\n\xc3\xa4h"};
    for (int i = 0; i < 2; i++) { /* the last newline may be missing */
        write_model(49, good[i], NULL);
        assert_true(opens(NULL, (mw_ear){0}, &spotter));
        assert_int_equal(spotter.labels.count, 3);
        assert_string_equal(spotter.labels.names[0], "silence");
        assert_string_equal(spotter.labels.names[1], "yes");
        assert_string_equal(spotter.labels.names[2], "\xc3\xa4h");
        mw_spotter_close(&spotter);
    }
    assert_true(opens("a,b,c", (mw_ear){0}, &spotter)); /* an option wins */
    assert_string_equal(spotter.labels.names[2], "c");
    mw_spotter_close(&spotter);
}

static void test_bad_labels(void **state)
{
    (void)state;
    mw_spotter spotter;
    static const char *const bad[] = {
        "a\nb\n",   "a\nb\nc\nd\n", "a\nb\n\n", "a\nb\na\n", "a\nb\nc\x1b\n",
        "\na\nb\n", "a\nb\nc\r\n",  "",         NULL};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        write_model(49, bad[i], NULL);
        assert_false(opens(NULL, (mw_ear){0}, &spotter));
        assert_true(opens("a,b,c", (mw_ear){0}, &spotter));
        mw_spotter_close(&spotter);
    }
}

static void test_front_end(void **state)
{
    (void)state;
    mw_spotter spotter;
    write_model(98, "a\nb\nc\n",
                "rules=microfrontend\nhop_ms=10\nframes=98\nfeatures=40\nlater=things\n");
    assert_true(opens(NULL, (mw_ear){0}, &spotter));
    assert_ptr_equal(spotter.ear.rules, &mw_rules_microfrontend);
    assert_int_equal(spotter.ear.hop_ms, 10);
    mw_spotter_close(&spotter);
    assert_true(opens(NULL, (mw_ear){.hop_ms = 20}, &spotter)); /* an option wins */
    assert_ptr_equal(spotter.ear.rules, &mw_rules_microfrontend);
    assert_int_equal(spotter.ear.hop_ms, 20);
    mw_spotter_close(&spotter);
    write_model(49, "a\nb\nc\n", "frames=49");
    assert_true(opens(NULL, (mw_ear){0}, &spotter)); /* what is not said has its default */
    assert_ptr_equal(spotter.ear.rules, &mw_rules_tflm);
    assert_int_equal(spotter.ear.hop_ms, 20);
    mw_spotter_close(&spotter);
}

static void test_bad_front_end(void **state)
{
    (void)state;
    mw_spotter spotter;
    char longer[400];
    memset(longer, 'x', sizeof longer - 1);
    longer[sizeof longer - 1] = 0;
    const char *const bad[] = {
        "rules=mine\n",  "hop_ms=31\n",   "hop_ms=0\n",         "hop_ms=\n",     "hop_ms=-1\n",
        "hop_ms=20ms\n", "frames=48\n",   "frames=x\n",         "features=41\n", "rules\n",
        longer,          "hop_ms=20\r\n", "hop_ms=4294967316\n"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        write_model(49, "a\nb\nc\n", bad[i]);
        assert_false(opens(NULL, (mw_ear){0}, &spotter));
    }
}

/* mw listen without options prints what it prints with the options that the model stands for. */
static void test_listen(void **state)
{
    (void)state;
    char *bare[] = {"mw listen", model_path, sound_path, "--json"};
    char *said[] = {"mw listen",   model_path, sound_path,     "--json", "--labels=silence,yes,no",
                    "--hop-ms=10", "--rules",  "microfrontend"};
    write_model(98, "silence\nyes\nno\n", "rules=microfrontend\nhop_ms=10\n");
    char *first = strdup(output_of(mw_command_listen, 4, bare, MW_EXIT_DONE));
    assert_non_null(strstr(first, "\"hop_ms\":10"));
    write_model(98, NULL, NULL);
    assert_string_equal(first, output_of(mw_command_listen, 8, said, MW_EXIT_DONE));
    output_of(mw_command_listen, 4, bare, MW_EXIT_FAILED);
    free(first);
}

/* mw plan's files compile, and have the constants. */
static void test_plan(void **state)
{
    (void)state;
    char plan_path[64], command[700];
    snprintf(plan_path, sizeof plan_path, "%s/other.c", folder);
    char *argv[] = {"mw plan", model_path, "--name", "my", "-o", plan_path};
    write_model(98,
                "silence\nye\"s\\\n\xc3\xa4?"
                "?/\n",
                "rules=microfrontend\nhop_ms=10\n");
    output_of(mw_command_plan, 6, argv, MW_EXIT_DONE);
    snprintf(command, sizeof command, "%s/app.c", folder);
    FILE *file = fopen(command, "w");
    assert_non_null(file);
    fputs(
        "#include \"other.h\"\n#include <string.h>\n"
        "int main(void) { return MY_LABELS == 3 && MY_EVENT_LABELS == 6 && MY_FRAMES == 98 &&\n"
        "MY_HOP_MS == 10 && MY_RULES == &mw_rules_microfrontend && my_plan[0] != 0 &&\n"
        "strcmp(my_labels[0], \"silence\") == 0 && strcmp(my_labels[1], \"ye\\\"s\\\\\") == 0 &&\n"
        "strcmp(my_labels[2], \"\\303\\244?\" \"?/\") == 0 && my_kernels.count == 1 ? 0 : 1; }\n",
        file);
    fclose(file);
    snprintf(command, sizeof command,
             "cd %s && cc -std=c11 -Wall -Wextra -Wpedantic -Werror -I%s/src -o app app.c other.c "
             "$(find %s/src -name '*.c') && ./app",
             folder, test_source("."), test_source("."));
    assert_int_equal(system(command), 0);
}

static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder)) {
        return -1;
    }
    snprintf(model_path, sizeof model_path, "%s/model.tflite", folder);
    snprintf(sound_path, sizeof sound_path, "%s/sound.wav", folder);
    snprintf(out_path, sizeof out_path, "%s/out.txt", folder);
    write_sound();
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    char command[80];
    snprintf(command, sizeof command, "rm -r %s", folder);
    return system(command);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_labels),    cmocka_unit_test(test_bad_labels),
        cmocka_unit_test(test_front_end), cmocka_unit_test(test_bad_front_end),
        cmocka_unit_test(test_listen),    cmocka_unit_test(test_plan),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
