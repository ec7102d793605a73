/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* descriptor.c - see descriptor.h. */
#include <config.h>

#include "common/descriptor.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <unistd.h>

#if !HAVE_ACCEPT4 || !HAVE_PIPE2 || !HAVE_DECL_SOCK_CLOEXEC || !HAVE_DECL_SOCK_NONBLOCK

static int set_flags(int fd, bool is_blocking)
{
    if (fcntl(fd, F_SETFD, FD_CLOEXEC) < 0)
        return -1;
    int flags = is_blocking ? 0 : fcntl(fd, F_GETFL);

    return is_blocking || (flags >= 0 && fcntl(fd, F_SETFL, flags | O_NONBLOCK) >= 0) ? 0 : -1;
}

#endif

#if !HAVE_ACCEPT4 || !HAVE_DECL_SOCK_CLOEXEC || !HAVE_DECL_SOCK_NONBLOCK

/* Returns the socket FD, which may be -1, with its flags set. */
static int prepared(int fd)
{
    if (fd < 0 || set_flags(fd, false) == 0)
        return fd;
    int error = errno;
    close(fd);
    errno = error;
    return -1;
}

#endif

#if HAVE_DECL_SOCK_CLOEXEC && HAVE_DECL_SOCK_NONBLOCK

int descriptor_socket(int family, int type)
{
    return socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

#else

int descriptor_socket(int family, int type)
{
    return prepared(socket(family, type, 0));
}

#endif

#if HAVE_ACCEPT4 && HAVE_DECL_SOCK_CLOEXEC && HAVE_DECL_SOCK_NONBLOCK

int descriptor_accept(int fd, struct sockaddr *address, socklen_t *size)
{
    return accept4(fd, address, size, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

#else

int descriptor_accept(int fd, struct sockaddr *address, socklen_t *size)
{
    return prepared(accept(fd, address, size));
}

#endif

#if HAVE_PIPE2

static int open_pipe(int ends[2], bool is_blocking)
{
    return pipe2(ends, is_blocking ? O_CLOEXEC : O_CLOEXEC | O_NONBLOCK);
}

#else

static int open_pipe(int ends[2], bool is_blocking)
{
    if (pipe(ends) != 0)
        return -1;
    if (set_flags(ends[0], is_blocking) == 0 && set_flags(ends[1], is_blocking) == 0)
        return 0;
    int error = errno;
    close(ends[0]);
    close(ends[1]);
    errno = error;
    return -1;
}

#endif

int descriptor_pipe(int ends[2])
{
    return open_pipe(ends, true);
}

int descriptor_pipe_nonblocking(int ends[2])
{
    return open_pipe(ends, false);
}
