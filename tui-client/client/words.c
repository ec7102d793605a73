/* Copyright 2026 The smtp-workbench authors.  SPDX-License-Identifier: GPL-3.0-or-later */
/* words.c - see words.h.
 *
 * One table per enum, and sentences built from them.
 */
#include <config.h>

#include "tui-client/client/words.h"

#include <assert.h>
#include <netdb.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "common/count.h"
#include "common/i18n.h"

/* Appends to the string in OUT of SIZE bytes. */
__attribute__((format(printf, 3, 4))) static void append(char *out, size_t size, const char *format,
                                                         ...)
{
    size_t length = strlen(out);
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(out + length, size - length, format, arguments);
    va_end(arguments);
}

/* --- verbs and what is open ------------------------------------------------------------------ */

const char *words_verb(const struct dialect *dialect, enum dialect_event verb, char *out,
                       size_t size)
{
    const char *words = dialect->verbs[verb].words != NULL ? dialect->verbs[verb].words : "";
    size_t length = 0;

    for (; words[length] != '\0' && words[length] != ':' && length + 1 < size; length++)
        out[length] = span_ascii_upper(words[length]);
    out[length] = '\0';
    return out;
}

/* What is expected where no verb is. */
static const char *awaited_instead(enum dialect_state state)
{
    switch (dialect_class_of(state)) {
    case DIALECT_CLASS_NONE:
        return state == DIALECT_STATE_CLOSED ? _("a new connection") : _("the server's greeting");
    case DIALECT_CLASS_MESSAGE:
        return _("the message, then a line with only a dot");
    case DIALECT_CLASS_CREDENTIALS:
        return _("the credentials");
    case DIALECT_CLASS_COMMAND:
        break;
    }
    return _("nothing");
}

const char *words_open(const struct dialect *dialect, struct dialect_position position, char *out,
                       size_t size)
{
    char name[64];

    out[0] = '\0';
    for (enum dialect_event verb = 0; verb < DIALECT_VERBS; verb++)
        if (!dialect->verbs[verb].is_aside &&
            dialect_why_not(dialect, position, verb) == DIALECT_REASON_NONE)
            append(out, size, "%s%s", out[0] != '\0' ? _(" or ") : "",
                   words_verb(dialect, verb, name, sizeof name));
    if (out[0] == '\0')
        append(out, size, "%s", awaited_instead(position.state));
    return out;
}

/* Appends when the verb NAME becomes available, if only a fact is missing. */
static void append_opening(char *out, size_t size, enum dialect_reason reason, const char *name)
{
    switch (reason) {
    case DIALECT_REASON_NEEDS_DELIVERY:
        append(out, size, " ");
        append(out, size, _("%s is available after a delivery."), name);
        break;
    case DIALECT_REASON_NEEDS_RECIPIENT:
        append(out, size, " ");
        append(out, size, _("%s is available after a recipient was accepted."), name);
        break;
    default:
        break;
    }
}

const char *words_next(const struct dialect *dialect, struct dialect_position position, char *out,
                       size_t size)
{
    char open[256], name[64];

    snprintf(out, size, _("Next: %s."), words_open(dialect, position, open, sizeof open));
    for (enum dialect_event verb = 0; verb < DIALECT_VERBS; verb++)
        append_opening(out, size, dialect_why_not(dialect, position, verb),
                       words_verb(dialect, verb, name, sizeof name));
    return out;
}

