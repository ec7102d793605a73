/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* requests.h - what was sent and awaits its reply, in the order in which replies come.
 *
 * Which reply means what is not known here.
 */
#ifndef TUI_CLIENT_DIALOGUE_REQUESTS_H
#define TUI_CLIENT_DIALOGUE_REQUESTS_H

#include <stdint.h>
#include <sys/queue.h>

#include "common/dialect.h"
#include "common/span.h"

/* Maximum number of requests that await their replies. */
#define REQUESTS_MAX 1000

/* A command or message. */
struct request {
    enum dialect_event event;
    unsigned long long number; /* from 1, in the order in which requests were made */
    int64_t sent_ms;           /* monotonic clock */
    /* Of the first request: the row that applies to it (NULL: none), and why that refuses it (NONE:
     * it does not). */
    const struct dialect_row *row;
    enum dialect_reason reason;
    TAILQ_ENTRY(request) next;
    size_t argument_size;
    char argument[]; /* of a command, as sent, without a secret */
};

struct requests {
    TAILQ_HEAD(request_list, request) list;
    size_t count;
    unsigned long long last_number; /* of the newest request ever made */
};

void requests_init(struct requests *requests);

/* Forgets all requests. */
void requests_clear(struct requests *requests);

/* Moves all requests of FROM behind those of TO. */
void requests_move(struct requests *to, struct requests *from);

/* Adds a request and returns it; NULL if out of memory.  ARGUMENT is copied. */
struct request *requests_add(struct requests *requests, enum dialect_event event,
                             struct span argument, int64_t now_ms);

/* Frees REQUEST, NULL included, and wipes it: a line that is no command may be a secret. */
void request_free(struct request *request);

/* Removes the first request, which the caller frees. */
struct request *requests_take(struct requests *requests);

/* The first request, whose reply comes next, and the last one; NULL: none. */
struct request *requests_first(const struct requests *requests);
struct request *requests_last(const struct requests *requests);

static inline struct span request_argument(const struct request *request)
{
    return (struct span){request->argument, request->argument_size};
}

#endif
