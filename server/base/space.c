/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* space.c - see space.h. */
#include <config.h>

#include "server/base/space.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "server/base/full_io.h"

/* Zeros that are written take space as well, on most file systems, and the time of a write. */
static int write_zeros(int fd, off_t size)
{
    static const char zeros[65536];
    off_t end = lseek(fd, 0, SEEK_END);

    if (end < 0)
        return -1;
    while (end < size) {
        off_t rest = size - end;
        size_t count = rest < (off_t)sizeof zeros ? (size_t)rest : sizeof zeros;
        if (full_io_write(fd, zeros, count, FULL_IO_AT_END) != 0)
            return -1;
        end += (off_t)count;
    }
    return 0;
}

#if HAVE_POSIX_FALLOCATE

/* A C library that does not write zeros itself reports that the file system knows no such call. */
int space_reserve(int fd, off_t size)
{
    errno = posix_fallocate(fd, 0, size);
    if (errno == EOPNOTSUPP || errno == ENOSYS)
        return write_zeros(fd, size);
    return errno == 0 ? 0 : -1;
}

#else

int space_reserve(int fd, off_t size)
{
    return write_zeros(fd, size);
}

#endif
