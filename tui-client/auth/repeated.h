/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* repeated.h - a server may repeat a secret in its reply: nobody sees it there either.
 *
 * Servers that do not know a command often quote it, cut or wrapped, and those that break a
 * line that is too long quote each piece in a reply of its own.  So a secret is kept until
 * something is accepted after it, and it and its pieces are looked for as it was sent, decoded, and
 * in what the server has encoded anew.
 * Of a reply whose end has not come, less can be found: see repeated_is_awaited().
 */
#ifndef TUI_CLIENT_AUTH_REPEATED_H
#define TUI_CLIENT_AUTH_REPEATED_H

#include <stdbool.h>

#include "common/buffer.h"
#include "common/span.h"
#include "tui-client/auth/password.h"

struct repeated {
    struct password sent;    /* the last secret; none: no reply repeats it any more */
    struct password decoded; /* what is secret in it without its base64 */
    struct buffer masked;    /* a reply without it */
};

void repeated_init(struct repeated *repeated);

/* SECRET is sent, in base64; empty: none is. */
void repeated_expect(struct repeated *repeated, struct span secret);

/* What comes from now on does not repeat it.  Frees what is held. */
void repeated_forget(struct repeated *repeated);

/* Whether a reply that may repeat a secret is still to come. */
static inline bool repeated_is_awaited(const struct repeated *repeated)
{
    return password_is_given(&repeated->sent);
}

/* Whether the secret or a piece of it is in *TEXT, lines that the server has said; makes *TEXT a
 * text without it, borrowed until the next call.  USER, who the client has said that it is, is no
 * secret. */
bool repeated_hide(struct repeated *repeated, struct span user, struct span *text);

#endif
