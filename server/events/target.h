/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* target.h - opens what others read while it is written: a file, a FIFO, a device.
 *
 * Never waits for a reader.  A FIFO may be read by one program after another.
 */
#ifndef SERVER_EVENTS_TARGET_H
#define SERVER_EVENTS_TARGET_H

#include <stddef.h>

/* Opens PATH for lines of JSON, and creates it as a file if it is missing.  A file is added to, if
 * it looks like one of such lines, so that a mailbox named by mistake is left alone.  Returns a
 * descriptor, which the caller closes, or -1 with a one-line message in ERROR of SIZE bytes. */
int target_open(const char *path, char *error, size_t size);

/* Opens PATH for anything, and creates it as a file if it is missing; to be written at its end.
 * Returns a descriptor, which the caller closes, or -1 with errno. */
int target_open_at_once(const char *path);

#endif
