/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* signals.h - SIGTERM, SIGINT and SIGHUP as something to read. */
#ifndef SERVER_BASE_SIGNALS_H
#define SERVER_BASE_SIGNALS_H

/* Blocks the signals for this thread and those it starts, so call it before starting threads. */
void signals_block(void);

/* Returns a descriptor that is readable while one of them is pending; signals_close() closes it. -1
 * with errno on failure.  Without signalfd(2) the calling thread handles the signals from now on,
 * so they interrupt its poll(2) and sleep(3), with EINTR. */
int signals_open(void);

/* Returns the number of the next pending signal, which is taken; 0: none is pending. */
int signals_take(int fd);

/* Closes FD; the signals are blocked again. */
void signals_close(int fd);

#endif
