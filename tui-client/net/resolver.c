/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* resolver.c - see resolver.h. */
#include <config.h>

#include "tui-client/net/resolver.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tui-client/net/worker.h"

struct resolver {
    struct worker *worker;
    char *host, *port;      /* owned */
    int error;              /* of getaddrinfo(3) */
    int error_number;       /* errno of EAI_SYSTEM */
    struct addrinfo *found; /* owned until taken */
};

static void look_up(void *context)
{
    struct resolver *resolver = context;
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV};

    resolver->error = getaddrinfo(resolver->host, resolver->port, &hints, &resolver->found);
    resolver->error_number = errno;
}

static void release(void *context)
{
    struct resolver *resolver = context;

    if (resolver->found != NULL)
        freeaddrinfo(resolver->found);
    free(resolver->host);
    free(resolver->port);
    free(resolver);
}

struct resolver *resolver_new(const char *host, const char *port)
{
    struct resolver *resolver = calloc(1, sizeof *resolver);
    struct worker *worker = NULL;
    int error_number;

    if (resolver == NULL)
        return NULL;
    resolver->host = strdup(host);
    resolver->port = strdup(port);
    if (resolver->host != NULL && resolver->port != NULL)
        worker = worker_new(look_up, release, resolver);
    if (worker != NULL) {
        resolver->worker = worker;
        return resolver;
    }
    error_number = errno;
    release(resolver);
    errno = error_number;
    return NULL;
}

int resolver_fd(const struct resolver *resolver)
{
    return worker_fd(resolver->worker);
}

int resolver_take(struct resolver *resolver, struct addrinfo **found)
{
    *found = NULL;
    if (!worker_is_done(resolver->worker))
        return EAI_AGAIN;
    *found = resolver->found;
    resolver->found = NULL;
    errno = resolver->error_number;
    return resolver->error;
}

void resolver_free(struct resolver *resolver)
{
    worker_free(resolver->worker);
}
