/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* resolver.c - see resolver.h.
 *
 * Thread and owner share one block of memory; the last one to release it frees it.
 */
#include <config.h>

#include "tui-client/net/resolver.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct resolver {
    char *host, *port;
    int done[2];      /* a pipe: the thread closes its end [1] when the answer is ready */
    atomic_int users; /* of this block: thread, owner */
    int error; /* of getaddrinfo(3); this and the rest belong to the thread until it releases the
                  block */
    int error_number;       /* errno of EAI_SYSTEM */
    struct addrinfo *found; /* owned until taken */
};

static void release(struct resolver *resolver)
{
    if (atomic_fetch_sub(&resolver->users, 1) > 1)
        return;
    if (resolver->found != NULL)
        freeaddrinfo(resolver->found);
    close(resolver->done[0]);
    free(resolver->host);
    free(resolver->port);
    free(resolver);
}

static void *look_up(void *argument)
{
    struct resolver *resolver = argument;
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV};
    int done = resolver->done[1];

    resolver->error = getaddrinfo(resolver->host, resolver->port, &hints, &resolver->found);
    resolver->error_number = errno;
    /* Release the block before waking the owner, which may free it at once. */
    release(resolver);
    close(done);
    return NULL;
}

/* The thread blocks all signals: the event loop handles them. */
static int start_thread(struct resolver *resolver)
{
    pthread_t thread;
    pthread_attr_t attributes;
    sigset_t all, before;
    int error;

    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    error = pthread_create(&thread, &attributes, look_up, resolver);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    pthread_attr_destroy(&attributes);
    errno = error;
    return error != 0 ? -1 : 0;
}

struct resolver *resolver_new(const char *host, const char *port)
{
    struct resolver *resolver = calloc(1, sizeof *resolver);
    int error_number;

    if (resolver == NULL)
        return NULL;
    atomic_init(&resolver->users, 1);
    resolver->host = strdup(host);
    resolver->port = strdup(port);
    if (pipe2(resolver->done, O_CLOEXEC) != 0)
        resolver->done[0] = resolver->done[1] = -1;
    if (resolver->host != NULL && resolver->port != NULL && resolver->done[0] >= 0) {
        atomic_store(&resolver->users, 2);
        if (start_thread(resolver) == 0)
            return resolver;
        atomic_store(&resolver->users, 1);
    }
    error_number = errno;
    if (resolver->done[1] >= 0)
        close(resolver->done[1]);
    release(resolver);
    errno = error_number;
    return NULL;
}

int resolver_fd(const struct resolver *resolver)
{
    return resolver->done[0];
}

int resolver_take(struct resolver *resolver, struct addrinfo **found)
{
    /* In the C memory model the pipe does not order accesses between threads; reading what
     * release() wrote does. */
    *found = NULL;
    if (atomic_load(&resolver->users) > 1)
        return EAI_AGAIN;
    *found = resolver->found;
    resolver->found = NULL;
    errno = resolver->error_number;
    return resolver->error;
}

void resolver_free(struct resolver *resolver)
{
    release(resolver);
}
