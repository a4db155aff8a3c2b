/* SPDX-License-Identifier: Apache-2.0
 *
 * Decodes Thumb instructions. See thumb.h. `first` and `second` are the halfwords. */
#include "mw/bench/thumb.h"

enum { SP = 13, PC = 15 };

static uint32_t bits(uint32_t word, unsigned low, unsigned count)
{
    return word >> low & ((1u << count) - 1u);
}

static uint32_t bit_count(uint32_t word)
{
    return (uint32_t)__builtin_popcount(word);
}

static mw_thumb of(mw_class class, uint32_t writes, uint32_t addresses)
{
    return (mw_thumb){.class = class, .bytes = 2, .writes = writes, .addresses = addresses};
}

static mw_thumb several(mw_class class, uint32_t list, uint32_t base)
{
    mw_thumb t = of(class, class == MW_CLASS_STORE_MULTIPLE ? 0 : list, 1u << base);
    t.registers = bit_count(list);
    if (class == MW_CLASS_LOAD_MULTIPLE && (list >> PC & 1u)) {
        t.class = MW_CLASS_POP_TO_PC;
    }
    return t;
}

/* An arithmetic result: to PC it is a jump. */
static mw_thumb to_register(uint32_t number)
{
    return of(number == PC ? MW_CLASS_ALU_TO_PC : MW_CLASS_ALU, 1u << number, 0);
}

/* 16 bits, 00xx: shifts, and arithmetic with small constants. */
static mw_thumb small_arithmetic(uint32_t first)
{
    if (first < 0x2000) {
        return to_register(bits(first, 0, 3));
    }
    return bits(first, 11, 2) == 1 ? of(MW_CLASS_ALU, 0, 0) /* CMP */
                                   : to_register(bits(first, 8, 3));
}

/* 16 bits, 010000: register arithmetic. */
static mw_thumb register_arithmetic(uint32_t first)
{
    enum { TST = 8, CMP = 10, CMN = 11, MUL = 13 };
    uint32_t operation = bits(first, 6, 4);
    if (operation == TST || operation == CMP || operation == CMN) {
        return of(MW_CLASS_ALU, 0, 0);
    }
    return of(operation == MUL ? MW_CLASS_MULTIPLY : MW_CLASS_ALU, 1u << bits(first, 0, 3), 0);
}

/* 16 bits, 010001: any registers, and jumps to a register. */
static mw_thumb any_register(uint32_t first)
{
    enum { CMP = 1, JUMP = 3 };
    uint32_t operation = bits(first, 8, 2);
    if (operation == JUMP) {
        return of(MW_CLASS_BRANCH_REGISTER, 0, 0);
    }
    return operation == CMP ? of(MW_CLASS_ALU, 0, 0)
                            : to_register(bits(first, 7, 1) << 3 | bits(first, 0, 3));
}

/* 16 bits, 01001 to 1001: one load or store. */
static mw_thumb small_access(uint32_t first)
{
    uint32_t base = 1u << bits(first, 3, 3);
    if (first < 0x5000) { /* from beside the code */
        return of(MW_CLASS_LOAD, 1u << bits(first, 8, 3), 0);
    }
    if (first < 0x6000) {
        bool loads = bits(first, 9, 3) > 2;
        return of(loads ? MW_CLASS_LOAD : MW_CLASS_STORE_INDEXED,
                  loads ? 1u << bits(first, 0, 3) : 0, base | 1u << bits(first, 6, 3));
    }
    bool loads = bits(first, 11, 1);
    bool on_stack = first >= 0x9000;
    uint32_t target = 1u << (on_stack ? bits(first, 8, 3) : bits(first, 0, 3));
    return of(loads ? MW_CLASS_LOAD : MW_CLASS_STORE, loads ? target : 0,
              on_stack ? 1u << SP : base);
}

