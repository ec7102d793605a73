/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* patience.h - timeouts of a client.
 *
 * A line, or a large part of a long one, is progress; single bytes are not, so a client cannot hold
 * a connection by sending byte by byte.  The time for a whole message is bounded too.  Times are
 * milliseconds of the monotonic clock, passed by the caller.
 */
#ifndef SERVER_SESSION_PATIENCE_H
#define SERVER_SESSION_PATIENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/span.h"

/* Number of input bytes that count as progress even without a line ending. */
#define PATIENCE_PROGRESS_BYTES 4096

/* Maximum time of a whole message, as a multiple of timeout_ms. */
#define PATIENCE_MESSAGE_TIMEOUTS 10

struct patience {
    int64_t timeout_ms;         /* maximum time without progress */
    int64_t progress_ms;        /* time of the last progress */
    int64_t message_started_ms; /* time at which the last message began */
    int64_t waits_since_ms;     /* time of the last patience_wait() */
    size_t unproductive;        /* bytes of input since the last progress */
};

/* Starts at NOW_MS. */
void patience_init(struct patience *patience, int64_t timeout_ms, int64_t now_ms);

/* Records progress. */
void patience_progress(struct patience *patience, int64_t now_ms);

/* Records the input BYTES. */
void patience_input(struct patience *patience, struct span bytes, int64_t now_ms);

/* Records the start of a message. */
void patience_message(struct patience *patience, int64_t now_ms);

/* Stops the clock until patience_resume(), while the client waits for the server. */
void patience_wait(struct patience *patience, int64_t now_ms);
void patience_resume(struct patience *patience, int64_t now_ms);

/* Returns the time when the client times out, IN_MESSAGE or between commands. */
int64_t patience_deadline(const struct patience *patience, bool in_message);

/* Whether at NOW_MS the whole message has taken too long, as opposed to a lack of progress. */
bool patience_is_message_late(const struct patience *patience, int64_t now_ms);

#endif
