/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* dialogue_secret.c - credentials: how long they may be, and that none is left in memory.
 */
#include <config.h>

#include "tui-client/dialogue/dialogue_internal.h"

enum dialect_event dialogue_event(const struct dialogue *dialogue, struct span line,
                                  enum dialect_event verb)
{
    bool is_secret = verb == DIALECT_AUTH || verb == DIALECT_CREDENTIALS;
    size_t most = is_secret ? DIALECT_LINE_MAX : dialogue->dialect->policy.command_line_bytes;

    if (line.size <= most)
        return verb;
    return is_secret ? DIALECT_LONG_CREDENTIALS : DIALECT_LONG_LINE;
}

/* The mechanism is the first word of AUTH.  A dialect may not know AUTH, and credentials may follow
 * although it was refused or not answered. */
struct span dialogue_guard_secret(struct dialogue *dialogue, const struct dialogue_line *sent)
{
    struct span kept = secret_sent(&dialogue->secret, sent->text);
    enum dialect_event verb = sent->command.verb;
    bool is_secret =
        verb == DIALECT_AUTH || verb == DIALECT_CREDENTIALS || kept.size < sent->text.size;

    dialogue->out.is_secret |= is_secret;
    dialogue->queue.is_secret |= is_secret;
    if (verb == DIALECT_CREDENTIALS)
        return (struct span){"", 0};
    if (verb == DIALECT_AUTH)
        return span_first_word(sent->command.argument);
    return verb < DIALECT_VERBS ? sent->command.argument : span_trim(kept);
}
