/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* repeated.h - a server may repeat a secret in its reply: nobody sees it there either.
 *
 * Servers that do not know a command often quote it, cut or wrapped, and those that break a
 * line that is too long quote each piece in a reply of its own; and a reply may be late, behind
 * another secret.  So the last secrets are kept until the caller knows that no reply repeats them,
 * and they and their pieces are looked for as they were sent, decoded, and in what the server has
 * encoded anew.  Of a reply whose end has not come, less can be found: see repeated_is_awaited().
 */
#ifndef TUI_CLIENT_AUTH_REPEATED_H
#define TUI_CLIENT_AUTH_REPEATED_H

#include <stdbool.h>

#include "common/buffer.h"
#include "common/span.h"
#include "tui-client/auth/password.h"

/* Maximum number of secrets that are kept: of a try without a reply, and of another with two lines.
 */
#define REPEATED_MAX 3

struct repeated {
    struct {
        struct password sent;    /* none: no reply repeats it any more */
        struct password decoded; /* what is secret in it without its base64 */
    } secrets[REPEATED_MAX];     /* the last one is the first */
    struct buffer masked;        /* a reply without them */
};

void repeated_init(struct repeated *repeated);

/* SECRET is sent, in base64, and kept until repeated_forget() or until REPEATED_MAX others were
 * sent after it.  One of blanks is none, and one that is too long for a password is not kept. */
void repeated_expect(struct repeated *repeated, struct span secret);

/* What comes from now on repeats none.  Wipes and frees what is held. */
void repeated_forget(struct repeated *repeated);

/* Whether a reply that may repeat a secret is still to come. */
static inline bool repeated_is_awaited(const struct repeated *repeated)
{
    return password_is_given(&repeated->secrets[0].sent);
}

/* Whether a secret or a piece of one is in *TEXT, lines that the server has said; makes *TEXT a
 * text without them, borrowed until the next call.  USER, who the client has said that it is, is no
 * secret. */
bool repeated_hide(struct repeated *repeated, struct span user, struct span *text);

#endif
