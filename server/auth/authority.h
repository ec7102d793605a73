/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* authority.h - decides who has authenticated, in threads of its own.
 *
 * The loop submits each step of an exchange, and polls a descriptor for its outcome.  One thread
 * derives keys, which takes long, the other does the rest, so that a login that derives nothing
 * waits for none that does.  Clients that were denied take turns with those that were not.  All
 * functions are for the loop's thread.
 */
#ifndef SERVER_AUTH_AUTHORITY_H
#define SERVER_AUTH_AUTHORITY_H

#include <stdbool.h>

#include "common/mechanism.h"
#include "server/auth/exchange.h"
#include "server/auth/passwords.h"

struct authority;

/* Makes an authority for the users of PASSWORDS, which it owns from now on, also on failure; NULL:
 * everybody succeeds with anything.  Returns NULL with errno on failure. */
struct authority *authority_new(struct passwords *passwords);

/* Decides and begins nothing more, and forgets what is submitted: its owners must not wait for it
 * any longer.  AUTHORITY may be NULL. */
void authority_stop(struct authority *authority);

/* Stops, ends the threads and frees AUTHORITY, which may be NULL.  A thread that derives a key just
 * now is hardly waited for: it keeps what it needs while the process lasts. */
void authority_free(struct authority *authority);

/* Takes FRESH in place of the passwords that it has; exchanges under way keep theirs. */
void authority_replace(struct authority *authority, struct passwords *fresh);

/* Returns the mechanisms that some user can use: bits 1 << enum mechanism. */
unsigned authority_mechanisms(const struct authority *authority);

/* Begins an exchange, to be freed with exchange_free().  Returns NULL if out of memory, or
 * stopped. */
struct exchange *authority_begin(struct authority *authority, enum mechanism mechanism);

/* Submits EXCHANGE, which must not be used until authority_take() returns it.  WAS_DENIED: its
 * client has said a wrong password before. */
void authority_submit(struct authority *authority, struct exchange *exchange, void *owner,
                      bool was_denied);

/* Returns a descriptor that is readable while authority_take() has something to return. */
int authority_fd(const struct authority *authority);

/* Returns the next exchange with an outcome, or NULL. */
struct exchange *authority_take(struct authority *authority);

#endif
