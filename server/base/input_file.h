/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* input_file.h - opens a file that a user has named, and that is not trusted.
 *
 * Whether it is of the right kind and size, and what is wrong with it, the caller says, who knows
 * what it is for.
 */
#ifndef SERVER_BASE_INPUT_FILE_H
#define SERVER_BASE_INPUT_FILE_H

#include <sys/stat.h>

/* Opens PATH for reading and stores what it is in *STATUS.  Neither waits for the writer of a FIFO
 * nor makes a terminal that of the process.  Returns a descriptor, or -1 with errno. */
int input_file_open(const char *path, struct stat *status);

#endif
