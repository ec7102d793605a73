/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* guard.h - input at the edges of accessible memory.
 *
 * A copy of some bytes, placed against an unreadable page: reading or writing one byte too many
 * crashes, even without a sanitizer.  A copy cannot touch two such pages, so a guarded test runs
 * twice: first its copies end where memory ends, then they begin where memory begins.
 */
#ifndef TESTS_SUPPORT_GUARD_H
#define TESTS_SUPPORT_GUARD_H

#include <check.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Which side of a copy touches the unreadable page. */
enum guard_side {
    GUARD_END,
    GUARD_START,
    GUARD_SIDES,
};

static enum guard_side guard_side;

/* In place of START_TEST(): the body, up to END_TEST, runs once for each side. */
#define START_GUARDED_TEST(name)                                                                   \
    static void name##_on_a_side(int _i);                                                          \
    START_TEST(name)                                                                               \
    {                                                                                              \
        for (guard_side = GUARD_END; guard_side < GUARD_SIDES; guard_side++)                       \
            name##_on_a_side(_i);                                                                  \
    }                                                                                              \
    END_TEST                                                                                       \
    static void name##_on_a_side(int _i CK_ATTRIBUTE_UNUSED)

static inline size_t guard_page(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}

/* Bytes between the two unreadable pages when SIZE bytes are to fit. */
static inline size_t guard_room(size_t size)
{
    return (size / guard_page() + 1) * guard_page();
}

/* Copies SIZE bytes from DATA.  Returns memory (even for size 0) that the caller may change and
 * frees with guard_free(); aborts if allocation fails. */
static inline char *guard_copy(const void *data, size_t size)
{
    size_t room = guard_room(size), page = guard_page();
    char *base = mmap(NULL, page + room + page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (base == MAP_FAILED || mprotect(base + page, room, PROT_READ | PROT_WRITE) != 0)
        abort();
    char *copy = base + page + (guard_side == GUARD_END ? room - size : 0);
    if (size > 0)
        memcpy(copy, data, size);
    return copy;
}

/* Frees COPY, made by guard_copy() with the same SIZE for the same side. */
static inline void guard_free(char *copy, size_t size)
{
    size_t room = guard_room(size), page = guard_page();
    char *base = copy - page - (guard_side == GUARD_END ? room - size : 0);

    munmap(base, page + room + page);
}

#endif