static mw_thumb hint_or_if_then(uint32_t first)
{
    enum { WFE = 2, WFI = 3 };
    if (bits(first, 0, 4) == 0) {
        uint32_t hint = bits(first, 4, 4);
        return of(hint == WFE || hint == WFI ? MW_CLASS_SLEEP : MW_CLASS_HINT, 0, 0);
    }
    mw_thumb t = of(MW_CLASS_IF_THEN, 0, 0);
    t.if_then = 4u - (uint32_t)__builtin_ctz(bits(first, 0, 4));
    return t;
}

/* 16 bits, 1011. */
static mw_thumb small_others(uint32_t first)
{
    if ((first & 0xFF00) == 0xB000) {
        return to_register(SP);
    }
    if ((first & 0xF500) == 0xB100) { /* CBZ, CBNZ */
        return of(MW_CLASS_BRANCH, 0, 0);
    }
    if ((first & 0xFE00) == 0xB400) {
        return several(MW_CLASS_STORE_MULTIPLE, bits(first, 0, 8) | bits(first, 8, 1) << 14, SP);
    }
    if ((first & 0xFE00) == 0xBC00) {
        return several(MW_CLASS_LOAD_MULTIPLE, bits(first, 0, 8) | bits(first, 8, 1) << PC, SP);
    }
    if ((first & 0xFF00) == 0xBF00) {
        return hint_or_if_then(first);
    }
    if ((first & 0xFF00) == 0xB200 || (first & 0xFF00) == 0xBA00) { /* extend, reverse */
        return to_register(bits(first, 0, 3));
    }
    return of(MW_CLASS_HINT, 0, 0); /* CPS, BKPT */
}

static mw_thumb decode_16(uint32_t first)
{
    switch (first >> 12) {
    case 0x0:
    case 0x1:
    case 0x2:
    case 0x3:
        return small_arithmetic(first);
    case 0x4:
        return first < 0x4400   ? register_arithmetic(first)
               : first < 0x4800 ? any_register(first)
                                : small_access(first);
    case 0xA:
        return to_register(bits(first, 8, 3));
    case 0xB:
        return small_others(first);
    case 0xC:
        return several(bits(first, 11, 1) ? MW_CLASS_LOAD_MULTIPLE : MW_CLASS_STORE_MULTIPLE,
                       bits(first, 0, 8), bits(first, 8, 3));
    case 0xD: /* the two conditions that are none: UDF, SVC */
        return of(bits(first, 8, 4) >= 14 ? MW_CLASS_HINT : MW_CLASS_BRANCH, 0, 0);
    case 0xE:
        return of(MW_CLASS_BRANCH, 0, 0);
    default:
        return small_access(first);
    }
}

/* 32 bits, 1110 100: several registers, two registers, exclusives, tables of jumps. */
static mw_thumb wide_several(uint32_t first, uint32_t second)
{
    bool loads = bits(first, 4, 1);
    uint32_t base = bits(first, 0, 4);
    if (bits(first, 6, 1) == 0) {
        return several(loads ? MW_CLASS_LOAD_MULTIPLE : MW_CLASS_STORE_MULTIPLE, second, base);
    }
    if ((first & 0xFFF0) == 0xE8D0 && (second & 0xFFE0) == 0xF000) {
        return of(MW_CLASS_TABLE_BRANCH, 0, 1u << base | 1u << bits(second, 0, 4));
    }
    uint32_t target = 1u << bits(second, 12, 4);
    if ((first & 0xFF60) == 0xE840) { /* exclusive: it is pipelined as a load is */
        return of(MW_CLASS_LOAD, loads ? target : 1u << bits(second, 8, 4), 1u << base);
    }
    return of(loads ? MW_CLASS_LOAD_DOUBLE : MW_CLASS_STORE_DOUBLE,
              loads ? target | 1u << bits(second, 8, 4) : 0, 1u << base);
}

