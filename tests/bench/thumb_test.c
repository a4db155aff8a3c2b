/* SPDX-License-Identifier: Apache-2.0
 *
 * The decoder against binutils' disassembler, over all code of the library for two cores: length,
 * class, registers that are written, registers that an address is made of. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mw/bench/elf.h"
#include "mw/bench/process.h"
#include "mw/bench/thumb.h"
#include "mw/bench/tree.h"
#include "support/support.h"

/* One line of objdump: "    1234:\tf8d3 2004 \tldr.w\tr2, [r3, #4]". */
typedef struct line {
    uint32_t address, bytes;
    char mnemonic[32], operands[160];
} line;

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static bool is_one_of(const char *text, const char *list)
{
    char wanted[40];
    snprintf(wanted, sizeof wanted, " %s ", text);
    return strstr(list, wanted) != NULL;
}

static bool read_line(const char *text, line *l)
{
    char code[32] = "";
    l->operands[0] = 0;
    int found = sscanf(text, " %x:\t%31[0-9a-f ]\t%31s\t%159[^\n;@]", &l->address, code,
                       l->mnemonic, l->operands);
    l->bytes = found > 1 && isxdigit((unsigned char)code[5]) ? 4 : 2; /* "b5f0      " */
    return found >= 3 && l->mnemonic[0] != '.';
}

static uint32_t register_of(const char **at)
{
    static const char *const named[] = {"sp", "lr", "pc", "ip", "sl", "fp", "sb"};
    static const uint32_t numbers[] = {13, 14, 15, 12, 10, 11, 9};
    if ((*at)[0] == 'r' && isdigit((unsigned char)(*at)[1])) {
        char *end;
        uint32_t number = (uint32_t)strtoul(*at + 1, &end, 10);
        *at = end;
        return 1u << number;
    }
    for (size_t i = 0; i < sizeof named / sizeof named[0]; i++) {
        if (begins(*at, named[i]) && !isalnum((unsigned char)(*at)[2])) {
            *at += 2;
            return 1u << numbers[i];
        }
    }
    return 0;
}

/* All registers named in a text, with ranges r4-r7. */
static uint32_t registers_in(const char *at, const char *end)
{
    uint32_t all = 0;
    while (at < end) {
        uint32_t one = register_of(&at);
        if (one && *at == '-') {
            at++;
            uint32_t last = register_of(&at);
            for (; one < last; one <<= 1) {
                all |= one;
            }
        }
        all |= one;
        bool is_word = !one && isalnum((unsigned char)*at); /* another: lsl */
        at += !one;
        while (is_word && isalnum((unsigned char)*at)) {
            at++;
        }
    }
    return all;
}

static mw_class class_of_load(const line *l, bool loads)
{
    const char *close = strchr(l->operands, ']');
    bool updates = close && (close[1] == '!' || close[1] == ',');
    const char *open = strchr(l->operands, '[');
    bool indexed = open && strstr(open, ", r") != NULL && !strchr(open, '#');
    indexed = indexed || (open && strstr(open, "lsl") != NULL) ||
              (open && registers_in(open, l->operands + strlen(l->operands)) !=
                           registers_in(open, open + strcspn(open, ",]")));
    if (!loads) {
        return indexed && !updates ? MW_CLASS_STORE_INDEXED : MW_CLASS_STORE;
    }
    if (begins(l->operands, "pc,")) {
        return MW_CLASS_LOAD_TO_PC;
    }
    return updates ? MW_CLASS_LOAD_UPDATE : MW_CLASS_LOAD;
}

/* The class by name alone; the suffixes .n and .w, and a condition, are taken off before. */
static mw_class class_of(const line *l, const char *name)
{
    if (is_one_of(name, " ldr ldrb ldrh ldrsb ldrsh ")) {
        return class_of_load(l, true);
    }
    if (is_one_of(name, " str strb strh ")) {
        return class_of_load(l, false);
    }
    if (begins(name, "ldm") || begins(name, "pop")) {
        return strstr(l->operands, "pc") ? MW_CLASS_POP_TO_PC : MW_CLASS_LOAD_MULTIPLE;
    }
    static const struct {
        const char *names;
        mw_class class;
    } classes[] = {
        {" push stmia stmdb stm ", MW_CLASS_STORE_MULTIPLE},
        {" ldrd ", MW_CLASS_LOAD_DOUBLE},
        {" strd ", MW_CLASS_STORE_DOUBLE},
        {" mul muls smulbb smulbt smultb smultt smuad smulwb smulwt smmul smmulr ",
         MW_CLASS_MULTIPLY},
        {" mla mls smlabb smlabt smlatb smlatt smlad smladx smlawb smlawt smmla ",
         MW_CLASS_MULTIPLY_ADD},
        {" umull smull ", MW_CLASS_LONG_MULTIPLY},
        {" umlal smlal smlald ", MW_CLASS_LONG_MULTIPLY_ADD},
        {" udiv sdiv ", MW_CLASS_DIVIDE},
        {" b cbz cbnz ", MW_CLASS_BRANCH},
        {" bl ", MW_CLASS_BRANCH_LINK},
        {" bx blx ", MW_CLASS_BRANCH_REGISTER},
        {" tbb tbh ", MW_CLASS_TABLE_BRANCH},
        {" nop bkpt cpsid cpsie udf ", MW_CLASS_HINT},
        {" wfi wfe ", MW_CLASS_SLEEP},
        {" mrs msr ", MW_CLASS_STATUS},
        {" dsb dmb isb ", MW_CLASS_BARRIER},
        {" it itt ite ittt itte itet itee itttt ittte ittet ittee itett itete iteet iteee ",
         MW_CLASS_IF_THEN},
    };
    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++) {
        if (is_one_of(name, classes[i].names)) {
            return classes[i].class;
        }
    }
    return MW_CLASS_ALU;
}

