/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* complaints.c - see complaints.h. */
#include <config.h>

#include "server/log/complaints.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "common/count.h"
#include "common/i18n.h"
#include "common/near_miss.h"
#include "server/log/quote.h"
#include "server/log/words.h"

/* Buffer size for a command in a log line, in bytes; longer ones are truncated. */
#define COMMAND_MAX 256

/* Buffer size for a hint, in bytes. */
#define HINT_MAX 256

/* Buffer size for the first bytes of what is no line. */
#define START_MAX 48

/* --- refusals --- */

/* What is written after the part of a line that is SHOWN. */
static const char *rest_of(struct span shown, bool is_cut, enum dialect_event cause)
{
    if (is_cut)
        return shown.size > 0 ? " ***" : "***";
    return cause == DIALECT_LONG_LINE ? "..." : "";
}

/* Writes the command of CAUSE to OUT, or, if there is none, the line itself.  IS_CUT: what follows
 * it is a secret. */
static void describe(const struct dialect *dialect, enum dialect_event cause, struct span argument,
                     bool is_cut, char *out, size_t size)
{
    size_t length = 0;

    if (cause == DIALECT_CREDENTIALS)
        cause = DIALECT_AUTH;
    if (cause < DIALECT_VERBS)
        length = (size_t)snprintf(out, size, "%s%s", dialect_event_name(dialect, cause),
                                  argument.size > 0 ? " " : "");
    if (cause >= DIALECT_VERBS || argument.size > 0)
        quote_part(argument, rest_of(argument, is_cut, cause), out + length, size - length);
}

/* Writes what is wrong with the bytes of LINE to OUT of HINT_MAX bytes.  Returns false, with an
 * empty string, if nothing is. */
static bool judge_bytes(struct span line, char *out)
{
    struct span literal = near_miss_ending(line);

    out[0] = '\0';
    if (line.size > 0 && memchr(line.data, '\0', line.size) != NULL)
        snprintf(out, HINT_MAX, "%s",
                 _("; it contains NUL bytes: send only the bytes of the text"));
    else if (line.size > 1 && line.data[0] == '\r')
        snprintf(out, HINT_MAX, "%s", _("; it begins with CR: a line ends in CR and then LF"));
    else if (literal.size > 0)
        snprintf(out, HINT_MAX, _("; \"%.*s\" at its end is text, not a line ending"),
                 (int)literal.size, literal.data);
    return out[0] != '\0';
}

/* Writes what was probably meant by a refused line to OUT of HINT_MAX bytes; an empty string if
 * nothing is known. */
static void give_hint(const struct event_refused *refused, char *out)
{
    bool is_misspelt = refused->reason == DIALECT_REASON_UNKNOWN_VERB ||
                       refused->reason == DIALECT_REASON_MALFORMED_VERB;
    const struct dialect *other;
    char guess[NEAR_MISS_MAX];

    out[0] = '\0';
    if (refused->is_cut || refused->cause == DIALECT_LONG_LINE ||
        judge_bytes(refused->argument, out))
        return;
    if (is_misspelt && near_miss(refused->dialect, refused->argument, guess))
        snprintf(out, HINT_MAX, _("; did you mean \"%s\"?"), guess);
    else if (is_misspelt &&
             (other = near_miss_dialect(refused->dialect, refused->argument)) != NULL)
        snprintf(out, HINT_MAX, _("; --dialect=%s has this command"), other->name);
}

/* A refused line: why, and which commands were expected. */
static void say_line(struct log *log, uint64_t connection, const struct event_refused *refused)
{
    char command[COMMAND_MAX], expected[WORDS_LIST_MAX], hint[HINT_MAX];

    describe(refused->dialect, refused->cause, refused->argument, refused->is_cut, command,
             sizeof command);
    words_expected(refused->dialect, refused->position, refused->reason, expected, sizeof expected);
    give_hint(refused, hint);
    log_event(log, LOG_LEVEL_NOTICE, connection, _("refused %s: %s; expected %s%s"), command,
              words_reason(refused->reason), expected, hint);
}

/* A message refused for its bytes: which is the first, where, and what else there is. */
static void say_flaws(struct log *log, uint64_t connection, const struct event_refused *refused)
{
    char flaws[WORDS_LIST_MAX];

    words_flaws_at(refused->flaws, refused->flaw_place, flaws, sizeof flaws);
    log_event(log, LOG_LEVEL_NOTICE, connection, _("refused the message: it contains %s"), flaws);
}

/* A command that its action refused.  If that leads to another state, as the reply need not say,
 * which commands are expected there. */
