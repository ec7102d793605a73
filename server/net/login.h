/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* login.h - AUTH of a client: what its session asks, and what an authority answers.
 *
 * Keeps the exchange between its steps, and nothing of it afterwards but that a password was wrong.
 * When the authority has answered is not known here.
 */
#ifndef SERVER_NET_LOGIN_H
#define SERVER_NET_LOGIN_H

#include "server/auth/authority.h"
#include "server/log/observer.h"
#include "server/session/session.h"

/* Initialize with zeros. */
struct login {
    struct exchange *exchange; /* owned, unless it is submitted; NULL: none */
    bool was_denied;           /* a password was wrong */
};

/* Submits the credentials that SESSION asks about to AUTHORITY.  Returns -1 if out of memory, or if
 * AUTHORITY has been stopped. */
int login_submit(struct login *login, struct authority *authority, struct session *session,
                 void *owner);

/* Must be called after each step of SESSION: wipes and frees the exchange unless the step goes on
 * with it. */
void login_break_off(struct login *login, const struct session *session);

/* Leaves the exchange to the authority, which has been stopped. */
void login_abandon(struct login *login);

/* Returns the answer for SESSION that the exchange came back with, whose challenge it sets; tells
 * success.  Frees the exchange if that ends it. */
enum dialect_result login_take(struct login *login, struct session *session,
                               const struct observer *observer);

/* Wipes and frees the exchange, if there is one. */
void login_release(struct login *login);

#endif
