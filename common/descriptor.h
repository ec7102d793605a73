/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* descriptor.h - sockets and pipes that no program started from here inherits.
 *
 * Where the system has no calls that set the flags at once, they are set afterwards: a program that
 * another thread starts in between inherits the descriptor.
 */
#ifndef COMMON_DESCRIPTOR_H
#define COMMON_DESCRIPTOR_H

#include <sys/socket.h>

/* Returns a non-blocking socket of FAMILY and TYPE, such as SOCK_STREAM; -1 with errno. */
int descriptor_socket(int family, int type);

/* Accepts a connection as accept(2) does; the new socket is non-blocking.  -1 with errno. */
int descriptor_accept(int fd, struct sockaddr *address, socklen_t *size);

/* Opens a pipe that blocks; ENDS[0] is to be read.  0, or -1 with errno. */
int descriptor_pipe(int ends[2]);

/* The same, non-blocking. */
int descriptor_pipe_nonblocking(int ends[2]);

#endif
