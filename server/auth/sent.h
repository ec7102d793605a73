/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* sent.h - the steps of PLAIN, LOGIN, OAUTHBEARER and XOAUTH2, in which the password is sent.
 *
 * The last two call it a token, and tell a failure before they fail.
 */
#ifndef SERVER_AUTH_SENT_H
#define SERVER_AUTH_SENT_H

#include "server/auth/exchange.h"

/* The step of EXCHANGE, or its part until a key must be derived, and what follows then. */
void sent_go_on(struct exchange *exchange);
void sent_derive(struct exchange *exchange);

#endif
