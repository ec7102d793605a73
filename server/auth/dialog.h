/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* dialog.h - the steps of SCRAM-SHA-256 and CRAM-MD5, in which the password is proved, not sent.
 *
 * GNU SASL does them, and asks answers.h for what it needs to know.
 */
#ifndef SERVER_AUTH_DIALOG_H
#define SERVER_AUTH_DIALOG_H

#include "server/auth/exchange.h"

/* The step of EXCHANGE, or its part until a key must be derived, and what follows then. */
void dialog_go_on(struct exchange *exchange);
void dialog_derive(struct exchange *exchange);

#endif
