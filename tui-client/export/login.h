/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* login.h - an exchange of credentials in a transcript: who logged in, and how.
 *
 * The password is not in a transcript: whoever repeats the exchange is asked for it.
 */
#ifndef TUI_CLIENT_EXPORT_LOGIN_H
#define TUI_CLIENT_EXPORT_LOGIN_H

#include "common/mechanism.h"
#include "tui-client/dialogue/transcript.h"

/* Initialize with zeros.  Spans borrow from the transcript. */
struct login {
    struct span command;      /* that began it */
    enum mechanism mechanism; /* MECHANISMS: unknown */
    struct span user;         /* empty: unknown */
    bool is_open;             /* AUTH was said, and its end is awaited */
    bool has_secret;          /* credentials were said, or asked for */
};

/* Processes LINE.  True if it ends an exchange, in which the server may have refused it. */
bool login_follow(struct login *login, const struct dialogue_line *line);

/* Whether the exchange can be repeated. */
static inline bool login_is_known(const struct login *login)
{
    return login->mechanism < MECHANISMS && login->user.size > 0;
}

#endif