const char *words_reason(enum dialect_reason reason)
{
    static const char *const texts[] = {
        [DIALECT_REASON_NONE] = N_("It is available."),
        [DIALECT_REASON_UNKNOWN_VERB] = N_("The dialect has no such command."),
        [DIALECT_REASON_MALFORMED_VERB] =
            N_("The second word of the command is missing, as in MAIL FROM: and RCPT TO:."),
        [DIALECT_REASON_NOT_IMPLEMENTED] = N_("The server does not implement this command."),
        [DIALECT_REASON_OUT_OF_ORDER] = N_("This command is out of order."),
        [DIALECT_REASON_NEEDS_DELIVERY] =
            N_("A message must be delivered on this connection first."),
        [DIALECT_REASON_NEEDS_RECIPIENT] = N_("A recipient must be accepted first."),
        [DIALECT_REASON_NEEDS_ROOM] =
            N_("The message already has the maximum number of recipients."),
        [DIALECT_REASON_ARGUMENT_MISSING] = N_("This command needs an argument."),
        [DIALECT_REASON_ARGUMENT_UNEXPECTED] = N_("This command takes no argument."),
        [DIALECT_REASON_NO_BRACKETS] = N_("The address must be in angle brackets."),
        [DIALECT_REASON_BAD_PATH] = N_("The text in the angle brackets is not an address."),
        [DIALECT_REASON_BAD_PARAMETER] =
            N_("Only parameters may follow the address: KEY or KEY=VALUE."),
        [DIALECT_REASON_BAD_MECHANISM] =
            N_("This command takes a mechanism and, optionally, its initial response."),
        [DIALECT_REASON_LONG_LINE] = N_("The line is too long."),
        [DIALECT_REASON_WRONG_ENDING] = N_("The line ended in a bare LF."),
    };

    static_assert(COUNT(texts) == DIALECT_REASONS, "a text per reason");
    return _(texts[reason]);
}

const char *words_why_not(const struct dialect *dialect, struct dialect_position position,
                          enum dialect_event verb, char *out, size_t size)
{
    enum dialect_reason reason = dialect_why_not(dialect, position, verb);
    char open[256];

    out[0] = '\0';
    if (reason != DIALECT_REASON_NONE)
        snprintf(out, size, _("Not available: %s Expected now: %s."), words_reason(reason),
                 words_open(dialect, position, open, sizeof open));
    return out;
}

/* --- replies --------------------------------------------------------------------------------- */

static const char *class_text(enum explain_class class)
{
    switch (class) {
    case EXPLAIN_CLASS_DONE:
        return _("success");
    case EXPLAIN_CLASS_GO_ON:
        return _("continue");
    case EXPLAIN_CLASS_TRY_LATER:
        return _("temporary failure");
    case EXPLAIN_CLASS_REFUSED:
        return _("refused");
    }
    return _("unknown");
}

static const char *category_text(enum explain_category category)
{
    static const char *const texts[] = {
        [EXPLAIN_CATEGORY_SYNTAX] = N_("syntax"),
        [EXPLAIN_CATEGORY_INFORMATION] = N_("information"),
        [EXPLAIN_CATEGORY_CONNECTIONS] = N_("connection"),
        [EXPLAIN_CATEGORY_UNSPECIFIED_3] = N_("unspecified"),
        [EXPLAIN_CATEGORY_UNSPECIFIED_4] = N_("unspecified"),
        [EXPLAIN_CATEGORY_MAIL_SYSTEM] = N_("mail system"),
        [EXPLAIN_CATEGORY_OTHER] = N_("unspecified"),
    };

    static_assert(COUNT(texts) == EXPLAIN_CATEGORY_OTHER + 1, "a text per category");
    return _(texts[category]);
}

/* What has happened, and what to do about it (NULL: nothing).  EXPLAIN_OUT_OF_PLACE uses the text
 * of its reason. */
