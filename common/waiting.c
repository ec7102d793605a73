/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* waiting.c - see waiting.h. */
#include <config.h>

#include "common/waiting.h"

#if HAVE_PPOLL

int waiting_poll(struct pollfd *polled, nfds_t count, const struct timespec *time,
                 const sigset_t *mask)
{
    return ppoll(polled, count, time, mask);
}

#else

#include <errno.h>
#include <limits.h>
#include <sys/select.h>

/* Rounds up: a wait that ended early would be followed by another one. */
static int milliseconds(const struct timespec *time)
{
    if (time == NULL)
        return -1;
    if (time->tv_sec >= INT_MAX / 1000)
        return INT_MAX;
    return (int)(time->tv_sec * 1000 + (time->tv_nsec + 999999) / 1000000);
}

/* The masks are exchanged in one step with the wait only by pselect(2); a signal that arrived
 * between sigprocmask(2) and poll(2) would not end the wait. */
static int poll_masked(struct pollfd *polled, nfds_t count, const struct timespec *time,
                       const sigset_t *mask)
{
    fd_set readable, writable;
    int end = 0;

    FD_ZERO(&readable);
    FD_ZERO(&writable);
    for (nfds_t i = 0; i < count; i++) {
        int fd = polled[i].fd;
        if (fd >= FD_SETSIZE) {
            errno = EINVAL;
            return -1;
        }
        if (fd < 0)
            continue;
        if (polled[i].events & POLLIN)
            FD_SET(fd, &readable);
        if (polled[i].events & POLLOUT)
            FD_SET(fd, &writable);
        end = fd >= end ? fd + 1 : end;
    }
    if (pselect(end, &readable, &writable, NULL, time, mask) < 0 && errno != EBADF)
        return -1;
    return poll(polled, count, 0);
}

int waiting_poll(struct pollfd *polled, nfds_t count, const struct timespec *time,
                 const sigset_t *mask)
{
    return mask != NULL ? poll_masked(polled, count, time, mask)
                        : poll(polled, count, milliseconds(time));
}

#endif
