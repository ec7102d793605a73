/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* full_io.h - reads and writes that are complete or fail. */
#ifndef SERVER_BASE_FULL_IO_H
#define SERVER_BASE_FULL_IO_H

#include <stddef.h>
#include <sys/types.h>

/* An offset: the end of a file that was opened with O_APPEND, or whose file offset is there. */
#define FULL_IO_AT_END ((off_t)-1)

/* Reads SIZE bytes at OFFSET into OUT.  Returns -1 with errno; EIO if the file is too short. */
int full_io_read(int fd, char *out, size_t size, off_t offset);

/* Writes SIZE bytes of DATA at OFFSET.  Returns -1 with errno; some bytes may have been written
 * then. */
int full_io_write(int fd, const char *data, size_t size, off_t offset);

#endif
