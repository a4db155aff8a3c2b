/* SPDX-License-Identifier: Apache-2.0
 *
 * Guarded memory. The memory ends where a page begins that cannot be touched:
 *
 *     | no access | pattern ........ | data (size) | pattern, less than alignment | no access |
 */
#include "support/support.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PATTERN = 0xC5 };

static size_t round_up(size_t value, size_t unit)
{
    return (value + unit - 1) / unit * unit;
}

test_guarded test_guarded_new(size_t size, size_t alignment)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t room = round_up(size, alignment);
    size_t inner = round_up(room == 0 ? 1 : room, page);
    test_guarded memory = {.size = size, .pages_bytes = inner + 2 * page};

    void *pages = mmap(NULL, memory.pages_bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    assert_true(pages != MAP_FAILED);
    memory.pages = pages;
    assert_int_equal(mprotect(memory.pages + page, inner, PROT_READ | PROT_WRITE), 0);
    memset(memory.pages + page, PATTERN, inner);
    memory.data = memory.pages + page + inner - room;
    return memory;
}

static bool is_pattern(const uint8_t *from, const uint8_t *to)
{
    while (from < to && *from == PATTERN) {
        from++;
    }
    return from == to;
}

bool test_guarded_intact(const test_guarded *memory)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    return is_pattern(memory->pages + page, memory->data) &&
           is_pattern(memory->data + memory->size, memory->pages + memory->pages_bytes - page);
}

void test_guarded_free(test_guarded *memory)
{
    assert_true(test_guarded_intact(memory));
    munmap(memory->pages, memory->pages_bytes);
    *memory = (test_guarded){0};
}