static void say_command(struct log *log, uint64_t connection, const struct event_refused *refused)
{
    bool is_moved =
        refused->cause < DIALECT_VERBS && refused->after.state != refused->position.state;
    char command[COMMAND_MAX], expected[WORDS_LIST_MAX], hint[HINT_MAX];

    describe(refused->dialect, refused->cause, refused->argument, refused->is_cut, command,
             sizeof command);
    give_hint(refused, hint);
    if (!is_moved) {
        log_event(log, LOG_LEVEL_NOTICE, connection, _("refused %s: %s%s"), command,
                  words_result(refused->result), hint);
        return;
    }
    words_expected(refused->dialect, refused->after, refused->reason, expected, sizeof expected);
    log_event(log, LOG_LEVEL_NOTICE, connection, _("refused %s: %s; expected %s%s"), command,
              words_result(refused->result), expected, hint);
}

void complain_of_refusal(struct log *log, uint64_t connection, const struct event_refused *refused)
{
    if (refused->reason != DIALECT_REASON_NONE)
        say_line(log, connection, refused);
    else if (refused->result == DIALECT_BAD_BYTES)
        say_flaws(log, connection, refused);
    else if (refused->cause < DIALECT_VERBS || refused->cause == DIALECT_CREDENTIALS)
        say_command(log, connection, refused);
    else
        log_event(log, LOG_LEVEL_NOTICE, connection, _("refused the message: %s"),
                  words_result(refused->result));
}

/* --- what is no line --- */

void complain_of_http(struct log *log, uint64_t connection, const struct event_refused *refused)
{
    char line[COMMAND_MAX];

    describe(refused->dialect, refused->cause, refused->argument, refused->is_cut, line,
             sizeof line);
    log_event(log, LOG_LEVEL_WARNING, connection,
              _("this client speaks HTTP (%s); SMTP commands in its request are executed"), line);
}

void complain_of_foreign(struct log *log, const struct event *event)
{
    static const char *const texts[] = {
        [FOREIGN_NONE] = N_("this client speaks SMTP"),
        [FOREIGN_TLS] = N_("this client speaks TLS, which this address does not: switch TLS off in "
                           "the client, or listen with --listen=tls:ADDRESS:PORT"),
        [FOREIGN_LENGTH] = N_("this client sends a length before its text: a command is only text "
                              "that ends in CRLF"),
        [FOREIGN_UTF16] = N_("this client sends two bytes for each character: encode commands as "
                             "ASCII or UTF-8"),
    };
    char start[START_MAX];

    static_assert(COUNT(texts) == FOREIGNS, "a text for each");
    quote(event->foreign.bytes, start, sizeof start);
    log_event(log, LOG_LEVEL_NOTICE, event->connection, _("%s (received %s)"),
              _(texts[event->foreign.foreign]), start);
}

void complain_of_unended(struct log *log, const struct event *event)
{
    const struct event_unended *unended = &event->unended;
    char line[COMMAND_MAX], hint[HINT_MAX] = "";

    quote_part(unended->line,
               rest_of(unended->line, unended->is_cut,
                       unended->is_long ? DIALECT_LONG_LINE : DIALECT_UNKNOWN),
               line, sizeof line);
    if (!unended->is_cut && !unended->is_long)
        judge_bytes(unended->line, hint);
    log_event(log, LOG_LEVEL_NOTICE, event->connection,
              _("received %s without a line ending: a command ends in CRLF%s"), line, hint);
}

/* --- messages --- */

void complain_of_waiting(struct log *log, const struct event *event)
{
    const struct event_waiting *waiting = &event->waiting;
    bool has_end = waiting->end != MESSAGE_END_NONE;

    log_event(log, LOG_LEVEL_NOTICE, event->connection,
              _("waiting for the end of the message, a line with only \".\" that ends in %s%s%s"),
              waiting->ending == LINE_ENDING_LF ? "LF" : "CRLF", has_end ? "; " : "",
              has_end ? words_message_end(waiting->end) : "");
}

/* --- deviations --- */

void complain_of_deviation(struct log *log, uint64_t connection,
                           const struct event_deviation *deviation)
{
    char what[COMMAND_MAX];

    if (deviation->flaw_place != NULL) {
        words_flaws_at(deviation->flaws, deviation->flaw_place, what, sizeof what);
        log_event(log, LOG_LEVEL_NOTICE, connection, _("accepted a message that contains %s"),
                  what);
        return;
    }
    describe(deviation->dialect, deviation->cause, deviation->argument, deviation->is_cut, what,
             sizeof what);
    log_event(log, LOG_LEVEL_NOTICE, connection, _("accepted LF alone as the end of a line: %s"),
              what);
}
