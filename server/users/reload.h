/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* reload.h - reloads the users file, the certificate and the passwords in a separate thread.
 *
 * Owns the table of users.  The loop requests a new one and continues with the old one, whose
 * mailboxes the thread neither examines nor opens again.  The thread reads the file, examines and
 * creates new mailboxes, and later frees the old table; the loop polls a descriptor for the
 * outcome.  If the file is invalid, or lacks the catch-all, the old table stays; the same holds for
 * the certificate and its key, and for the passwords.
 */
#ifndef SERVER_USERS_RELOAD_H
#define SERVER_USERS_RELOAD_H

#include <stdbool.h>

#include "server/auth/authority.h"
#include "server/log/log.h"
#include "server/tls/credentials.h"
#include "server/users/users_file.h"

struct reload;

/* What is read again besides the users file; borrowed, and replaced by reload_take(). */
struct reload_others {
    const struct credentials_source *source; /* of credentials */
    struct credentials *credentials;         /* NULL: no TLS */
    const char *passwords;                   /* path of the file with those of authority */
    struct authority *authority;             /* NULL: no passwords */
};

/* Starts the thread for the users file FILE, whose path, catch-all and reserved files must stay
 * valid.  Takes ownership of USERS, the current table, unless it fails and returns NULL with errno.
 * OTHERS and LOG are borrowed. */
struct reload *reload_new(const struct users_file *file, struct users *users,
                          const struct reload_others *others, struct log *log);

/* Requests a reload.  If one is in progress, another one follows. */
void reload_request(struct reload *reload);

/* Returns whether an outcome is still to come, or to be taken. */
bool reload_is_pending(struct reload *reload);

/* Returns a descriptor that is readable while there is an outcome to take. */
int reload_fd(const struct reload *reload);

/* Returns the table to serve from now on; the previous one must no longer be used.  Logs a new
 * outcome. */
const struct users *reload_take(struct reload *reload);

/* Ends the thread and frees RELOAD.  Returns false if the disk blocks the thread until DEADLINE_MS
 * of the monotonic clock: nothing is freed then, and no further mailboxes are created; this may be
 * called again. */
bool reload_finish(struct reload *reload, int64_t deadline_ms);

#endif
