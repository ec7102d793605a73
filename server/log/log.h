/* log.h - one line per event on standard error, without ever blocking the loop.
 *
 * Lines go into a bounded ring that a thread of its own empties; what finds the ring full is
 * dropped and counted, and the count is logged as soon as there is room.  Untrusted bytes are made
 * visible here (common/text.h), so no caller can forget it.  All functions may be called from any
 * thread.
 */
#ifndef SERVER_LOG_LOG_H
#define SERVER_LOG_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/span.h"

enum log_level {
    LOG_LEVEL_ERROR,
    LOG_LEVEL_WARNING,
    LOG_LEVEL_NOTICE, /* the default threshold: start, stop, deliveries, refusals */
    LOG_LEVEL_INFO,   /* --verbose: connections coming and going */
};

enum log_format {
    LOG_FORMAT_TEXT, /* TIME LEVEL [connection N] MESSAGE */
    LOG_FORMAT_JSON, /* one object per line: time, level, connection, message */
    LOG_FORMATS,
};

struct log;

/* Starts writing to FD, which is borrowed.  NULL with errno. */
struct log *log_new(int fd, enum log_format format, enum log_level threshold);

/* Writes out what is in the ring, for at most half a second, and ends the thread. */
void log_free(struct log *log);

/* The same for a process that ends while others may still log: the log stays as it is. */
void log_flush(struct log *log);

/* Logs a line, formatted as printf() does and then made visible.  CONNECTION is its number, or 0
 * for none. Longer lines are cut at 2 KiB. */
void log_event(struct log *log, enum log_level level, uint64_t connection, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Logs a line of a conversation for --trace: SIDE is 'C' or 'S', STATE the name of the state that
 * the conversation is in.  In text form: TIME CONNECTION SIDE TEXT [STATE].  Any threshold. */
void log_trace(struct log *log, uint64_t connection, char side, struct span text,
               const char *state);

#endif
