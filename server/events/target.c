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
static int open_target(const char *path, int others)
{
    int fd = open(path, O_RDWR | O_APPEND | O_NONBLOCK | O_CLOEXEC | O_NOCTTY | others, 0600);

    if (fd >= 0)
        (void)fcntl(fd, F_SETFL, O_APPEND);
    return fd;
}

int target_open_present(const char *path)
{
    return open_target(path, 0);
}

static bool is_link(const char *path)
{
    struct stat found;

    return lstat(path, &found) == 0 && S_ISLNK(found.st_mode);
}

/* What another program makes meanwhile is not new; but where a link led to nothing, O_EXCL makes
 * nothing either. */
int target_open(const char *path, bool *is_new)
{
    int fd = open_target(path, 0);

    *is_new = fd < 0 && errno == ENOENT;
    if (!*is_new)
        return fd;
    fd = open_target(path, O_CREAT | O_EXCL);
    if (fd < 0 && errno == EEXIST) {
        *is_new = is_link(path);
        fd = open_target(path, O_CREAT);
    }
    return fd;
}

bool target_takes_events(int fd)
{
    struct stat found;
    char first;

    return fstat(fd, &found) != 0 || !S_ISREG(found.st_mode) || found.st_size == 0 ||
           (pread(fd, &first, 1, 0) == 1 && first == '{');
}
