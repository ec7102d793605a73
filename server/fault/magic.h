/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* magic.h - addresses that ask for a refusal, as BadSMTP has them.
 *
 *     RCPT TO:<rcptCODE@...>      refused
 *     MAIL FROM:<mailCODE@...>    refused
 *     MAIL FROM:<dataCODE@...>    refused at the end of data
 *     HELO heloCODE.example       refused; EHLO too
 *
 * CODE is 400 to 599, and an enhanced status code may follow it: rcpt550_5.1.1@...
 */
#ifndef SERVER_FAULT_MAGIC_H
#define SERVER_FAULT_MAGIC_H

#include <stdbool.h>

#include "server/fault/effect.h"

/* Returns whether an address of EVENT asks for a refusal; if so, fills in *EFFECT. */
bool magic_find(const struct fault_event *event, struct fault_effect *effect);

#endif
