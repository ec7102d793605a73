/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* resolver.h - looks up a host name in a thread.
 *
 * getaddrinfo(3) may block for half a minute, so a worker calls it.  Cancelling does not wait for
 * it.
 */
#ifndef TUI_CLIENT_NET_RESOLVER_H
#define TUI_CLIENT_NET_RESOLVER_H

#include <netdb.h>

struct resolver;

/* Starts to look up HOST and PORT (decimal) for TCP; both are copied.  NULL with errno if no thread
 * or pipe could be created. */
struct resolver *resolver_new(const char *host, const char *port);

/* The descriptor that becomes readable when the answer is ready. */
int resolver_fd(const struct resolver *resolver);

/* Takes the answer, once resolver_fd() is readable: 0 and a list in *FOUND that the caller frees
 * with freeaddrinfo(3), or the error code of getaddrinfo(3), with errno for EAI_SYSTEM. */
int resolver_take(struct resolver *resolver, struct addrinfo **found);

/* Releases RESOLVER, answered or not, without waiting. */
void resolver_free(struct resolver *resolver);

#endif
