/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* answerer.h - an answer of an exchange of credentials, made by a thread.
 *
 * A server may ask for so many rounds of hashing (EXCHANGE_ROUNDS_MAX) that the screen would stand
 * still for seconds.  What is said in the exchange is not known here.
 */
#ifndef TUI_CLIENT_CLIENT_ANSWERER_H
#define TUI_CLIENT_CLIENT_ANSWERER_H

#include <stdbool.h>

#include "tui-client/auth/exchange.h"

struct answerer;

/* Begins to answer CHALLENGE, which is copied, in EXCHANGE, which nobody else may use until the
 * answer is taken.  NULL with errno: nothing was begun. */
struct answerer *answerer_new(struct exchange *exchange, struct span challenge);

/* A descriptor that is at its end once the answer may be ready. */
int answerer_fd(const struct answerer *answerer);

/* Returns whether the answer is ready; then it is in *LINE, as that of exchange_answer(), the
 * exchange is the caller's again and ANSWERER is freed. */
bool answerer_take(struct answerer *answerer, struct span *line);

/* The answer is not wanted any more: frees ANSWERER and its exchange, at the latest when it is
 * ready. */
void answerer_abandon(struct answerer *answerer);

#endif
