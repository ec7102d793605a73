/* reload.h - reads the users file again while the server serves, in a thread of its own.
 *
 * Owns the table of users.  The loop asks for a new one and goes on with the old one, whose names
 * the thread neither examines nor opens again.  The thread reads the file, examines and creates
 * what is new, and later frees what is no longer served; the loop learns of its outcome through a
 * descriptor that it polls.  A file that is bad leaves the old table in place.
 */
#ifndef SERVER_USERS_RELOAD_H
#define SERVER_USERS_RELOAD_H

#include <stdbool.h>

#include "server/log/log.h"
#include "server/users/users_file.h"

struct reload;

/* Starts the thread, for the users file FILE, whose path must stay valid.  Takes over USERS, the
 * table to serve now, unless it fails: NULL with errno.  LOG is borrowed. */
struct reload *reload_new(const struct users_file *file, struct users *users, struct log *log);

/* Wants the file read again.  While it is being read, that means: once more afterwards. */
void reload_request(struct reload *reload);

/* Readable while there is an outcome to take. */
int reload_fd(const struct reload *reload);

/* The table to serve from now on; the one before must not be used any more.  Logs the outcome if
 * there is a new one. */
const struct users *reload_take(struct reload *reload);

/* Ends the thread and frees everything.  False if a disk does not let the thread end by DEADLINE_MS
 * of the monotonic clock: then it keeps its memory and creates no further mailboxes; this may be
 * called again. */
bool reload_finish(struct reload *reload, int64_t deadline_ms);

#endif
