/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* deadline.h - points in time, as all that waits has them: milliseconds of the monotonic clock. */
#ifndef COMMON_DEADLINE_H
#define COMMON_DEADLINE_H

#include <stdint.h>

/* A deadline that never comes. */
#define DEADLINE_NEVER INT64_MAX

static inline int64_t deadline_sooner(int64_t first_ms, int64_t second_ms)
{
    return first_ms < second_ms ? first_ms : second_ms;
}

#endif