/* 32 bits, 1111 0xxx 1: jumps, and what concerns the processor. */
static mw_thumb wide_control(uint32_t first, uint32_t second)
{
    if (bits(second, 14, 1) || bits(second, 12, 1)) {
        bool links = bits(second, 14, 1);
        return of(links ? MW_CLASS_BRANCH_LINK : MW_CLASS_BRANCH, links ? 1u << 14 : 0, 0);
    }
    if (bits(first, 7, 3) != 7) { /* on a condition */
        return of(MW_CLASS_BRANCH, 0, 0);
    }
    switch (first & 0xFFF0) {
    case 0xF3B0:
        return of(MW_CLASS_BARRIER, 0, 0);
    case 0xF3A0:
        return of(MW_CLASS_HINT, 0, 0);
    default:
        return of(MW_CLASS_STATUS, (first & 0xFFE0) == 0xF3E0 ? 1u << bits(second, 8, 4) : 0, 0);
    }
}

/* 32 bits, 1111 100: one load or store. */
static mw_thumb wide_access(uint32_t first, uint32_t second)
{
    bool loads = bits(first, 4, 1);
    uint32_t base = bits(first, 0, 4);
    uint32_t target = bits(second, 12, 4);
    bool plain = bits(first, 7, 1) || base == PC; /* a constant of 12 bits */
    bool updates = !plain && bits(second, 11, 1) && bits(second, 8, 1);
    bool indexed = !plain && !bits(second, 11, 1);
    uint32_t addresses = base == PC ? 0 : 1u << base;
    addresses |= indexed ? 1u << bits(second, 0, 4) : 0;
    if (!loads) {
        return of(indexed ? MW_CLASS_STORE_INDEXED : MW_CLASS_STORE, updates ? 1u << base : 0,
                  addresses);
    }
    if (target == PC) {
        bool word = bits(first, 5, 2) == 2;
        return of(word ? MW_CLASS_LOAD_TO_PC : MW_CLASS_HINT, 0, addresses); /* else PLD */
    }
    return of(updates ? MW_CLASS_LOAD_UPDATE : MW_CLASS_LOAD,
              1u << target | (updates ? 1u << base : 0), addresses);
}

/* 32 bits, 1111 1011: multiplications and divisions. */
static mw_thumb wide_multiply(uint32_t first, uint32_t second)
{
    enum { SIGNED_DIVIDE = 1, UNSIGNED_DIVIDE = 3, SIGNED_ADD = 4 };
    uint32_t operation = bits(first, 4, 3);
    uint32_t result = 1u << bits(second, 8, 4);
    if (bits(first, 7, 1) == 0) {
        bool adds = bits(second, 12, 4) != PC;
        return of(adds ? MW_CLASS_MULTIPLY_ADD : MW_CLASS_MULTIPLY, result, 0);
    }
    if (operation == SIGNED_DIVIDE || operation == UNSIGNED_DIVIDE) {
        return of(MW_CLASS_DIVIDE, result, 0);
    }
    return of(operation >= SIGNED_ADD ? MW_CLASS_LONG_MULTIPLY_ADD : MW_CLASS_LONG_MULTIPLY,
              result | 1u << bits(second, 12, 4), 0);
}

static mw_thumb wide_arithmetic(uint32_t second)
{
    uint32_t result = bits(second, 8, 4);
    return result == PC ? of(MW_CLASS_ALU, 0, 0) : to_register(result); /* PC: a comparison */
}

static mw_thumb decode_32(uint32_t first, uint32_t second)
{
    if (first >= 0xF000 && first < 0xF800) {
        return bits(second, 15, 1) ? wide_control(first, second) : wide_arithmetic(second);
    }
    if ((first & 0xFE00) == 0xE800) {
        return wide_several(first, second);
    }
    if ((first & 0xFE00) == 0xF800) {
        return wide_access(first, second);
    }
    if ((first & 0xFF00) == 0xFB00) {
        return wide_multiply(first, second);
    }
    if ((first & 0xFE00) == 0xEA00 || (first & 0xFF00) == 0xFA00) {
        return wide_arithmetic(second);
    }
    return of(MW_CLASS_FLOAT, 0, 0);
}

mw_thumb mw_thumb_decode(const uint8_t *code, bool has_four)
{
    uint32_t first = code[0] | (uint32_t)code[1] << 8;
    if (first < 0xE800 || !has_four) {
        return decode_16(first);
    }
    mw_thumb t = decode_32(first, code[2] | (uint32_t)code[3] << 8);
    t.bytes = 4;
    return t;
}
