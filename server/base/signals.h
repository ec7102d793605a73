/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* signals.h - SIGTERM, SIGINT and SIGHUP as something to read. */
#ifndef SERVER_BASE_SIGNALS_H
#define SERVER_BASE_SIGNALS_H

/* Blocks the signals for this thread and those it starts, so call it before starting threads. */
void signals_block(void);

/* Returns a descriptor that is readable while one of them is pending; the caller closes it.  -1
 * with errno on failure. */
int signals_open(void);

/* Returns the number of the next pending signal, which is taken; 0: none is pending. */
int signals_take(int fd);

#endif
