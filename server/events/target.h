/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* target.h - opens what others read while it is written: a file, a FIFO, a device.
 *
 * Never waits for a reader.  A FIFO may be read by one program after another.
 */
#ifndef SERVER_EVENTS_TARGET_H
#define SERVER_EVENTS_TARGET_H

#include <stdbool.h>

/* Opens PATH to be written at its end, and creates it as a file if it is missing, which *IS_NEW
 * then says.  Returns a descriptor, which the caller closes, or -1 with errno. */
int target_open(const char *path, bool *is_new);

/* Does the same, but creates nothing. */
int target_open_present(const char *path);

/* Whether lines of JSON may be added to FD: not to a file that begins with something else, so that
 * a mailbox named by mistake is left alone. */
bool target_takes_events(int fd);

#endif
