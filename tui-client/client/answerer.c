/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* answerer.c - see answerer.h.
 */
#include <config.h>

#include "tui-client/client/answerer.h"

#include <stdlib.h>
#include <string.h>

#include "tui-client/net/worker.h"

struct answerer {
    struct worker *worker;
    struct exchange *exchange; /* owned unless it was given back */
    struct span line;          /* the answer; in the memory of the exchange */
    size_t size;
    char challenge[]; /* SIZE bytes */
};

static void answer(void *context)
{
    struct answerer *answerer = context;

    answerer->line =
        exchange_answer(answerer->exchange, (struct span){answerer->challenge, answerer->size});
}

static void release(void *context)
{
    struct answerer *answerer = context;

    exchange_free(answerer->exchange);
    free(answerer);
}

struct answerer *answerer_new(struct exchange *exchange, struct span challenge)
{
    struct answerer *answerer = calloc(1, sizeof *answerer + challenge.size);
    struct worker *worker;

    if (answerer == NULL)
        return NULL;
    answerer->exchange = exchange;
    answerer->size = challenge.size;
    if (challenge.size > 0)
        memcpy(answerer->challenge, challenge.data, challenge.size);
    worker = worker_new(answer, release, answerer);
    if (worker == NULL) {
        free(answerer);
        return NULL;
    }
    answerer->worker = worker;
    return answerer;
}

int answerer_fd(const struct answerer *answerer)
{
    return worker_fd(answerer->worker);
}

bool answerer_take(struct answerer *answerer, struct span *line)
{
    if (!worker_is_done(answerer->worker))
        return false;
    *line = answerer->line;
    answerer->exchange = NULL;
    worker_free(answerer->worker);
    return true;
}

void answerer_abandon(struct answerer *answerer)
{
    worker_free(answerer->worker);
}