static mw_class class_of_line(const line *l)
{
    static const char conditions[] = " eq ne cs cc mi pl vs vc hi ls ge lt gt le ";
    char name[32];
    snprintf(name, sizeof name, "%s", l->mnemonic);
    name[strcspn(name, ".")] = 0;
    mw_class class = class_of(l, name);
    size_t length = strlen(name);
    bool is_plain = is_one_of(name, " muls bics lsls teq mls smlals umlals smulls umulls ");
    if (class == MW_CLASS_ALU && length > 2 && !is_plain &&
        is_one_of(name + length - 2, conditions)) {
        name[length - 2] = 0;
        class = class_of(l, name);
    }
    return class;
}

static void compare_line(const mw_elf *elf, const line *l)
{
    const uint8_t *code = mw_elf_bytes(elf, l->address, l->bytes);
    assert_non_null(code);
    mw_thumb thumb = mw_thumb_decode(code, l->bytes == 4);
    mw_class class = class_of_line(l);
    if (code[0] == 0xc0 && code[1] == 0x46) {
        return; /* called nop by one, and mov r8, r8 by the other */
    }
    const char *end = l->operands + strlen(l->operands);
    const char *open = strchr(l->operands, '[');
    const char *close = open ? strchr(open, ']') : NULL;
    if (thumb.bytes != l->bytes || (thumb.class != class && thumb.class != MW_CLASS_ALU_TO_PC)) {
        fail_msg("%x: %s %s: class %d of %u bytes, the disassembler's %d of %u", l->address,
                 l->mnemonic, l->operands, (int)thumb.class, thumb.bytes, (int)class, l->bytes);
    }
    uint32_t addresses = close ? registers_in(open, close) & ~(1u << 15) : 0;
    if (close && class != MW_CLASS_TABLE_BRANCH && thumb.addresses != addresses) {
        fail_msg("%x: %s %s: address of %x, not %x", l->address, l->mnemonic, l->operands,
                 thumb.addresses, addresses);
    }
    bool many = class == MW_CLASS_LOAD_MULTIPLE || class == MW_CLASS_POP_TO_PC ||
                class == MW_CLASS_STORE_MULTIPLE;
    const char *brace = strchr(l->operands, '{');
    if (many && brace &&
        thumb.registers != (uint32_t)__builtin_popcount(registers_in(brace, end))) {
        fail_msg("%x: %s %s: %u registers", l->address, l->mnemonic, l->operands, thumb.registers);
    }
    bool only_looks = begins(l->mnemonic, "cmp") || begins(l->mnemonic, "cmn") ||
                      begins(l->mnemonic, "tst") || begins(l->mnemonic, "teq");
    bool computes = (class <= MW_CLASS_DIVIDE && !only_looks) || class == MW_CLASS_LOAD;
    const char *first = l->operands;
    if (computes && (thumb.writes & register_of(&first)) == 0) {
        fail_msg("%x: %s %s: writes %x", l->address, l->mnemonic, l->operands, thumb.writes);
    }
}

/* All of src/, linked as one, whatever it calls. */
static void build(const char *work, const char *cpu, char *elf)
{
    char command[3 * MW_BENCH_PATH];
    mw_bench_path(elf, "%s/%s.elf", work, cpu);
    snprintf(command, sizeof command,
             "arm-none-eabi-gcc -mcpu=%s -mthumb -std=c11 -ffreestanding -O2 -w -nostdlib "
             "-Wl,-e,0 -Wl,--no-warn-rwx-segments -I%s/src $(find %s/src -name '*.c') "
             "%s/boards/common/memory.c -lgcc -o %s",
             cpu, mw_bench_tree(), mw_bench_tree(), mw_bench_tree(), elf);
    assert_int_equal(system(command), 0);
}

static int compare_all(const char *work, const char *cpu)
{
    char path[MW_BENCH_PATH];
    char command[MW_BENCH_PATH + 64];
    char text[512];
    int compared = 0;
    mw_elf elf;
    build(work, cpu, path);
    assert_true(mw_elf_read(path, &elf));
    snprintf(command, sizeof command, "arm-none-eabi-objdump -d -j .text %s", path);
    FILE *disassembly = popen(command, "r");
    assert_non_null(disassembly);
    while (fgets(text, sizeof text, disassembly)) {
        line l;
        if (read_line(text, &l)) {
            compare_line(&elf, &l);
            compared++;
        }
    }
    assert_int_equal(pclose(disassembly), 0);
    mw_elf_free(&elf);
    return compared;
}

static void all_of_the_library_is_decoded_as_binutils_does(void **state)
{
    (void)state;
    static const char *const cpus[] = {"cortex-m0", "cortex-m3", "cortex-m4", "cortex-m33"};
    char work[MW_BENCH_PATH];
    assert_true(mw_bench_work_begin(work));
    for (size_t i = 0; i < sizeof cpus / sizeof cpus[0]; i++) {
        int compared = compare_all(work, cpus[i]);
        print_message("%s: %d instructions\n", cpus[i], compared);
        assert_true(compared > 5000);
    }
    mw_bench_work_end(work);
}

int main(void)
{
    if (system("arm-none-eabi-gcc --version >/dev/null 2>&1") != 0) {
        puts("skipped: no compiler for the chip (scripts/bootstrap device)");
        return 77;
    }
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_of_the_library_is_decoded_as_binutils_does),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
