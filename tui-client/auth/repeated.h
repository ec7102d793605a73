/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* repeated.h - a server may repeat a secret in its reply: nobody sees it there either.
 *
 * Servers that do not know a command often quote it.  A secret is kept until its reply has come,
 * and is looked for as it was sent, and decoded.
 */
#ifndef TUI_CLIENT_AUTH_REPEATED_H
#define TUI_CLIENT_AUTH_REPEATED_H

#include <stdbool.h>

#include "common/buffer.h"
#include "common/span.h"
#include "tui-client/auth/password.h"

struct repeated {
    struct password sent; /* the secret of the last line; none: its reply has come */
    struct buffer masked; /* a reply without it */
};

void repeated_init(struct repeated *repeated);

/* SECRET is sent, in base64; empty: none is. */
void repeated_expect(struct repeated *repeated, struct span secret);

/* What comes from now on does not repeat it.  Frees what is held. */
void repeated_forget(struct repeated *repeated);

/* Whether the secret is in *TEXT, which the server has said; makes *TEXT a text without it,
 * borrowed until the next call.  USER, who the client has said that it is, is no secret. */
bool repeated_hide(struct repeated *repeated, struct span user, struct span *text);

#endif
