/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* activation.h - sockets that a service manager has opened for the server.
 *
 * The protocol of sd_listen_fds(3), without its library: LISTEN_FDS is the number of descriptors
 * from ACTIVATION_FIRST_FD on, LISTEN_PID the process that they are meant for.  Such a server needs
 * no privilege for any port, and clients that connect while it restarts wait instead of being
 * refused.  listener.h opens the other sockets.
 */
#ifndef SERVER_NET_ACTIVATION_H
#define SERVER_NET_ACTIVATION_H

#include <stddef.h>

#include "server/net/listener.h"

#define ACTIVATION_FIRST_FD 3

/* Adds the sockets that were passed to this process to SET, to serve SMTP there; none if none were.
 * Removes the variables from the environment.  Returns 0, or -1 with a one-line message in ERROR of
 * SIZE bytes and SET unchanged. */
int activation_take(struct listener_set *set, char *error, size_t size);

#endif
