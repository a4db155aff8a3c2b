/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads an ELF file (Tool Interface Standard, Executable and Linking Format, 1.2; the Arm and
 * RISC-V supplements). See elf.h. */
#include "mw/bench/elf.h"

#include <elf.h>
#include <stdlib.h>
#include <string.h>

#include "mw/file.h"
#include "mw/mw.h"

static const Elf32_Shdr *section_table(const mw_elf *elf, size_t *count)
{
    const Elf32_Ehdr *header = (const void *)elf->data;
    *count = header->e_shnum;
    return (const void *)(elf->data + header->e_shoff);
}

static bool is_elf(const mw_elf *elf)
{
    const Elf32_Ehdr *header = (const void *)elf->data;
    return elf->size >= sizeof *header && memcmp(header->e_ident, ELFMAG, SELFMAG) == 0 &&
           header->e_ident[EI_CLASS] == ELFCLASS32 && header->e_ident[EI_DATA] == ELFDATA2LSB &&
           header->e_shentsize == sizeof(Elf32_Shdr) && header->e_shstrndx < header->e_shnum &&
           header->e_shoff <= elf->size &&
           header->e_shnum * sizeof(Elf32_Shdr) <= elf->size - header->e_shoff;
}

static bool sections_are_inside(const mw_elf *elf)
{
    size_t count;
    const Elf32_Shdr *table = section_table(elf, &count);
    for (size_t i = 0; i < count; i++) {
        if (table[i].sh_type != SHT_NOBITS && ((size_t)table[i].sh_offset > elf->size ||
                                               table[i].sh_size > elf->size - table[i].sh_offset)) {
            return false;
        }
    }
    return true;
}

static bool take_sections(mw_elf *elf)
{
    size_t count;
    const Elf32_Shdr *table = section_table(elf, &count);
    const Elf32_Ehdr *header = (const void *)elf->data;
    const char *names = (const char *)elf->data + table[header->e_shstrndx].sh_offset;
    elf->sections = calloc(count, sizeof *elf->sections);
    elf->section_count = elf->sections ? count : 0;
    for (size_t i = 0; i < elf->section_count; i++) {
        elf->sections[i] = (mw_elf_section){
            names + table[i].sh_name,
            table[i].sh_addr,
            table[i].sh_size,
            table[i].sh_offset,
            (table[i].sh_flags & SHF_ALLOC) != 0,
            (table[i].sh_flags & SHF_ALLOC) != 0 && table[i].sh_type != SHT_NOBITS,
        };
    }
    return elf->sections != NULL;
}

/* Functions, and the labels of assembly; not the marks "$t" and "$d", nor local labels. */
static bool is_function(const mw_elf *elf, const Elf32_Sym *symbol, const char *name)
{
    int type = ELF32_ST_TYPE(symbol->st_info);
    if (symbol->st_shndx == SHN_UNDEF || symbol->st_shndx >= elf->section_count || name[0] == 0 ||
        name[0] == '$' || name[0] == '.') {
        return false;
    }
    return (type == STT_FUNC || type == STT_NOTYPE) && elf->sections[symbol->st_shndx].has_bytes &&
           strncmp(name, "linker_", 7) != 0;
}

static int by_address(const void *a, const void *b)
{
    const mw_elf_function *one = a;
    const mw_elf_function *other = b;
    if (one->address != other->address) {
        return one->address < other->address ? -1 : 1;
    }
    return strcmp(one->name, other->name);
}

/* The table of symbols: its entries, and their names. */
static const Elf32_Sym *symbols_of(const mw_elf *elf, size_t *count, const char **names)
{
    size_t sections;
    const Elf32_Shdr *table = section_table(elf, &sections);
    *count = 0;
    for (size_t i = 0; i < sections; i++) {
        if (table[i].sh_type == SHT_SYMTAB && table[i].sh_link < sections) {
            *count = table[i].sh_size / sizeof(Elf32_Sym);
            *names = (const char *)elf->data + table[table[i].sh_link].sh_offset;
            return (const void *)(elf->data + table[i].sh_offset);
        }
    }
    return NULL;
}

static bool take_functions(mw_elf *elf)
{
    size_t count;
    const char *names = "";
    const Elf32_Sym *symbols = symbols_of(elf, &count, &names);
    elf->functions = calloc(count + 1, sizeof *elf->functions);
    for (size_t i = 0; elf->functions && i < count; i++) {
        const char *name = names + symbols[i].st_name;
        if (is_function(elf, &symbols[i], name)) {
            bool is_thumb = ELF32_ST_TYPE(symbols[i].st_info) == STT_FUNC &&
                            ((const Elf32_Ehdr *)(const void *)elf->data)->e_machine == EM_ARM;
            elf->functions[elf->function_count++] =
                (mw_elf_function){name, symbols[i].st_value & ~(uint32_t)is_thumb};
        }
    }
    if (elf->functions) {
        qsort(elf->functions, elf->function_count, sizeof *elf->functions, by_address);
    }
    return elf->functions != NULL;
}

bool mw_elf_read(const char *path, mw_elf *elf)
{
    *elf = (mw_elf){0};
    if (!mw_file_read(path, "firmware", &elf->data, &elf->size)) {
        return false;
    }
    if (!is_elf(elf) || !sections_are_inside(elf) || !take_sections(elf) || !take_functions(elf)) {
        mw_error("%s is no 32-bit little-endian ELF file", path);
        mw_elf_free(elf);
        return false;
    }
    return true;
}

void mw_elf_free(mw_elf *elf)
{
    free(elf->data);
    free(elf->sections);
    free(elf->functions);
    *elf = (mw_elf){0};
}

size_t mw_elf_function_at(const mw_elf *elf, uint32_t address)
{
    size_t low = 0; /* all before it begin at or below the address */
    size_t high = elf->function_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (elf->functions[middle].address <= address) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low > 0 ? low - 1 : elf->function_count;
}

const uint8_t *mw_elf_bytes(const mw_elf *elf, uint32_t address, uint32_t bytes)
{
    for (size_t i = 0; i < elf->section_count; i++) {
        const mw_elf_section *section = &elf->sections[i];
        uint32_t offset = address - section->address;
        if (section->has_bytes && address >= section->address && offset < section->bytes &&
            section->bytes - offset >= bytes) {
            return elf->data + section->offset + offset;
        }
    }
    return NULL;
}

bool mw_elf_symbol(const mw_elf *elf, const char *name, uint32_t *value)
{
    size_t count;
    const char *names = "";
    const Elf32_Sym *symbols = symbols_of(elf, &count, &names);
    for (size_t i = 0; i < count; i++) {
        if (symbols[i].st_shndx != SHN_UNDEF && strcmp(names + symbols[i].st_name, name) == 0) {
            *value = symbols[i].st_value;
            return true;
        }
    }
    return false;
}
