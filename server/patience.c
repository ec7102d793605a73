/* patience.c - see patience.h. */
#include <config.h>

#include "server/patience.h"

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

int64_t patience_deadline(const struct patience *patience, bool in_message)
{
    int64_t idle_ms = patience->progress_ms + patience->timeout_ms;
    int64_t message_ms =
        patience->message_started_ms + PATIENCE_MESSAGE_TIMEOUTS * patience->timeout_ms;

    return in_message && message_ms < idle_ms ? message_ms : idle_ms;
}