static const struct {
    const char *what, *remedy;
} verdicts[] = {
    [EXPLAIN_GREETED] = {N_("The server is ready."), NULL},
    [EXPLAIN_ACCEPTED] = {N_("The server accepted the command."), NULL},
    [EXPLAIN_SEND_MESSAGE] = {N_("The server is waiting for the message."), NULL},
    [EXPLAIN_DELIVERED] =
        {N_("The message is delivered: the server has taken responsibility for it."), NULL},
    [EXPLAIN_GOODBYE] = {N_("The conversation has ended as requested."), NULL},
    [EXPLAIN_OUT_OF_PLACE] = {NULL, N_("The server ignored it: nothing has changed.")},
    [EXPLAIN_NO_MAILBOX] = {N_("This server has no mailbox for the recipient."),
                            N_("Check the spelling of the part before the @.")},
    [EXPLAIN_BAD_PARAMETER] = {N_("The server did not accept a parameter of the command."),
                               N_("Correct or remove it and send the command again.")},
    [EXPLAIN_NEEDS_SMTPUTF8] = {N_("The address is not ASCII, and MAIL did not have the parameter "
                                   "SMTPUTF8."),
                                N_("Begin again with MAIL and SMTPUTF8, or use an ASCII address.")},
    [EXPLAIN_BAD_BYTES] = {N_("The message contains forbidden bytes: a NUL, or a CR without LF.  "
                              "Nothing was stored."),
                           N_("Remove them and send the message again.")},
    [EXPLAIN_TOO_LARGE] =
        {N_("The message is larger than the server accepts.  Nothing was stored."),
         N_("Shorten it and send it again.")},
    [EXPLAIN_NO_STORAGE] =
        {N_("The server has no space left for the message.  Nothing was stored."),
         N_("Send it again later, or free space on the server.")},
    [EXPLAIN_LOCAL_ERROR] = {N_("The server could not store the message.  Nothing was stored."),
                             N_("Send it again later; the server's log says why.")},
    [EXPLAIN_CLOSING] = {N_("The server is closing the connection: it was idle too long, there are "
                            "too many clients, or the server is stopping."),
                         N_("Connect again.")},
    [EXPLAIN_REFUSED_THOUGH_OPEN] = {N_("The server refused what this dialect allows."),
                                     N_("Read the text of its reply; it may speak another "
                                        "dialect.")},
    [EXPLAIN_ACCEPTED_THOUGH_CLOSED] = {N_("The server accepted what this dialect does not allow."),
                                        N_("It may speak another dialect.")},
    [EXPLAIN_UNASKED] = {N_("Unsolicited reply."), NULL},
};

static_assert(COUNT(verdicts) == EXPLAIN_VERDICTS, "a text per verdict");

static const char *what_of(const struct explanation *explanation)
{
    if (explanation->verdict == EXPLAIN_OUT_OF_PLACE)
        return words_reason(explanation->reason);
    return _(verdicts[explanation->verdict].what);
}

static const char *remedy_of(const struct explanation *explanation)
{
    const char *remedy = verdicts[explanation->verdict].remedy;

    return remedy != NULL ? _(remedy) : "";
}

const char *words_explain(const struct dialogue_reply *reply, char *out, size_t size)
{
    struct explanation explanation = explain_reply(reply);
    const char *remedy = remedy_of(&explanation);
    char next[WORDS_MAX / 2];

    snprintf(out, size, _("%u: %u %s, %u %s. "), reply->code, reply->code / 100,
             class_text(explanation.class), reply->code / 10 % 10,
             category_text(explanation.category));
    append(out, size, "%s\n", what_of(&explanation));
    if (remedy[0] != '\0')
        append(out, size, "%s\n", remedy);
    append(out, size, "%s\n", words_next(reply->dialect, reply->after, next, sizeof next));
    append(out, size, _("See RFC 5321, section %s.\n"), explanation.section);
    return out;
}

const char *words_explain_line(const struct dialogue_reply *reply, char *out, size_t size)
{
    struct explanation explanation = explain_reply(reply);
    const char *remedy = remedy_of(&explanation);
    char next[WORDS_MAX / 2];

    snprintf(out, size, "%s%s%s %s", what_of(&explanation), remedy[0] != '\0' ? " " : "", remedy,
             words_next(reply->dialect, reply->after, next, sizeof next));
    return out;
}

const char *words_summary(const struct dialogue_reply *reply, char *out, size_t size)
{
    struct explanation explanation = explain_reply(reply);

    snprintf(out, size, "%u: %s", reply->code, what_of(&explanation));
    return out;
}

const char *words_reply_flaw(enum reply_flaw flaw)
{
    static const char *const texts[] = {
        [REPLY_FLAW_NONE] = N_("This is a reply."),
        [REPLY_FLAW_NO_CODE] = N_("Not a reply: it does not begin with a code from 200 to 599."),
        [REPLY_FLAW_SEPARATOR] =
            N_("Not a reply: a space, a hyphen or the end of the line must follow the code."),
        [REPLY_FLAW_CODE_CHANGED] =
            N_("Not a reply: its code differs from that of the preceding lines."),
        [REPLY_FLAW_LONG_LINE] = N_("This line was cut off: it is too long for a reply."),
        [REPLY_FLAW_MANY_LINES] = N_("This reply was cut off: it has too many lines."),
    };

    static_assert(COUNT(texts) == REPLY_FLAW_MANY_LINES + 1, "a text per flaw");
    return _(texts[flaw]);
}

