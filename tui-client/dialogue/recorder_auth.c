/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* recorder_auth.c - an exchange of credentials becomes one line of a session file, without a
 * secret.
 *
 * "C$: AUTH MECHANISM USER" lets whoever plays the file do it again, and the code that ended it is
 * expected.  What cannot be done again, since no program knows how, becomes comments.
 */
#include <config.h>

#include <stdio.h>
#include <string.h>

#include "common/auth_line.h"
#include "common/session_file.h"
#include "tui-client/dialogue/recorder_internal.h"

static void keep_user(struct recorder_auth *auth, struct span user)
{
    if (user.size == 0 || user.size >= sizeof auth->user || !session_file_may_carry(user))
        return;
    memcpy(auth->user, user.data, user.size);
    auth->user[user.size] = '\0';
}

static void begin(struct recorder_auth *auth, struct span kept, bool has_secret)
{
    size_t size = kept.size < sizeof auth->text ? kept.size : sizeof auth->text;

    *auth = (struct recorder_auth){.is_open = true, .has_secret = has_secret};
    if (size > 0)
        memcpy(auth->text, kept.data, size);
    auth->kept = (struct span){auth->text, size};
}

bool recorder_hides_command(struct recorder *recorder, const struct dialogue_line *line)
{
    struct recorder_auth *auth = &recorder->auth;
    bool was_asked = recorder->secret.state == SECRET_ASKED;
    struct span kept = secret_sent(&recorder->secret, line->text);
    bool has_secret = kept.size < line->text.size;
    struct auth_line parts;

    if (auth_line_parse(kept, &parts)) {
        begin(auth, kept, has_secret);
        keep_user(auth, line->user);
        return true;
    }
    if (!has_secret && !was_asked)
        return false;
    if (auth->is_open)
        keep_user(auth, line->user);
    else
        auth->is_omitted = true;
    auth->has_secret = true;
    return true;
}

static int append_text(const char *text, struct buffer *out)
{
    return buffer_append(out, text, strlen(text));
}

/* The mechanism of what was kept; MECHANISMS: none that can be played. */
static enum mechanism mechanism_of(const struct recorder_auth *auth)
{
    struct auth_line parts;

    (void)auth_line_parse(auth->kept, &parts);
    return mechanism_by_name(parts.mechanism);
}

/* A command that says nothing secret is written as it is. */
static int append_auth(const struct recorder_auth *auth, struct buffer *out)
{
    struct session_file_step step = {
        .kind = SESSION_FILE_AUTH, .text = span_of(auth->user), .mechanism = mechanism_of(auth)};
    bool is_known = step.mechanism < MECHANISMS;

    if (!auth->has_secret)
        step = (struct session_file_step){.kind = SESSION_FILE_SEND_LINE, .text = auth->kept};
    if (auth->has_secret && !is_known)
        return append_text("# A line with a secret was left out, and its reply.\n", out);
    return session_file_format(&step, out);
}

int recorder_hides_reply(struct recorder *recorder, const struct dialogue_line *line,
                         struct buffer *out)
{
    struct recorder_auth *auth = &recorder->auth;
    struct session_file_step step = {.kind = SESSION_FILE_EXPECT_CODE, .code = line->code};
    bool is_hidden = auth->is_open || auth->is_omitted;

    if (!is_hidden)
        return 0;
    /* What answers nothing does not end an exchange. */
    if (line->code == MECHANISM_CHALLENGE_CODE || line->reply.event == DIALECT_EVENTS) {
        auth->has_secret |= line->code == MECHANISM_CHALLENGE_CODE;
        buffer_release(&recorder->reply);
        return 1;
    }
    if (auth->is_open && append_auth(auth, out) != 0)
        return -1;
    if (auth->is_omitted &&
        append_text("# A line that may be a secret was left out, and its reply.\n", out) != 0)
        return -1;
    auth->is_open = auth->is_omitted = false;
    if (!auth->has_secret)
        return 0;
    buffer_release(&recorder->reply);
    if (mechanism_of(auth) < MECHANISMS && session_file_format(&step, out) != 0)
        return -1;
    auth->kept.size = 0;
    return 1;
}

int recorder_end_auth(struct recorder *recorder, struct buffer *out)
{
    struct recorder_auth *auth = &recorder->auth;
    bool was_open = auth->is_open;

    auth->is_open = auth->is_omitted = false;
    return was_open ? append_auth(auth, out) : 0;
}
