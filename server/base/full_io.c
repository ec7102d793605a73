/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* full_io.c - see full_io.h. */
#include <config.h>

#include "server/base/full_io.h"

#include <errno.h>
#include <unistd.h>

int full_io_read(int fd, char *out, size_t size, off_t offset)
{
    while (size > 0) {
        ssize_t count = pread(fd, out, size, offset);
        if (count < 0 && errno == EINTR)
            continue;
        if (count == 0)
            errno = EIO;
        if (count <= 0)
            return -1;
        out += count;
        size -= (size_t)count;
        offset += count;
    }
    return 0;
}

static ssize_t write_some(int fd, const char *data, size_t size, off_t offset)
{
    return offset == FULL_IO_AT_END ? write(fd, data, size) : pwrite(fd, data, size, offset);
}

int full_io_write(int fd, const char *data, size_t size, off_t offset)
{
    while (size > 0) {
        ssize_t count = write_some(fd, data, size, offset);
        if (count < 0 && errno == EINTR)
            continue;
        if (count == 0)
            errno = ENOSPC;
        if (count <= 0)
            return -1;
        data += count;
        size -= (size_t)count;
        offset += offset == FULL_IO_AT_END ? 0 : count;
    }
    return 0;
}
