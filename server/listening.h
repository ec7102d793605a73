/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* listening.h - which sockets the server listens on, and what is said of them.
 *
 * Sockets of a service manager take the place of the default addresses; those of --listen are added
 * to them.  activation.h and listener.h know how.
 */
#ifndef SERVER_LISTENING_H
#define SERVER_LISTENING_H

#include <stdio.h>

#include "server/log/event.h"
#include "server/log/log.h"
#include "server/net/listener.h"
#include "server/options.h"

/* Fills SET, to be closed even after a failure.  Returns 0, or -1 with one line in ERROR of SIZE
 * bytes. */
int listening_open(struct listener_set *set, const struct options *options, char *error,
                   size_t size);

/* Logs unavailable addresses, and those that OPTIONS open to everybody; prints a line for each
 * socket to OUT, and sends an event: they accept connections. */
void listening_announce(const struct listener_set *set, const struct options *options,
                        const struct events *events, struct log *log, FILE *out);

#endif
