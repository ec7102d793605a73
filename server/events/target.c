/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* target.c - see target.h. */
#include <config.h>

#include "server/events/target.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Reading and writing, a FIFO opens at once, and stays open when its reader leaves.  Only the
 * opening must not block: the thread that writes may. */
int target_open(const char *path, bool *is_new)
{
    const int flags = O_RDWR | O_APPEND | O_NONBLOCK | O_CLOEXEC | O_NOCTTY;
    int fd = open(path, flags);

    *is_new = fd < 0 && errno == ENOENT;
    if (*is_new)
        fd = open(path, flags | O_CREAT, 0600);
    if (fd >= 0)
        (void)fcntl(fd, F_SETFL, O_APPEND);
    return fd;
}

bool target_takes_events(int fd)
{
    struct stat found;
    char first;

    return fstat(fd, &found) != 0 || !S_ISREG(found.st_mode) || found.st_size == 0 ||
           (pread(fd, &first, 1, 0) == 1 && first == '{');
}
