/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* steps.h - what follows from a response, by the mechanism of its exchange.
 *
 * A step takes microseconds, unless a key must be derived: then it is done in two parts, so that
 * the second can have a thread of its own.
 */
#ifndef SERVER_AUTH_STEPS_H
#define SERVER_AUTH_STEPS_H

#include "server/auth/exchange.h"

/* Finds out what follows from what EXCHANGE has heard: sets the outcome.  Returns false if a key
 * must be derived for that: steps_derive() comes next. */
bool steps_go_on(struct exchange *exchange);

/* Derives the key, which may take seconds, and sets the outcome. */
void steps_derive(struct exchange *exchange);

#endif
