/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* timestamp.c - see timestamp.h. */
#include <config.h>

#include "server/base/timestamp.h"

#include <time.h>

/* Writes NUMBER in COUNT digits, and END after them.  Returns the byte after it. */
static char *put_number(char *out, unsigned number, int count, char end)
{
    for (int i = count - 1; i >= 0; i--, number /= 10)
        out[i] = (char)('0' + number % 10);
    out[count] = end;
    return out + count + 1;
}

/* Every line of a log and of --events has one, and strftime() takes ten times as long. */
size_t timestamp_write(char out[TIMESTAMP_MAX])
{
    struct timespec now;
    struct tm utc;
    char *end = out;

    clock_gettime(CLOCK_REALTIME, &now);
    gmtime_r(&now.tv_sec, &utc);
    end = put_number(end, (unsigned)utc.tm_year + 1900, 4, '-');
    end = put_number(end, (unsigned)utc.tm_mon + 1, 2, '-');
    end = put_number(end, (unsigned)utc.tm_mday, 2, 'T');
    end = put_number(end, (unsigned)utc.tm_hour, 2, ':');
    end = put_number(end, (unsigned)utc.tm_min, 2, ':');
    end = put_number(end, (unsigned)utc.tm_sec, 2, '.');
    end = put_number(end, (unsigned)(now.tv_nsec / 1000000), 3, 'Z');
    *end = '\0';
    return (size_t)(end - out);
}
