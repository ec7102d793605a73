/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* space.h - disk space for a file before it is written. */
#ifndef SERVER_BASE_SPACE_H
#define SERVER_BASE_SPACE_H

#include <sys/types.h>

/* Extends the file open for writing at FD, which is shorter than SIZE bytes, to SIZE with zeros, so
 * that writing there later does not fail for lack of space.  Moves the file offset.  0, or -1 with
 * errno; the file may be longer then. */
int space_reserve(int fd, off_t size);

#endif
