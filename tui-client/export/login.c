/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* login.c - see login.h. */
#include <config.h>

#include "tui-client/export/login.h"

static void take_command(struct login *login, const struct dialogue_line *line)
{
    if (line->command.verb == DIALECT_AUTH)
        *login = (struct login){
            .command = line->text,
            .mechanism = mechanism_by_name(span_first_word(line->command.argument)),
            .is_open = true,
        };
    else
        login->is_open &= line->command.verb == DIALECT_CREDENTIALS || line->secret > 0;
    login->has_secret |= line->secret > 0;
    if (login->is_open && line->user.size > 0)
        login->user = line->user;
}

bool login_follow(struct login *login, const struct dialogue_line *line)
{
    bool was_open = login->is_open;

    if (line->kind == DIALOGUE_COMMAND)
        take_command(login, line);
    if (line->kind != DIALOGUE_REPLY_LAST || !was_open)
        return false;
    login->is_open = line->code == MECHANISM_CHALLENGE_CODE;
    login->has_secret |= login->is_open;
    return !login->is_open;
}
