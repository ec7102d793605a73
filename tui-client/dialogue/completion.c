/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* completion.c - see completion.h.
 *
 * Candidates are written as they are inserted: a verb in upper case with the blank or colon that
 * follows it, an address as it was typed.
 */
#include <config.h>

#include "tui-client/dialogue/completion.h"

#include <stdlib.h>

#include "common/command.h"

/* Maximum bytes of a candidate; longer ones are not offered. */
#define CANDIDATE_MAX 1024

/* Whether WHOLE begins with START, whatever the case of ASCII letters. */
static bool begins_with(struct span whole, struct span start)
{
    if (whole.size < start.size)
        return false;
    for (size_t i = 0; i < start.size; i++)
        if (span_ascii_lower(whole.data[i]) != span_ascii_lower(start.data[i]))
            return false;
    return true;
}

static bool is_known(const struct completion *completion, struct span candidate)
{
    for (size_t i = 0; i < completion->count; i++)
        if (span_equal(span_of(completion->candidates[i]), candidate))
            return true;
    return false;
}

static void add(struct completion *completion, struct span candidate)
{
    char *copy;

    if (completion->count == COMPLETION_MAX || candidate.size == 0 ||
        candidate.size > CANDIDATE_MAX || is_known(completion, candidate))
        return;
    copy = strndup(candidate.data, candidate.size);
    if (copy != NULL)
        completion->candidates[completion->count++] = copy;
}

/* VERB as it is written in a line: "MAIL FROM:", "HELO ", "DATA". */
static struct span written_verb(const struct dialect *dialect, enum dialect_event verb,
                                struct buffer *out)
{
    buffer_init(out, CANDIDATE_MAX);
    command_format(dialect, verb, (struct span){0}, COMMAND_BRACKETS, out);
    return buffer_span(out);
}

static void add_verbs(struct completion *completion, const struct dialect *dialect,
                      struct dialect_position position, struct span before, bool only_open)
{
    for (enum dialect_event verb = 0; verb < DIALECT_VERBS; verb++) {
        bool is_open = dialect_why_not(dialect, position, verb) == DIALECT_REASON_NONE;
        struct buffer room;
        struct span text;
        if (!dialect_offers_verb(dialect, verb) || (only_open && !is_open))
            continue;
        text = written_verb(dialect, verb, &room);
        if (begins_with(text, before))
            add(completion, text);
        buffer_release(&room);
    }
}

static void add_arguments(struct completion *completion, const struct dialect *dialect,
                          enum dialect_event verb, const struct history *history,
                          struct span before)
{
    for (size_t i = history->count; i > 0; i--) {
        const struct history_entry *entry = &history->entries[i - 1];
        struct command command = {.verb = DIALECT_UNKNOWN};
        if (entry->kind == HISTORY_COMMAND)
            command = command_parse(dialect, (struct span){entry->text, entry->size});
        if (command.verb == verb && begins_with(command.argument, before))
            add(completion, command.argument);
    }
}

/* Whether what ends in BEFORE, a verb without an argument so far, is separated from one. */
static bool is_separated(struct span before)
{
    return span_is_blank(before.data[before.size - 1]) || before.data[before.size - 1] == ':';
}

void completion_of_line(struct completion *completion, const struct dialect *dialect,
                        struct dialect_position position, const struct history *history,
                        struct span before)
{
    struct command command = command_parse(dialect, before);

    *completion = (struct completion){.start = 0};
    while (completion->start < before.size && span_is_blank(before.data[completion->start]))
        completion->start++;
    if (command.verb != DIALECT_UNKNOWN && dialect_wants_argument(dialect, command.verb) &&
        (command.argument.size > 0 || is_separated(before))) {
        completion->start =
            command.argument.size > 0 ? (size_t)(command.argument.data - before.data) : before.size;
        add_arguments(completion, dialect, command.verb, history,
                      span_skip(before, completion->start));
        return;
    }
    before = span_skip(before, completion->start);
    add_verbs(completion, dialect, position, before, true);
    if (completion->count == 0)
        add_verbs(completion, dialect, position, before, false);
}

void completion_release(struct completion *completion)
{
    while (completion->count > 0)
        free(completion->candidates[--completion->count]);
}
