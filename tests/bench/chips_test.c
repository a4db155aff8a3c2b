/* SPDX-License-Identifier: Apache-2.0
 *
 * The table of chips: the committed one is whole, a spoilt one is refused, and what is made of it
 * (the clock chosen, what fits, the order of lines, the cheapest that lasts) agrees with sums done
 * by hand. */
#include "support/support.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mw/bench/chips_report.h"
#include "mw/bench/workload.h"
#include "mw/picture/chips_picture.h"

/* What fontconfig keeps until the program ends is not ours. Asked for by the leak checker. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig";
}

static mw_chip_table table;
static char path[] = "/tmp/mw_chips_XXXXXX";

static void write_text(const char *text)
{
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static int set_up(void **state)
{
    (void)state;
    int file = mkstemp(path);
    assert_true(file >= 0);
    close(file);
    assert_true(mw_chips_read(test_source("bench/chips.ini"), &table));
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    unlink(path);
    return 0;
}

static void test_the_table_is_whole(void **state)
{
    (void)state;
    static const char *const wanted[] = {"nrf51822",  "stm32f100", "apollo3",   "nrf52840",
                                         "stm32l412", "stm32l4r5", "stm32u575", "stm32u385",
                                         "rp2040",    "nrf54l15",  "alif-e3",   "stm32g0b1"};
    assert_true(table.chip_count >= 12);
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        assert_non_null(mw_chip_find(&table, wanted[i]));
    }
    assert_int_equal((int)mw_chip_find(&table, "stm32f100")->ram_kb, 8);
    assert_string_equal(mw_chip_find(&table, "alif-e3")->core, "cortex-m55");
    assert_null(mw_chip_find(&table, "z80"));
    assert_non_null(mw_microphone_find(&table, "ics43434"));
    assert_null(mw_microphone_find(&table, "ear"));
    assert_true(table.coin.capacity_mah > 224 && table.coin.capacity_mah < 226);
    /* measured while running networks: not weak, though its data sheet's figure is */
    assert_false(mw_chip_find(&table, "stm32u385")->weak);
    assert_true(mw_chip_find(&table, "rp2040")->weak);
    assert_false(mw_chip_find(&table, "nrf54l15")->weak);
}

/* The committed table with one text put for another is refused. */
static void refused(const char *from, const char *to)
{
    static mw_chip_table other;
    test_bytes file = test_read_file(test_source("bench/chips.ini"));
    char *text = malloc(file.size + strlen(to) + 1);
    char *whole = malloc(file.size + 1);
    assert_non_null(text);
    assert_non_null(whole);
    memcpy(whole, file.data, file.size);
    whole[file.size] = 0;
    const char *at = strstr(whole, from);
    assert_non_null(at);
    sprintf(text, "%.*s%s%s", (int)(at - whole), whole, to, at + strlen(from));
    write_text(text);
    bool read = mw_chips_read(path, &other);
    free(text);
    free(whole);
    test_bytes_free(&file);
    if (read) {
        fail_msg("'%s' for '%s' was taken", to, from);
    }
}

static void test_spoilt_tables_are_refused(void **state)
{
    (void)state;
    static mw_chip_table other;
    refused("ram_kb = 4 | ds-f031", "ram_kb = 4");           /* no source */
    refused("ram_kb = 4 | ds-f031", "ram_kb = 4 | hearsay"); /* a source nobody named */
    refused("ram_kb = 4 | ds-f031", "ram_kb = 0 | ds-f031"); /* out of its range */
    refused("ram_kb = 4 | ds-f031", "ram_kb = 4 5 | ds-f031");
    refused("ram_kb = 4 | ds-f031", "ram_kb = | ds-f031");
    refused("ram_kb = 4 | ds-f031", "rom_kb = 4 | ds-f031");
    refused("ram_kb = 4 | ds-f031", "");
    refused("ram_kb = 4 | ds-f031", "ram_kb = 4 | ds-f031\nram_kb = 4 | ds-f031");
    refused("ram_kb = 4 | ds-f031", "ram_kb");
    refused("wait_states = 0 1 | memory", "wait_states = 0 1 2 | memory");
    refused("wait_states = 0 1 | memory", "wait_states = 0 1 2 3 4 5 6 7 8 | memory");
    refused("[battery coin]", "[battery potato]");
    refused("[solar]", "[microphone solar]");
    refused("price = 1 | memory", "price = nan | memory");
    assert_false(mw_chips_read("/nowhere/chips.ini", &other));
    write_text("");
    assert_false(mw_chips_read(path, &other));
}

/* Millions of cycles a second on one core. */
static mw_workload asks(const char *core, double cycles)
{
    mw_workload work = {.second = {cycles * 1e6, cycles * 8e5, cycles * 5e4},
                        .inference = {cycles * 1e5, cycles * 8e4, cycles * 5e3},
                        .wakes_per_second = 50,
                        .inferences_per_second = 4,
                        .flash_bytes = 30000,
                        .ram_bytes = 15000};
    snprintf(work.core, sizeof work.core, "%s", core);
    return work;
}

