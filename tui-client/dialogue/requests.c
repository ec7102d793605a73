/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* requests.c - see requests.h. */
#include <config.h>

#include "tui-client/dialogue/requests.h"

#include <stdlib.h>
#include <string.h>

void request_free(struct request *request)
{
    if (request != NULL)
        explicit_bzero(request->argument, request->argument_size);
    free(request);
}

void requests_init(struct requests *requests)
{
    *requests = (struct requests){0};
    TAILQ_INIT(&requests->list);
}

void requests_clear(struct requests *requests)
{
    while (requests->count > 0)
        request_free(requests_take(requests));
}

void requests_move(struct requests *to, struct requests *from)
{
    TAILQ_CONCAT(&to->list, &from->list, next);
    to->count += from->count;
    from->count = 0;
}

struct request *requests_add(struct requests *requests, enum dialect_event event,
                             struct span argument, int64_t now_ms)
{
    struct request *request = calloc(1, sizeof *request + argument.size);

    if (request == NULL)
        return NULL;
    request->event = event;
    request->sent_ms = now_ms;
    request->number = ++requests->last_number;
    request->argument_size = argument.size;
    if (argument.size > 0)
        memcpy(request->argument, argument.data, argument.size);
    TAILQ_INSERT_TAIL(&requests->list, request, next);
    requests->count++;
    return request;
}

struct request *requests_take(struct requests *requests)
{
    struct request *first = TAILQ_FIRST(&requests->list);

    TAILQ_REMOVE(&requests->list, first, next);
    requests->count--;
    return first;
}

struct request *requests_first(const struct requests *requests)
{
    return TAILQ_FIRST(&requests->list);
}

struct request *requests_last(const struct requests *requests)
{
    return TAILQ_LAST(&requests->list, request_list);
}
