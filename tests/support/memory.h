/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* memory.h - allocations that fail on demand.
 *
 * A test program that includes this is linked with $(memory_wraps) of tests/local.mk: allocations
 * of our own code come here first.  Calls are counted; the one with a chosen number fails.
 */
#ifndef TESTS_SUPPORT_MEMORY_H
#define TESTS_SUPPORT_MEMORY_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <unicase.h>
#include <uninorm.h>

static struct {
    unsigned calls;    /* made since memory_fail_at() */
    unsigned fault_at; /* number of the call that fails, counted from 1; 0: none */
} memory;

/* Makes allocation NUMBER from now fail, counted from 1; 0: none. */
static inline void memory_fail_at(unsigned number)
{
    memory.calls = 0;
    memory.fault_at = number;
}

/* Whether the chosen allocation was reached; from now on none fails. */
static inline bool memory_has_failed(void)
{
    bool has_failed = memory.calls >= memory.fault_at;

    memory.fault_at = 0;
    return has_failed;
}

static inline bool memory_fails(void)
{
    memory.calls++;
    if (memory.calls != memory.fault_at)
        return false;
    errno = ENOMEM;
    return true;
}

/* clang-format off */
#define MEMORY_WRAP(name, parameters, arguments)                                                   \
    void *__real_##name parameters;                                                                \
    void *__wrap_##name parameters;                                                                \
    void *__wrap_##name parameters                                                                 \
    {                                                                                              \
        return memory_fails() ? NULL : __real_##name arguments;                                    \
    }

MEMORY_WRAP(malloc, (size_t size), (size))
MEMORY_WRAP(calloc, (size_t count, size_t size), (count, size))
MEMORY_WRAP(realloc, (void *old, size_t size), (old, size))
MEMORY_WRAP(strndup, (const char *text, size_t size), (text, size))
MEMORY_WRAP(u8_tolower,
            (const uint8_t *text, size_t size, const char *language, uninorm_t form,
             uint8_t *result, size_t *result_size),
            (text, size, language, form, result, result_size))
MEMORY_WRAP(u8_normalize,
            (uninorm_t form, const uint8_t *text, size_t size, uint8_t *result,
             size_t *result_size),
            (form, text, size, result, result_size))
/* clang-format on */

#endif