static void test_the_clock_is_chosen(void **state)
{
    (void)state;
    const mw_chip *l412 = mw_chip_find(&table, "stm32l412");
    mw_workload work = asks("cortex-m4", 10);
    mw_chip_use use = mw_chip_run(&table, l412, &work);
    assert_true(use.runs && fabs(use.clock_mhz - 16) < 1e-9); /* 0.63 of the time */
    work = asks("cortex-m4", 30);
    use = mw_chip_run(&table, l412, &work);
    assert_true(use.runs && fabs(use.clock_mhz - 48) < 1e-9); /* 32 would be 0.94 of the time */
    /* 79 uA/MHz by its data sheet, twice for networks: 30 cycles a us at 521 uW/MHz */
    assert_true(fabs(use.power.running_uw - 30 * 79 * 2 * 3.3) < 1e-6);
    assert_true(fabs(use.by_sheet.running_uw - 30 * 79 * 3.3) < 1e-6);
    work = asks("cortex-m4", 200);
    use = mw_chip_run(&table, l412, &work);
    assert_true(!use.runs && fabs(use.clock_mhz - 80) < 1e-9);
    /* what was measured replaces the data sheet: 53 uW/MHz */
    work = asks("cortex-m33", 10);
    use = mw_chip_run(&table, mw_chip_find(&table, "stm32u385"), &work);
    assert_true(fabs(use.power.running_uw - 530) < 1e-6);
    assert_true(use.listening_uw > use.power.average_uw);
}

static void test_what_fits(void **state)
{
    (void)state;
    mw_workload work = asks("cortex-m3", 8);
    mw_chip_use use = mw_chip_run(&table, mw_chip_find(&table, "stm32f100"), &work);
    assert_true(use.fits_flash && !use.fits_ram);
    work.ram_bytes = 8192;
    work.flash_bytes = 128 * 1024;
    use = mw_chip_run(&table, mw_chip_find(&table, "stm32f100"), &work);
    assert_true(use.fits_flash && use.fits_ram);
    work.flash_bytes++;
    work.ram_bytes++;
    use = mw_chip_run(&table, mw_chip_find(&table, "stm32f100"), &work);
    assert_true(!use.fits_flash && !use.fits_ram);
}

static const mw_chip_line *line_of(const mw_chip_line *lines, size_t count, const char *id)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(lines[i].chip->id, id) == 0) {
            return &lines[i];
        }
    }
    fail_msg("no line for %s", id);
    return NULL;
}

static size_t all_cores(mw_workload *works)
{
    static const char *const cores[] = {"cortex-m0", "cortex-m0plus", "cortex-m3",
                                        "cortex-m4", "cortex-m33",    "cortex-m7"};
    for (size_t i = 0; i < 6; i++) {
        works[i] = asks(cores[i], 8);
    }
    works[5].second.cycles = works[5].inference.cycles = 0; /* no timing of this core */
    return 6;
}

static void test_lines(void **state)
{
    (void)state;
    mw_workload works[MW_CORES_MAX];
    mw_chip_line lines[MW_CHIPS_MAX];
    mw_chips_question question = {.title = "test", .sound_share = 1, .lux = 200, .days = 60};
    size_t count = mw_chips_lines(&table, works, all_cores(works), &question, NULL, lines);
    assert_int_equal(count, table.chip_count);
    for (size_t i = 1; i < count && lines[i].total_uw > 0; i++) {
        assert_true(lines[i - 1].total_uw <= lines[i].total_uw || !lines[i].use.fits_ram);
    }
    assert_false(line_of(lines, count, "esp32-c3")->counted);
    assert_false(line_of(lines, count, "alif-e3")->counted);
    const mw_chip_line *h7 = line_of(lines, count, "stm32h7a3");
    assert_true(h7->counted && h7->assumed); /* the guide: one cycle an instruction */
    assert_true(fabs(h7->use.power.running_uw - 8 * 0.8 * 434) < 1e-6);
    /* apollo3: 8 x 6 x 2 x 3.3 = 316.8 running; 225 mAh at 3 V over its sum */
    const mw_chip_line *apollo = line_of(lines, count, "apollo3");
    assert_true(fabs(apollo->coin.days - 675000 / apollo->total_uw / 24) < 1e-9);
    assert_true(apollo->lasts && apollo->coin.days > 60);
    /* u385 lasts as well; both are of price class 3, the other takes less */
    assert_ptr_equal(mw_chips_cheapest(lines, count), apollo);
    question.days = 365;
    count = mw_chips_lines(&table, works, all_cores(works), &question, NULL, lines);
    assert_null(mw_chips_cheapest(lines, count));
    question.on_aa = true; /* 6250 mWh: 713 uW for a year */
    count = mw_chips_lines(&table, works, all_cores(works), &question, NULL, lines);
    assert_string_equal(mw_chips_cheapest(lines, count)->chip->id, "apollo3");
}

