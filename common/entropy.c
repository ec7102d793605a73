/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* entropy.c - see entropy.h. */
#include <config.h>

#include "common/entropy.h"

#include <errno.h>
#include <sys/types.h>

#if HAVE_GETRANDOM

#include <sys/random.h>

int entropy_fill(void *bytes, size_t size)
{
    return getrandom(bytes, size, 0) == (ssize_t)size ? 0 : -1;
}

#else

#include <fcntl.h>
#include <unistd.h>

int entropy_fill(void *bytes, size_t size)
{
    int fd = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return -1;
    ssize_t count = read(fd, bytes, size);
    int error = count < 0 ? errno : EIO; /* the cause of a short read */
    close(fd);
    errno = error;
    return count == (ssize_t)size ? 0 : -1;
}

#endif
