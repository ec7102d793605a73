/* patience.h - how long a client may take.
 *
 * A line, or a good part of a long one, is progress; single bytes that drip in are not, so that a
 * client cannot hold a connection by dripping.  A message as a whole is bounded too.  Times are
 * milliseconds of the monotonic clock, handed in by the caller.
 */
#ifndef SERVER_SESSION_PATIENCE_H
#define SERVER_SESSION_PATIENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/span.h"

/* This many bytes of input are progress even without a line ending. */
#define PATIENCE_PROGRESS_BYTES 4096

/* A message may take this many times the idle limit in all. */
#define PATIENCE_MESSAGE_TIMEOUTS 10

struct patience {
    int64_t timeout_ms;         /* longest time without progress */
    int64_t progress_ms;        /* time of the last progress */
    int64_t message_started_ms; /* time at which the last message began */
    int64_t waits_since_ms;     /* time of the last patience_wait() */
    size_t unproductive;        /* bytes of input since the last progress */
};

/* Starts at NOW_MS. */
void patience_init(struct patience *patience, int64_t timeout_ms, int64_t now_ms);

/* Something was achieved. */
void patience_progress(struct patience *patience, int64_t now_ms);

/* BYTES came in. */
void patience_input(struct patience *patience, struct span bytes, int64_t now_ms);

/* A message begins. */
void patience_message(struct patience *patience, int64_t now_ms);

/* From here to patience_resume() the client waits for the server: that time does not count. */
void patience_wait(struct patience *patience, int64_t now_ms);
void patience_resume(struct patience *patience, int64_t now_ms);

/* When patience ends, IN_MESSAGE or between commands. */
int64_t patience_deadline(const struct patience *patience, bool in_message);

/* Whether it is the message as a whole that took too long by NOW_MS, and not a lack of progress. */
bool patience_is_message_late(const struct patience *patience, int64_t now_ms);

#endif
