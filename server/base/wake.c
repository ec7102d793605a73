/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* wake.c - see wake.h. */
#include <config.h>

#include "server/base/wake.h"

#include <assert.h>
#include <errno.h>
#include <stdint.h>
#include <unistd.h>

#if HAVE_EVENTFD

#include <sys/eventfd.h>

int wake_open(struct wake *wake)
{
    wake->fd = wake->write_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    return wake->fd >= 0 ? 0 : -1;
}

#else

#include "common/descriptor.h"

int wake_open(struct wake *wake)
{
    int ends[2];

    *wake = (struct wake){-1, -1};
    if (descriptor_pipe_nonblocking(ends) != 0)
        return -1;
    *wake = (struct wake){ends[0], ends[1]};
    return 0;
}

#endif

void wake_close(struct wake *wake)
{
    if (wake->fd < 0)
        return;
    if (wake->write_fd != wake->fd)
        close(wake->write_fd);
    close(wake->fd);
    wake->fd = -1;
}

/* An eventfd takes eight bytes, a pipe any number. */
void wake_up(const struct wake *wake)
{
    const uint64_t one = 1;

    if (write(wake->write_fd, &one, sizeof one) != sizeof one)
        assert(errno == EAGAIN); /* it is full, so the descriptor is readable anyway */
}

/* One read clears an eventfd; a pipe may hold more. */
void wake_clear(const struct wake *wake)
{
    uint64_t counts[64];
    ssize_t size;

    do
        size = read(wake->fd, counts, sizeof counts);
    while (size > 0 && wake->write_fd != wake->fd);
    if (size < 0)
        assert(errno == EAGAIN);
}
