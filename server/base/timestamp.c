/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* timestamp.c - see timestamp.h. */
#include <config.h>

#include "server/base/timestamp.h"

#include <stdio.h>
#include <time.h>

size_t timestamp_write(char out[TIMESTAMP_MAX])
{
    struct timespec now;
    struct tm utc;

    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    size_t length = strftime(out, TIMESTAMP_MAX, "%Y-%m-%dT%H:%M:%S", &utc);
    return length +
           (size_t)snprintf(out + length, TIMESTAMP_MAX - length, ".%03ldZ", now.tv_nsec / 1000000);
}