/* --- the connection -------------------------------------------------------------------------- */

/* The system's error text, if it adds anything. */
static const char *detail_of(const struct link *link, enum link_problem problem)
{
    if (problem == LINK_PROBLEM_UNKNOWN_HOST && link->resolve_error != 0)
        return gai_strerror(link->resolve_error);
    return problem == LINK_PROBLEM_SYSTEM ? strerror(link->error_number) : NULL;
}

const char *words_link_problem(const struct link *link, enum link_problem problem,
                               bool within_reply, char *out, size_t size)
{
    static const char *const texts[] = {
        [LINK_PROBLEM_NONE] = N_("no error."),
        [LINK_PROBLEM_UNKNOWN_HOST] = N_("host not found.  Check its name."),
        [LINK_PROBLEM_REFUSED] = N_("connection refused: no server is listening there.  Start one, "
                                    "or check host and port."),
        [LINK_PROBLEM_UNREACHABLE] = N_("host unreachable.  Check its address and the network."),
        [LINK_PROBLEM_CONNECT_TIMEOUT] =
            N_("connection timed out.  Check host and port; a firewall may be in the way."),
        [LINK_PROBLEM_CLOSED_BY_SERVER] = N_("the server closed the connection."),
        [LINK_PROBLEM_LOST] =
            N_("the connection was lost.  The server may have stopped; its log may say why."),
        [LINK_PROBLEM_SYSTEM] = N_("the connection failed."),
    };
    const char *detail = detail_of(link, problem);

    static_assert(COUNT(texts) == LINK_PROBLEMS, "a text per problem");
    snprintf(out, size, strchr(link->host, ':') != NULL ? "[%s]:%s: %s" : "%s:%s: %s", link->host,
             link->port, _(texts[problem]));
    if (detail != NULL)
        append(out, size, " (%s)", detail);
    if (within_reply)
        append(out, size, " %s", _("This happened in the middle of a reply."));
    return out;
}

const char *words_no_reply(unsigned seconds, char *out, size_t size)
{
    snprintf(out, size,
             ngettext("No complete reply within %u second, so the connection was closed.",
                      "No complete reply within %u seconds, so the connection was closed.",
                      seconds),
             seconds);
    return out;
}

/* --- fields and files ------------------------------------------------------------------------ */

const char *words_compose_flaw(enum compose_flaw flaw)
{
    static const char *const texts[] = {
        [COMPOSE_OK] = "",
        [COMPOSE_EMPTY] = N_("is empty"),
        [COMPOSE_CONTROL_BYTE] = N_("has a control character"),
        [COMPOSE_ILL_FORMED] = N_("is not well-formed UTF-8"),
        [COMPOSE_TOO_LONG] = N_("is too long"),
        [COMPOSE_NEEDS_QUOTES] = N_("needs quotes"),
        [COMPOSE_NOT_ASCII] = N_("must be ASCII"),
    };

    static_assert(COUNT(texts) == COMPOSE_FLAWS, "a text per flaw");
    return flaw == COMPOSE_OK ? "" : _(texts[flaw]);
}

const char *words_session_flaw(enum session_file_flaw flaw)
{
    static const char *const texts[] = {
        [SESSION_FILE_OK] = N_("a valid line"),
        [SESSION_FILE_NO_MAGIC] = N_("the first line is not \"# smtp-session 1\""),
        [SESSION_FILE_UNKNOWN_LINE] = N_("not a C, S or W line and not a comment"),
        [SESSION_FILE_BAD_ESCAPE] = N_("unknown escape sequence; use \\r \\n"
                                       " \\t \\\\ or \\xHH"),
        [SESSION_FILE_BAD_WAIT] = N_("not a duration (0-3600000 ms)"),
        [SESSION_FILE_BAD_ENDING] = N_("not lf or crlf"),
    };

    static_assert(COUNT(texts) == SESSION_FILE_BAD_ENDING + 1, "a text per flaw");
    return _(texts[flaw]);
}
