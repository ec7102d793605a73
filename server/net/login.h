/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* login.h - AUTH of a client: what its session asks, and what an authority answers.
 *
 * Holds nothing itself: the exchange belongs to the conversation, and while it is submitted to the
 * authority.
 */
#ifndef SERVER_NET_LOGIN_H
#define SERVER_NET_LOGIN_H

#include "server/auth/authority.h"
#include "server/log/observer.h"
#include "server/session/session.h"

/* Submits the credentials that SESSION asks about to AUTHORITY, for *EXCHANGE, or for a new one if
 * they are the first.  Returns -1 if out of memory. */
int login_submit(struct exchange **exchange, struct authority *authority, struct session *session,
                 void *owner);

/* Must be called after each step of SESSION: wipes and frees *EXCHANGE unless the step goes on with
 * it. */
void login_break_off(struct exchange **exchange, const struct session *session);

/* Returns the answer for SESSION that *EXCHANGE came back with, whose challenge it sets; tells
 * success.  Frees the exchange if that ends it. */
enum dialect_result login_take(struct exchange **exchange, struct session *session,
                               const struct observer *observer);

#endif
