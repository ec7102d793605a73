/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* wake.h - wakes a thread that waits for descriptors.
 *
 * Any thread may wake, any number of times; the waiting thread sees that it was at least once.  An
 * eventfd(2), or a pipe where there is none.
 */
#ifndef SERVER_BASE_WAKE_H
#define SERVER_BASE_WAKE_H

struct wake {
    int fd;       /* readable after wake_up(), until wake_clear(); -1: not open */
    int write_fd; /* what makes it so; the same for an eventfd */
};

/* Opens WAKE; wake_close() closes it.  Returns -1 with errno on failure; wake_close() then does
 * nothing. */
int wake_open(struct wake *wake);

void wake_close(struct wake *wake);

/* Makes wake->fd readable. */
void wake_up(const struct wake *wake);

/* Makes wake->fd no longer readable. */
void wake_clear(const struct wake *wake);

#endif
