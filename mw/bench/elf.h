/* SPDX-License-Identifier: Apache-2.0
 *
 * A firmware's ELF file (32 bits, little-endian): its sections, functions and bytes. */
#ifndef MW_BENCH_ELF_H
#define MW_BENCH_ELF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct mw_elf_section {
    const char *name;
    uint32_t address, bytes;
    uint32_t offset; /* in the file */
    bool in_memory;  /* it has an address on the chip */
    bool has_bytes;  /* and its bytes stand in the file */
} mw_elf_section;

typedef struct mw_elf_function {
    const char *name;
    uint32_t address;
} mw_elf_function;

typedef struct mw_elf {
    uint8_t *data; /* the file */
    size_t size;
    mw_elf_section *sections;
    size_t section_count;
    mw_elf_function *functions; /* by address */
    size_t function_count;
} mw_elf;

/* False with one line on stderr. */
bool mw_elf_read(const char *path, mw_elf *elf);
void mw_elf_free(mw_elf *elf);

/* The function that an address lies in: an index; function_count where none begins before it. */
size_t mw_elf_function_at(const mw_elf *elf, uint32_t address);

/* The bytes at an address of the chip, at least `bytes` of them; NULL where the file has none. */
const uint8_t *mw_elf_bytes(const mw_elf *elf, uint32_t address, uint32_t bytes);

/* A symbol's value; false where there is no such symbol. */
bool mw_elf_symbol(const mw_elf *elf, const char *name, uint32_t *value);

#endif
