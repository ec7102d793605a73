/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* journald.c - see journald.h. */
#include <config.h>

#include "server/base/journald.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* The variable is DEVICE:INODE, in decimal. */
bool journald_reads(int fd)
{
    const char *stream = getenv("JOURNAL_STREAM");
    struct stat facts;
    char found[48];

    if (stream == NULL || fstat(fd, &facts) != 0)
        return false;
    snprintf(found, sizeof found, "%ju:%ju", (uintmax_t)facts.st_dev, (uintmax_t)facts.st_ino);
    return strcmp(stream, found) == 0;
}

void journald_begin(FILE *out, int priority)
{
    if (journald_reads(fileno(out)))
        fprintf(out, "<%d>", priority);
}