static void test_microphones(void **state)
{
    (void)state;
    mw_workload works[MW_CORES_MAX];
    mw_chip_line lines[MW_CHIPS_MAX];
    mw_chips_question question = {.title = "test", .sound_share = 1, .lux = 200};
    const mw_chip *chip = mw_chip_find(&table, "apollo3");
    size_t work_count = all_cores(works);
    question.microphone = mw_microphone_find(&table, "ics43434");
    assert_int_equal(mw_chips_lines(&table, works, work_count, &question, chip, lines), 1);
    assert_true(fabs(lines[0].microphone_uw - 414) < 1e-9); /* 230 uA at 1.8 V */
    double awake_uw = lines[0].use.power.average_uw;
    assert_true(fabs(lines[0].total_uw - awake_uw - 414) < 1e-9);
    /* woken a tenth of the time: 85 and 6 uA at 1.8 V, the chip asleep at 2.5 uA, 3.3 V */
    question.microphone = mw_microphone_find(&table, "vm1010");
    question.sound_share = 0.1;
    mw_chips_lines(&table, works, work_count, &question, chip, lines);
    assert_true(fabs(lines[0].microphone_uw - (15.3 + 9.72)) < 1e-9);
    assert_true(fabs(lines[0].total_uw - (0.1 * awake_uw + 0.9 * 8.25 + 25.02)) < 1e-9);
}

static void test_workloads_as_json(void **state)
{
    (void)state;
    mw_workload works[MW_CORES_MAX];
    mw_workload back[MW_CORES_MAX];
    size_t count = all_cores(works);
    cJSON *root = cJSON_CreateObject();
    cJSON *list = cJSON_AddArrayToObject(root, "workloads");
    for (size_t i = 0; i < count; i++) {
        cJSON_AddItemToArray(list, mw_workload_to_json(&works[i]));
    }
    char *text = cJSON_Print(root);
    write_text(text);
    assert_int_equal(mw_workloads_read(path, back, MW_CORES_MAX), count);
    test_same_bytes("workloads", back, works, count * sizeof works[0]);
    assert_int_equal(mw_workloads_read(path, back, count - 1), 0);
    text[strlen(text) / 2] = 0;
    write_text(text);
    assert_int_equal(mw_workloads_read(path, back, MW_CORES_MAX), 0);
    write_text("{\"workloads\":[{\"core\":\"cortex-m4\"}]}");
    assert_int_equal(mw_workloads_read(path, back, MW_CORES_MAX), 0);
    assert_int_equal(mw_workloads_read("/nowhere", back, MW_CORES_MAX), 0);
    free(text);
    cJSON_Delete(root);
}

/* 10 million cycles a second with 4 inferences of a million: 6 of them are the front end's. */
static void test_another_rate(void **state)
{
    (void)state;
    mw_workload work = asks("cortex-m4", 10);
    mw_workload_infer_each(&work, 500);
    assert_true(fabs(work.second.cycles - 8e6) < 1e-6);
    assert_true(fabs(work.second.instructions - 6.4e6) < 1e-6);
    assert_true(fabs(work.inferences_per_second - 2) < 1e-9);
    mw_workload_infer_each(&work, 250);
    assert_true(fabs(work.second.cycles - 10e6) < 1e-6);
    assert_true(fabs(work.inference.cycles - 1e6) < 1e-6);
}

static void test_power_in_a_report(void **state)
{
    (void)state;
    mw_workload work = asks("cortex-m33", 10);
    cJSON *report = cJSON_CreateObject();
    mw_chips_add_power(report, &table, &work);
    const cJSON *energy = cJSON_GetObjectItem(report, "energy_uj");
    const cJSON *power = cJSON_GetObjectItem(report, "average_mw");
    /* a million cycles at 53 uW/MHz */
    assert_true(fabs(cJSON_GetObjectItem(energy, "stm32u385")->valuedouble - 53) < 1e-4);
    assert_true(cJSON_GetObjectItem(power, "stm32u385")->valuedouble > 0.53);
    assert_null(cJSON_GetObjectItem(energy, "apollo3"));
    cJSON_Delete(report);
}

static void test_the_picture(void **state)
{
    (void)state;
    mw_workload works[MW_CORES_MAX];
    mw_chip_line lines[MW_CHIPS_MAX];
    char picture[64];
    mw_chips_question question = {.title = "test", .sound_share = 1, .lux = 200};
    size_t count = mw_chips_lines(&table, works, all_cores(works), &question, NULL, lines);
    snprintf(picture, sizeof picture, "%s.svg", path);
    assert_true(mw_chips_picture(&table, &question, lines, count, picture));
    test_bytes bytes = test_read_file(picture);
    assert_true(bytes.size > 2000);
    test_bytes_free(&bytes);
    unlink(picture);
    assert_false(mw_chips_picture(&table, &question, lines, count, "/nowhere/chips.png"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_table_is_whole),
        cmocka_unit_test(test_spoilt_tables_are_refused),
        cmocka_unit_test(test_the_clock_is_chosen),
        cmocka_unit_test(test_what_fits),
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_microphones),
        cmocka_unit_test(test_workloads_as_json),
        cmocka_unit_test(test_another_rate),
        cmocka_unit_test(test_power_in_a_report),
        cmocka_unit_test(test_the_picture),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
