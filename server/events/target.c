/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* target.c - see target.h. */
#include <config.h>

#include "server/events/target.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/i18n.h"

/* Whether the file FD holds something other than lines of JSON. */
static bool is_other(int fd)
{
    struct stat found;
    char first;

    return fstat(fd, &found) == 0 && S_ISREG(found.st_mode) && found.st_size > 0 &&
           (pread(fd, &first, 1, 0) != 1 || first != '{');
}

/* Reading and writing, a FIFO opens at once, and stays open when its reader leaves.  Only the
 * opening must not block: the thread that writes may. */
int target_open_at_once(const char *path)
{
    int fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_NONBLOCK | O_CLOEXEC | O_NOCTTY, 0600);

    if (fd >= 0)
        (void)fcntl(fd, F_SETFL, O_APPEND);
    return fd;
}

int target_open(const char *path, char *error, size_t size)
{
    int fd = target_open_at_once(path);

    if (fd < 0) {
        snprintf(error, size, _("cannot open '%s': %s"), path, strerror(errno));
        return -1;
    }
    if (is_other(fd)) {
        snprintf(error, size, _("'%s' holds something other than lines of JSON; name another file"),
                 path);
        close(fd);
        return -1;
    }
    return fd;
}
