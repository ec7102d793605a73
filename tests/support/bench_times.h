/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* bench_times.h - many measurements of a duration: median, slow cases, maximum.
 */
#ifndef TESTS_SUPPORT_BENCH_TIMES_H
#define TESTS_SUPPORT_BENCH_TIMES_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* Microseconds; the array has room for all. */
struct times {
    uint32_t *us;
    size_t count;
};

static inline void times_add(struct times *times, int64_t us)
{
    times->us[times->count++] = (uint32_t)us;
}

static inline int compare_times(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

    return (x > y) - (x < y);
}

static inline void times_print(struct times *times, const char *name)
{
    if (times->count == 0)
        return;
    qsort(times->us, times->count, sizeof *times->us, compare_times);
    printf("%s_p50 %u\n", name, (unsigned)times->us[times->count / 2]);
    printf("%s_p99 %u\n", name, (unsigned)times->us[times->count * 99 / 100]);
    printf("%s_max %u\n", name, (unsigned)times->us[times->count - 1]);
}

#endif
