/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* secret.h - which part of a command may be kept.
 *
 * The text after AUTH and its mechanism is a secret, and so is every line that answers a 334 (RFC
 * 4954, section 4).  A user or a script may still send credentials after a server has refused AUTH:
 * after a refusal, lines count as secrets until one begins with an SMTP verb.  Where commands are
 * kept is not known here.
 */
#ifndef TUI_CLIENT_DIALOGUE_SECRET_H
#define TUI_CLIENT_DIALOGUE_SECRET_H

#include <stdbool.h>

#include "common/span.h"

enum secret_state {
    SECRET_NONE,
    SECRET_LIKELY, /* AUTH was sent and is unanswered or refused */
    SECRET_ASKED,  /* the server has asked with a 334 */
};

/* Follows a conversation; {0} at its start. */
struct secret {
    enum secret_state state;
};

/* LINE is sent as a command.  Returns the part at its start that may be kept, empty if none. */
struct span secret_sent(struct secret *secret, struct span line);

/* A reply with CODE was received.  ANSWERS: it does answer a command; one that does not may ask for
 * a secret, but does not say that what is sent next is none. */
void secret_reply(struct secret *secret, unsigned code, bool answers);

#endif
