/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* waiting.h - waits for descriptors as ppoll(2) does, also where there is no ppoll(). */
#ifndef COMMON_WAITING_H
#define COMMON_WAITING_H

#include <poll.h>
#include <signal.h>
#include <time.h>

/* As ppoll(2): waits for one of the COUNT descriptors of POLLED for TIME (NULL: forever), with the
 * signal mask MASK during the wait (NULL: unchanged).  Returns the number of those that are ready,
 * or -1 with errno.
 *
 * Without ppoll(), a wait without MASK lasts up to a millisecond longer.  One with MASK fails with
 * EINVAL for a descriptor of FD_SETSIZE or more, may return 0 before its time, and does not notice
 * a closed connection of which no event is asked. */
int waiting_poll(struct pollfd *polled, nfds_t count, const struct timespec *time,
                 const sigset_t *mask);

#endif
