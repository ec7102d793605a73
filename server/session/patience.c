/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* patience.c - see patience.h. */
#include <config.h>

#include "server/session/patience.h"

void patience_init(struct patience *patience, int64_t timeout_ms, int64_t now_ms)
{
    *patience = (struct patience){.timeout_ms = timeout_ms, .progress_ms = now_ms};
}

void patience_progress(struct patience *patience, int64_t now_ms)
{
    patience->progress_ms = now_ms;
    patience->unproductive = 0;
}

void patience_input(struct patience *patience, struct span bytes, int64_t now_ms)
{
    patience->unproductive += bytes.size;
    if (patience->unproductive >= PATIENCE_PROGRESS_BYTES ||
        memchr(bytes.data, '\n', bytes.size) != NULL)
        patience_progress(patience, now_ms);
}

void patience_message(struct patience *patience, int64_t now_ms)
{
    patience->message_started_ms = now_ms;
}

void patience_wait(struct patience *patience, int64_t now_ms)
{
    patience->waits_since_ms = now_ms;
}

void patience_resume(struct patience *patience, int64_t now_ms)
{
    int64_t waited_ms = now_ms - patience->waits_since_ms;

    patience->progress_ms += waited_ms;
    patience->message_started_ms += waited_ms;
}

static int64_t idle_deadline(const struct patience *patience)
{
    return patience->progress_ms + patience->timeout_ms;
}

static int64_t message_deadline(const struct patience *patience)
{
    return patience->message_started_ms + PATIENCE_MESSAGE_TIMEOUTS * patience->timeout_ms;
}

int64_t patience_deadline(const struct patience *patience, bool in_message)
{
    int64_t idle_ms = idle_deadline(patience), message_ms = message_deadline(patience);

    return in_message && message_ms < idle_ms ? message_ms : idle_ms;
}

bool patience_is_message_late(const struct patience *patience, int64_t now_ms)
{
    return now_ms >= message_deadline(patience) && now_ms < idle_deadline(patience);
}
